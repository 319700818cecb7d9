"""Somebody comments, agrees with a comment, or takes his own back."""

import re

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils.translation import gettext as _

from disclosure.cases import codes
from disclosure.clocks.actions import day_of
from disclosure.clocks.calendar import calendar
from disclosure.files.check import check_upload
from disclosure.intake.sealed import blind, box, fingerprint
from disclosure.intake.typed import email_of, text_of
from disclosure.ledger.errors import Invalid, NotAllowed, NotFound, WrongState
from disclosure.ledger.record import record
from disclosure.rules.hearing import Arrival, Phase, Stance, moderation_due
from disclosure.rules.masking import E_MAIL, masked, plain

from ..access import require
from ..alike import same_to_the_sign
from ..models import Clause, Comment, CommentFile, ConsultationPage, Support
from ..models.comments import AnswerBy, CommentState
from ..standing import today_of
from .about import about, choice_of, locked

MOST_TEXT, MOST_FILES, MOST_MB = 5000, 5, 10
PREFIX = "YJ"  # 意见
LEAST_FIGURES = 5  # of a telephone: a switchboard's short number is one
BELIEVED = 2  # seconds


def require_open(page, at):
    """WrongState unless comments are taken at the aware moment `at`: from the second of opening until the second before the close.

    What is concluded takes none, whatever a later version says of its close.
    """
    phase = page.phase(at) if page.live else Phase.PLANNED
    if phase == Phase.PLANNED:
        raise WrongState(_("This draft is not open to comment yet."))
    if phase != Phase.OPEN:
        raise WrongState(_("The time for comments is over."))


def require_not_over(number, at):
    """WrongState where the consultation of this page number has closed by `at`, for a door that cannot do more at the moment.

    One light query; that it closes later is believed for BELIEVED seconds, since a door that is overrun asks a hundred times a second.
    """
    key = f"consultation-closes:{number}"
    closes_at = cache.get(key)
    if closes_at is None or closes_at <= at:
        closes_at = ConsultationPage.objects.filter(pk=number, inward=False, live=True).values_list("closes_at", flat=True).first()
        cache.set(key, closes_at, BELIEVED)
    if closes_at is not None and closes_at <= at:
        raise WrongState(_("The time for comments is over."))


def no_check():
    """The door has nothing to check in the body."""


@transaction.atomic
def comment(
    *, page, stance, text, at, clause=None, name="", contact="", answer_by="", arrival=Arrival.WEB, received_at=None, files=(), by=None,
    nameless=False, check=no_check,
):  # fmt: skip
    """Take in a comment on the whole draft or on one clause; (Comment, code). Shown after it was checked; due two working days later.

    clause: number of a clause of the published draft, None for the whole; one of an earlier published version counts as what it is now where it
    stands unchanged, else it is refused, with its new text, from the new version on. by: who enters a call, letter, form or remark for somebody
    (`received_at` is then when it reached the bureau, which must lie within the time). nameless: the name is kept sealed, for the answer alone.
    Raises WrongState outside the time, Invalid(field), NotAllowed for who enters without a post. Entry "consultation.comment", without name, contact
    or words.
    """
    acting = require(by, page, at) if by is not None else None
    received_at = received_at or at
    if received_at > at:
        raise Invalid(_("Received at: it lies in the future."), field="received_at")
    if by is not None:
        page = locked(page)  # not beside its conclusion, which has counted them
        if page.concluded_at:
            raise WrongState(_("It is concluded; nothing can be entered any more."))
    require_open(page, received_at)
    check()
    if arrival != Arrival.WEB and by is None:
        raise Invalid(_("Only staff enter what did not come online."), field="arrival")
    if arrival == Arrival.WEB and by is not None:
        raise Invalid(_("Way of arrival: what staff enter came by telephone, letter, form or at a meeting."), field="arrival")
    choice_of(arrival, Arrival, "arrival")
    stance = choice_of(stance, Stance, "stance")
    typed = text_of(text, "text", most=MOST_TEXT)
    name = text_of(name, "name", most=60, needed=False)
    contact = text_of(contact, "contact", most=200, needed=False)
    answer_by = choice_of(answer_by or "", AnswerBy, "answer_by")
    if answer_by and not contact:
        raise Invalid(_("Contact: without it nobody can tell you the answer."), field="contact")
    if answer_by == AnswerBy.MAIL:
        contact = email_of(contact, "contact")
    if answer_by == AnswerBy.TELEPHONE and len(re.sub(r"\D", "", E_MAIL.sub("", plain(contact)))) < LEAST_FIGURES:
        raise Invalid(_("Contact: to be told by telephone, give a telephone number."), field="contact")
    aim = _as_it_is_now(page, _clause(page, clause), received_at)
    on = day_of(at)
    shown, count = masked(typed, on)
    likeness = fingerprint(f"{aim.pk if aim else ''} {stance} {same_to_the_sign(typed)}".encode())
    number = codes.case_number(PREFIX, on.year)
    code = codes.new_code()
    made = Comment.objects.create(
        page=page, number=number, code_digest=codes.digest_of(number, code), clause=aim, stance=stance, raw=typed, text=shown, masked=count,
        name="" if nameless else masked(name, on)[0], sealed_name=name if nameless and name else None, contact=contact or None,
        answer_by=answer_by, arrival=arrival, at=received_at, entered_by=by,
        check_by=moderation_due(on, calendar()), likeness=likeness, like_id=_first_alike(page, likeness),
    )  # fmt: skip
    _keep_files(made, files)
    facts = {"number": number, "clause": str(aim) if aim else None, "stance": stance, "arrival": arrival, "masked": count}
    record("consultation.comment", about=about(page), by=by, acting=acting, at=at, facts=facts)
    return made, code


def _clause(page, number):
    if number is None or number == "":
        return None
    found = None
    if isinstance(number, int) and not isinstance(number, bool) and abs(number) < 2**63:
        found = Clause.objects.filter(pk=number, version__page=page, version__published=True).select_related("version").first()
    if found is None:
        raise Invalid(_("Clause: there is no such clause in this draft."), field="clause")
    return found


def _as_it_is_now(page, clause, at):
    """The clause that is meant by who writes at the aware moment `at`: of an earlier published version the one of today, where it reads as it did.
    Invalid, with its new text, where it does not. What was written before the newer version stays where it was said."""
    newest = page.versions.filter(published=True).order_by("-number").first()
    if clause is None or clause.version_id == newest.pk or at < newest.made_at:
        return clause
    same, parts = today_of(page, clause)
    if same is not None:
        return same
    told = {"clause": clause, "now": "\n".join(f"{part}　{part.words}" for part in parts)}
    if parts:
        sentence = _("%(clause)s was changed after you opened this page. Choose the clause anew; what you wrote is kept. It reads now: %(now)s")
    else:
        sentence = _(
            "%(clause)s was changed after you opened this page and is no longer in the draft. Comment on the whole draft; what you wrote is kept."
        )
    raise Invalid(sentence % told, field="clause")


def _first_alike(page, likeness):
    """Key of the first comment with the same stance and the same words to the sign on the same clause: later ones stand with it and are counted, none
    is dropped. Whatever is only like it is offered to staff (alike)."""
    alike = Comment.objects.standing().exclude(state=CommentState.REFUSED).filter(page=page, likeness=likeness, like=None)
    return alike.order_by("id").values_list("pk", flat=True).first()


def _keep_files(made, files):
    files = [file for file in files or () if file]
    if len(files) > MOST_FILES:
        raise Invalid(_("File: at most {most} files with one comment.").format(most=MOST_FILES), field="file")
    for file in files:
        if file.size > MOST_MB << 20:
            raise Invalid(_("“{name}” is larger than {most} MB.").format(name=file.name, most=MOST_MB), field="file")
        check_upload(file)
        data = file.read()
        name = str(file.name).replace("\\", "/").rpartition("/")[2][:255]
        row = CommentFile(comment=made, name=name, size=len(data), sha256=fingerprint(data))
        row.file.save(f"{made.number}.sealed", ContentFile(box().encrypt(data)), save=False)
        row.save()


def of_code(number, code):
    """The comment of number and code, or None: a wrong number and a wrong code are not told apart."""
    number = codes.folded(number)
    found = Comment.objects.select_related("page").filter(number=number).first()
    if not isinstance(code, str) or not codes.fits(found.code_digest if found else "", number, code):
        return None
    return found


@transaction.atomic
def withdraw(*, number, code, at, check=no_check):
    """The writer takes his comment back, by number and code, until it is concluded; it is shown and counted no longer. Entry "consultation.withdraw".

    Raises NotFound for a wrong number or code, WrongState for what is withdrawn already or concluded.
    """
    found = of_code(number, code)
    if found is None:
        raise NotFound(_("Number and code do not fit together: compare both with your receipt."))
    check()
    page = locked(found.page)  # not beside its conclusion
    mine = Comment.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if mine.state == CommentState.WITHDRAWN:
        raise WrongState(_("This comment is withdrawn already."))
    if page.concluded_at:
        raise WrongState(_("The consultation is concluded; the comment is part of its result."))
    mine.state = CommentState.WITHDRAWN
    mine.save(update_fields=["state"])
    _pass_on(mine)
    record("consultation.withdraw", about=about(found.page), at=at, facts={"number": mine.number})
    return mine


def _pass_on(gone):
    """Those that stood with a withdrawn comment now stand with the next of them, one that is shown before all others."""
    others = sorted(Comment.objects.filter(like=gone), key=lambda row: (row.state != CommentState.SHOWN, row.pk))
    if others:
        Comment.objects.filter(pk=others[0].pk).update(like=None)
        Comment.objects.filter(pk__in=[row.pk for row in others[1:]]).update(like=others[0])


@transaction.atomic
def support(*, comment, address, at):
    """Somebody at `address` (text) agrees with a shown comment while the draft is open; once an address. Returns how many agree.

    Raises WrongState when it is closed or agreed with already. Not in the ledger: it is nobody's deed of office.
    """
    if comment.state != CommentState.SHOWN:
        raise NotAllowed(_("This comment is not shown."))
    require_open(comment.page, at)
    _row, new = Support.objects.get_or_create(comment=comment, who=blind(f"{comment.pk} {address}", "support"), defaults={"at": at})
    if not new:
        raise WrongState(_("Somebody at this address has agreed with this comment already."))
    Comment.objects.filter(pk=comment.pk).update(supports=models.F("supports") + 1)
    return Comment.objects.values_list("supports", flat=True).get(pk=comment.pk)
