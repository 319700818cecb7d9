"""听证会、座谈会: announced with the rule of choice, signed up for, chosen by that rule, prepared, written down and confirmed (713 arts. 16–17);
before it is held it can be moved or cancelled, with a reason that the public reads."""

import re
import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from disclosure.cases import codes
from disclosure.clocks.actions import day_of
from disclosure.intake.sealed import fingerprint
from disclosure.intake.typed import reason_of, text_of
from disclosure.items.parts import changed
from disclosure.ledger.errors import Invalid, NotFound, WrongState
from disclosure.ledger.record import record
from disclosure.org.posts import full_name
from disclosure.outbox.work import enqueue
from disclosure.rules.hearing import HERE, ChoiceBy, Phase, Strike, drawn, lot, papers_due, seal_of
from disclosure.rules.masking import masked, plain, telephones

from ..access import require
from ..models import EarlierMinutes, Hearing, HearingChange, Participant
from ..models.hearings import HearingKind
from .about import about, choice_of, locked, without_numbers_of_persons
from .subscribe import tell_subscribers

PREFIX = "TZ"  # 听证
ANY = object()  # of minutes: whichever stand
PUBLISHED = ("minutes_published_at", "minutes_unconfirmed", "minutes_reason")
LOCAL_ALONE = re.compile(r"(?<![\d+.-])(?!20[0-4]\d[01])[2-8]\d{2,3}[\s-]?\d{4}(?![\d.]|-\d)", re.A)  # a line without its area code
E_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


@transaction.atomic
def announce_hearing(*, page, kind, held_at, where, seats, signup_until, by, at, method=ChoiceBy.ORDER, rule="", seed=""):
    """Publish time, place and the rule by which participants are chosen, before anyone signs up. Entry "consultation.hearing"; the Hearing.

    method: a ChoiceBy, which `choose` then keeps to; rule: the criteria, needed where they decide, else whatever is to be added. For lots a seed is
    made at random and sealed, and its SHA-256 is published at once: `choose` opens it, nobody can change it. seed: one that is known (demo, tests).
    A hearing leaves seven days between the end of sign-up and the day itself, for the material. Raises NotAllowed, WrongState, Invalid(field).
    """
    page = locked(page)
    acting = require(by, page, at)
    if not page.live or page.concluded_at:
        raise WrongState(_("A hearing belongs to a published draft that is not concluded."))
    kind = choice_of(kind, HearingKind, "kind")
    method = choice_of(method, ChoiceBy, "method")
    where = _published(page, text_of(where, "where", most=200), "where", at)
    rule = _published(page, text_of(rule, "rule", most=2000, needed=method == ChoiceBy.CRITERIA), "rule", at)
    if not isinstance(seats, int) or not 1 <= seats <= 500:
        raise Invalid(_("Seats: from 1 to 500."), field="seats")
    if kind == HearingKind.HEARING and held_at > at and papers_due(day_of(held_at)) < day_of(at):
        sentence = _(
            "The day of the hearing is too near: the participants have the material seven days before, so it is held on %(day)s at the earliest."
        )
        raise Invalid(sentence % {"day": date_format(day_of(at) + (day_of(held_at) - papers_due(day_of(held_at))))}, field="held_at")
    if not at < signup_until < held_at:
        raise Invalid(_("Sign-up ends after now and before it is held."), field="signup_until")
    if kind == HearingKind.HEARING and day_of(signup_until) > papers_due(day_of(held_at)):
        sentence = _("Sign-up must end seven days before the hearing, by %(day)s: the participants receive the material then. Or hold it later.")
        raise Invalid(sentence % {"day": date_format(papers_due(day_of(held_at)))}, field="signup_until")
    if method == ChoiceBy.LOTS:
        seed = seed or secrets.token_hex(16)
        sealed = {"sealed_seed": seed, "seed_sha256": seal_of(seed)}
    else:
        sealed = {}
    made = Hearing.objects.create(
        page=page, kind=kind, held_at=held_at, where=where, seats=seats, method=method, rule=rule, signup_until=signup_until, announced_at=at,
        announced_by=by, **sealed,
    )  # fmt: skip
    subject = _("A hearing or meeting is announced: %(title)s")
    tell_subscribers(page, what=f"hearing-{made.pk}", subject=subject, words=f"{made} {made.where}", link=link_of(made), at=at)
    facts = {"hearing": made.pk, "kind": kind, "held_at": held_at, "seats": seats, "method": method}
    facts |= {"seed_sha256": made.seed_sha256} if made.seed_sha256 else {}
    record("consultation.hearing", about=about(page), by=by, acting=acting, at=at, facts=facts)
    return made


def _published(page, words, field, at):
    """Words of staff, or Invalid naming the field, where a number of a person stands in them."""
    return without_numbers_of_persons(words, field, day_of(at), page)


def _without_names(words, field, rows):
    """Words that others read than the one of whom they are, or Invalid naming the field: the name of somebody who signed up."""
    read = _folded(words)
    for row in rows:
        if len(name := _folded(row.name)) > 1 and name in read:
            sentence = _(
                "This would tell others the name of somebody who signed up (number %(number)s): write the number or for whom he speaks instead."
            )
            raise Invalid(sentence % {"number": row.number}, field=field)
    return words


def _folded(words):
    return re.sub(r"[\s\u200b·.]", "", plain(words).casefold())


@transaction.atomic
def sign_up(*, hearing, name, contact, at, speaks_for=""):
    """Somebody wants to take part; (Participant, code). For whom he speaks is published, numbers of persons in it masked.

    Entry "consultation.sign_up" with the number alone. Raises WrongState when it is over or name and contact signed up already, Invalid(field): where
    lots are drawn one mail address or telephone is one lot, under whatever name.
    """
    hearing, given = _signing_up(hearing, name, contact, speaks_for, at)
    who = _person(given)
    if any(_person({"name": row.name, "contact": row.contact}) == who for row in hearing.participants.all()):
        raise WrongState(_("Somebody with this name and contact has signed up already: number and code are on the first receipt."))
    if hearing.method == ChoiceBy.LOTS:
        _require_own_lot(hearing, given["contact"], at)
    return _signed_up(hearing, given, codes.new_code(), at)


@transaction.atomic
def sign_up_by_mail(*, hearing, name, contact, at, speaks_for=""):
    """Where lots are drawn, with a mail address: as `sign_up`, but whoever does it learns the code alone. The number, or that the address has a lot
    already, goes to the address, so that nobody learns of another whether he signed up. Returns the code, of an entry or of none.

    Entry "consultation.sign_up", or "consultation.sign_up_again" where nothing was entered. Raises as `sign_up`, for a telephone too, and
    Invalid(field="contact") for more than one address: by which of them no answer comes would tell.
    """
    hearing, given = _signing_up(hearing, name, contact, speaks_for, at)
    mails = _mails_in(given["contact"])
    if len(mails) != 1 or not mail_of(given["contact"]):
        raise Invalid(_("Give one e-mail address, and no second: your number is sent to it."), field="contact")
    _require_own_lot(hearing, given["contact"], at, but=mails)
    code = codes.new_code()
    known = next((row for row in hearing.participants.all() if mails & _mails_in(row.contact)), None)
    if known is None:
        row, _code = _signed_up(hearing, given, code, at)
    else:
        row = known
        record("consultation.sign_up_again", about=about(hearing.page), at=at, facts={"hearing": hearing.pk, "number": row.number})
    _tell_own(hearing, row, at, again=known is not None)
    return code


def _tell_own(hearing, row, at, again):
    """Send to the address of who signed up what stands under it; where it did before, once a day however often somebody tries."""
    with translation.override(settings.LANGUAGE_CODE):
        words = _(
            "You are signed up. Lots are drawn among all who are; with this number and the code that was shown to you, you confirm the minutes."
        )
        if again:
            words = _(
                "Somebody signed up with this address once more. It has a lot already, and nothing was entered: the code that was shown this time is "
                "not valid, the first one is. If it was not you, you need do nothing."
            )
        if row.struck:
            words = struck_out(row)
        what = f"hearing-again:{day_of(at):%Y%m%d}" if again else "hearing-signed-up"
        _mail(hearing, what, _("Your sign-up: %(title)s"), lambda row: [str(hearing), words, _your_number(row)], at, [row])


def _signing_up(hearing, name, contact, speaks_for, at):
    """(the hearing, locked: not beside a change, which tells all; what somebody gave, checked). Raises WrongState, Invalid."""
    hearing = Hearing.objects.select_for_update(of=("self",)).select_related("page").get(pk=hearing.pk)
    _require_not_cancelled(hearing)
    if at >= hearing.signup_until or hearing.chosen_at:
        raise WrongState(_("Sign-up is over."))
    given = {"name": text_of(name, "name", most=60), "contact": text_of(contact, "contact", most=200)}
    if hearing.method == ChoiceBy.LOTS and not mail_of(plain(given["contact"])) and not _lines_in(given["contact"], day_of(at)):
        raise Invalid(
            _("Give a mobile, a telephone with its area code, or an e-mail address by which you are reached: who has a lot is told by it."),
            field="contact",
        )
    given["speaks_for"] = masked(text_of(speaks_for, "speaks_for", most=100, needed=False), day_of(at))[0]
    return hearing, given


def _signed_up(hearing, given, code, at):
    number = codes.case_number(PREFIX, day_of(at).year)
    made = Participant.objects.create(hearing=hearing, number=number, code_digest=codes.digest_of(number, code), signed_up_at=at, **given)
    record("consultation.sign_up", about=about(hearing.page), at=at, facts={"hearing": hearing.pk, "number": number})
    return made, code


def _person(given):
    """Name and contact, however they were written: both together are one person."""
    name, contact = (re.sub(r"[\s()+\-.]", "", plain(given[key]).casefold()) for key in ("name", "contact"))
    return name, re.sub(r"^(?:00)?86(?=1\d{10}$)", "", contact)


def _require_own_lot(hearing, contact, at, but=frozenset()):
    """Invalid where somebody signed up with this mail address or telephone (`but`: those that are not asked for): each draws one lot."""
    mine = _reached_by(contact, day_of(at)) - but
    if any(_share(mine, _reached_by(row.contact, day_of(at)) - but) for row in hearing.participants.all()):
        sentence = _("Lots are drawn, and each mail address or telephone has one: somebody has signed up with this one already. Give your own.")
        raise Invalid(sentence, field="contact")


def _reached_by(contact, on):
    """{each mail address and telephone in a contact, however it was written}; the contact itself where it holds neither."""
    return _mails_in(contact) | _lines_in(contact, on) or {_person({"name": "", "contact": contact})[1]}


def _lines_in(contact, on):
    """{each telephone in a contact}: inside the country as it is dialled, or seven or eight figures where the area code was left out."""
    rest = E_MAIL.sub(" ", plain(contact).casefold())
    known = telephones(rest, on)
    local = {re.sub(r"\D", "", hit[0]) for hit in LOCAL_ALONE.finditer(rest)}
    return known | {number for number in local if not any(each.endswith(number) for each in known)}


def _share(mine, theirs):
    """Whether two sets of addresses and telephones have one in common: a line without its area code is the same with any."""
    return any(
        one == other or one.isdigit() and other.isdigit() and min(len(one), len(other)) in (7, 8) and (one.endswith(other) or other.endswith(one))
        for one in mine
        for other in theirs
    )


def is_by_mail(hearing, contact):
    """Whether who signs up so hears of it by mail alone: where lots are drawn, and he gave an address."""
    return hearing.method == ChoiceBy.LOTS and bool(_mails_in(contact))


def _mails_in(contact):
    """{each mail address in a contact}, however it was written: what follows a plus, and the dots of an address at Gmail, make no other one."""
    found = set()
    for hit in E_MAIL.finditer(plain(contact).casefold()):
        box, _at, where = hit[0].partition("@")
        box = box.partition("+")[0]
        if where in ("gmail.com", "googlemail.com"):
            box, where = box.replace(".", ""), "gmail.com"
        found.add(f"{box}@{where}")
    return found


def link_of(hearing):
    """The path of its public page."""
    return f"{hearing.page.url or ''}hearings/{hearing.pk}/"


def _require_not_cancelled(hearing):
    if hearing.cancelled_at:
        raise WrongState(_("It is cancelled."))


def _require_to_come(hearing, at):
    _require_not_cancelled(hearing)
    if hearing.minutes_at or at >= hearing.held_at:
        raise WrongState(_("Its hour has come: what was announced stays."))


def _work_on(hearing, by, at):
    hearing = Hearing.objects.select_for_update(of=("self",)).select_related("page").get(pk=hearing.pk)
    return hearing, require(by, hearing.page, at)


@transaction.atomic
def change_hearing(*, hearing, reason, by, at, held_at=None, where=None, signup_until=None):
    """Another time, place or end of sign-up, before it is held; None keeps. What was and what is are public with the reason; who signed up and who
    subscribed hear of it. Entry "consultation.change_hearing"; the HearingChange.

    The new day keeps what the first had to keep: of a hearing the material reaches its participants seven days before (713 art. 16). Raises
    NotAllowed, WrongState once it was held, is cancelled or the consultation concluded, Invalid(field). Once somebody has signed up, sign-up does not
    end earlier: else the list could be closed as soon as the right ones are on it.
    """
    hearing, acting = _work_on(hearing, by, at)
    _require_to_come(hearing, at)
    if not hearing.page.live or hearing.page.concluded_at:
        raise WrongState(_("A hearing belongs to a published draft that is not concluded."))
    reason = _reason(hearing, reason, at)
    before = (hearing.held_at, hearing.where, hearing.signup_until)
    held_at, signup_until = held_at or hearing.held_at, signup_until or hearing.signup_until
    if where is None:
        where = hearing.where
    else:
        where = _published(hearing.page, text_of(where, "where", most=200), "where", at)
    if (held_at, where, signup_until) == before:
        raise Invalid(_("Nothing is changed: enter another time, place or end of sign-up."), field="held_at")
    _require_new_times(hearing, held_at, signup_until, at)
    hearing.held_at, hearing.where, hearing.signup_until = held_at, where, signup_until
    hearing.save(update_fields=["held_at", "where", "signup_until"])
    made = _keep_change(hearing, before, reason, by, at)
    mailed, to_call = _tell(hearing, made, at)
    facts = {"hearing": hearing.pk, "reason": reason, "was": list(before), "now": [held_at, where, signup_until]}
    facts |= {"mailed": mailed, "to_call": to_call}
    record("consultation.change_hearing", about=about(hearing.page), by=by, acting=acting, at=at, facts=facts)
    return made


def _reason(hearing, typed, at):
    """The reason for a change, which the public reads. Raises Invalid(field="reason")."""
    return _published(hearing.page, reason_of(typed, "reason", most=500), "reason", at)


def _require_new_times(hearing, held_at, signup_until, at):
    """As for one that is announced, against the new day."""
    if held_at <= at:
        raise Invalid(_("It is to be held after now."), field="held_at")
    if signup_until != hearing.signup_until:
        if hearing.chosen_at:
            raise Invalid(_("The list is published: sign-up stays closed."), field="signup_until")
        if signup_until <= at:
            raise Invalid(_("Sign-up ends after now and before it is held."), field="signup_until")
        if signup_until < hearing.signup_until and hearing.participants.exists():
            sentence = _(
                "Somebody has signed up: sign-up may end later, not earlier. If it cannot stay open so long, cancel this one and announce another."
            )
            raise Invalid(sentence, field="signup_until")
    if signup_until >= held_at:
        raise Invalid(_("Sign-up ends after now and before it is held."), field="signup_until")
    moved = day_of(held_at) != day_of(hearing.held_at) or signup_until != hearing.signup_until
    if hearing.kind != HearingKind.HEARING or not moved:
        return
    if hearing.material_at is None and signup_until > at and day_of(signup_until) > papers_due(day_of(held_at)):
        raise Invalid(_("Sign-up must end seven days before: the participants receive the material then."), field="signup_until")
    if day_of(hearing.material_at or at) > papers_due(day_of(held_at)):
        raise Invalid(_("The participants must have the material seven days before: choose a later day."), field="held_at")


@transaction.atomic
def cancel_hearing(*, hearing, reason, by, at):
    """It is not held; with a reason that the public reads. Who signed up and who subscribed hear of it. Entry "consultation.cancel_hearing"; the
    HearingChange. Raises NotAllowed, WrongState once it was held or is cancelled, Invalid(field="reason")."""
    hearing, acting = _work_on(hearing, by, at)
    _require_to_come(hearing, at)
    reason = _reason(hearing, reason, at)
    hearing.cancelled_at = at
    hearing.save(update_fields=["cancelled_at"])
    made = _keep_change(hearing, (hearing.held_at, hearing.where, hearing.signup_until), reason, by, at, cancels=True)
    mailed, to_call = _tell(hearing, made, at)
    facts = {"hearing": hearing.pk, "reason": reason, "mailed": mailed, "to_call": to_call}
    record("consultation.cancel_hearing", about=about(hearing.page), by=by, acting=acting, at=at, facts=facts)
    return made


def _keep_change(hearing, before, reason, by, at, cancels=False):
    changed(hearing.page)
    return HearingChange.objects.create(
        hearing=hearing, at=at, by=by, reason=reason, cancels=cancels, held_before=before[0], where_before=before[1], signup_before=before[2],
        held_after=hearing.held_at, where_after=hearing.where, signup_after=hearing.signup_until,
    )  # fmt: skip


def mail_of(contact):
    """The address in what somebody gave as his contact, "" where there is none: then he is called."""
    found = E_MAIL.search(contact or "")
    try:
        validate_email(found[0] if found else "")
    except ValidationError:
        return ""
    return found[0]


def _tell(hearing, change, at):
    """(how many who signed up are told by mail, how many must be called); subscribers hear too."""
    page = hearing.page
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("A hearing or meeting is cancelled: %(title)s") if change.cancels else _("A hearing or meeting was changed: %(title)s")
        what = [str(hearing)]
        if change.cancels:
            what.append(_("%(kind)s: it is cancelled and will not be held.") % {"kind": hearing.get_kind_display()})
        what += [_("%(what)s: %(now)s (was: %(was)s)") % {"what": name, "was": was, "now": now} for name, was, now in change.lines]
        words = "\n".join([*what, _("Reason: %(reason)s") % {"reason": change.reason}])
        tell_subscribers(page, what=f"hearing-change-{change.pk}", subject=subject, words=words, link=link_of(hearing), at=at)
        return _mail(hearing, f"hearing-change:{change.pk}", subject, lambda row: [words, _your_number(row)], at)


def _your_number(row):
    return _("Your number: %(number)s") % {"number": row.number}


def _mail(hearing, what, subject, words, at, rows=None):
    """(how many of `rows`, else of all whose sign-up stands, are told by mail; how many must be called). `what`: the occasion, heard of once;
    subject: with %(title)s; words: participant → paragraphs, below the title and above the link."""
    page, base, mailed, called = hearing.page, (getattr(settings, "WAGTAILADMIN_BASE_URL", "") or "").rstrip("/"), 0, 0
    for row in hearing.participants.filter(struck="") if rows is None else rows:
        address = mail_of(row.contact)
        if not address:
            called += 1
            continue
        body = [page.title, *words(row), base + link_of(hearing)]
        enqueue(key=f"{what}:{row.pk}", to=address, subject=subject % {"title": page.title}, body="\n\n".join(body), at=at)
        mailed += 1
    return mailed, called


@transaction.atomic
def strike_out(*, hearing, participants, by, at, reason=""):
    """Before lots are drawn: take sign-ups out of the draw with a Strike as `reason`, or put them back ("" as `reason`). Whom it is about hears of it
    by mail where he gave an address, and reads it by number and code; the public reads how many and why. Entry "consultation.strike_out"; the rows.

    participants: numbers of rows. Raises NotAllowed, Invalid, WrongState where no lots are drawn, or once they were.
    """
    hearing, acting = _work_on(hearing, by, at)
    _require_not_cancelled(hearing)
    if hearing.method != ChoiceBy.LOTS:
        raise WrongState(_("Only before a draw are sign-ups struck out."))
    if hearing.chosen_at:
        raise WrongState(_("The list is published already."))
    if reason:
        choice_of(reason, Strike, "struck")
    rows = list(hearing.participants.filter(pk__in=participants).exclude(struck=reason))
    if not rows:
        raise Invalid(_("Choose at least one who signed up."), field="strike")
    for row in rows:
        row.struck, row.struck_at, row.struck_by = reason, at if reason else None, by if reason else None
    Participant.objects.bulk_update(rows, ["struck", "struck_at", "struck_by"], batch_size=500)
    mailed, to_call = _tell_struck(hearing, rows, at)
    facts = {"hearing": hearing.pk, "numbers": [row.number for row in rows], "reason": reason or None, "mailed": mailed, "to_call": to_call}
    record("consultation.strike_out", about=about(hearing.page), by=by, acting=acting, at=at, facts=facts)
    return rows


def struck_out(row):
    """What somebody reads whose sign-up was struck out: why, and what he can do."""
    told = {"reason": row.get_struck_display(), "phone": row.hearing.page.phone}
    return _("Your sign-up was struck out and has no lot. Reason: %(reason)s. If that is wrong, call %(phone)s before the draw.") % told


def _tell_struck(hearing, rows, at):
    with translation.override(settings.LANGUAGE_CODE):

        def words(row):
            told = struck_out(row) if row.struck else _("Your sign-up stands again and has a lot.")
            return [str(hearing), told, _your_number(row)]

        return _mail(hearing, f"hearing-struck:{rows[0].struck}:{at.timestamp():.3f}", _("Your sign-up: %(title)s"), words, at, rows)


@transaction.atomic
def choose(*, hearing, by, at, participants=None, reason="", reasons=None, others=""):
    """Publish who takes part, chosen by the published rule, once sign-up is over and before it is held; whoever signed up hears it by mail where he
    gave an address. One entry "consultation.choose", with all that the choice can be checked by; the rows chosen.

    In order of sign-up and by lot the rule itself says who; `participants` given by hand must be those of the order; the seed of the draw
    (rules.hearing.drawn) is the one that was sealed as it was announced, and is published now. By stated criteria `participants` are chosen by hand:
    `reasons` ({row's number: why}, published with the number of each) or `reason` (published, for all without their own) says why each; `others` why
    the rest are not, needed where seats stay free. None of them names anybody who signed up.

    Raises NotAllowed, WrongState, Invalid."""
    hearing, acting = _work_on(hearing, by, at)
    _require_not_cancelled(hearing)
    if at < hearing.signup_until:
        raise WrongState(_("Sign-up is still open."))
    if hearing.chosen_at:
        raise WrongState(_("The list is published already."))
    if at >= hearing.held_at:
        raise WrongState(_("Its hour has come: the list is published before it is held."))
    rows = list(hearing.participants.filter(struck=""))
    given = None if participants is None else {getattr(row, "pk", row) for row in participants}
    if hearing.method == ChoiceBy.CRITERIA:
        chosen = _by_criteria(hearing, rows, given or set(), reason, reasons or {}, others, at)
    else:
        chosen = _by_rule(hearing, rows, given)
    for row in chosen:
        row.chosen = True
    Participant.objects.bulk_update(rows, ["chosen", "rank", "reason"], batch_size=500)
    hearing.chosen_at = at
    hearing.save(update_fields=["chosen_at", "choice_reason", "seed"])
    mailed, to_call = _tell_choice(hearing, at)
    facts = {"hearing": hearing.pk, "method": hearing.method, "numbers": [row.number for row in chosen], "of": len(rows)}
    if hearing.method == ChoiceBy.LOTS:
        facts |= {"seed": hearing.seed, "drawn": drawn([row.number for row in rows], hearing.seed)}
    if hearing.method == ChoiceBy.CRITERIA:
        own = {row.number: row.reason for row in rows if row.reason not in ("", hearing.choice_reason)}
        facts |= {"reason": hearing.choice_reason, "reasons": own}
    facts |= {"mailed": mailed, "to_call": to_call}
    record("consultation.choose", about=about(hearing.page), by=by, acting=acting, at=at, facts=facts)
    return chosen


def _require_number(hearing, rows):
    if not rows or len(rows) > hearing.seats:
        raise Invalid(_("Choose from one to %(seats)d participants.") % {"seats": hearing.seats}, field="participants")


def _by_rule(hearing, rows, given):
    """The first by order or by lot, each row with its rank; nobody else."""
    if hearing.method == ChoiceBy.LOTS:
        if given is not None:
            raise Invalid(_("The published rule is the drawing of lots: nobody is chosen by hand."), field="participants")
        hearing.seed = hearing.sealed_seed
        rows.sort(key=lambda row: lot(row.number, hearing.seed))
    for rank, row in enumerate(rows, 1):
        row.rank = rank
    chosen = rows[: hearing.seats]
    if given is not None and given != {row.pk for row in chosen}:
        sentence = _("The published rule is the order of sign-up: the first %(seats)d take part, nobody else can be chosen.")
        raise Invalid(sentence % {"seats": hearing.seats}, field="participants")
    _require_number(hearing, chosen)
    return chosen


def _by_criteria(hearing, rows, given, reason, reasons, others, at):
    """Those given, each with a reason; where seats stay free, the others too."""

    def said(words, field):
        return _published(hearing.page, reason_of(words, field, most=500, needed=False), field, at)

    chosen = [row for row in rows if row.pk in given]
    _require_number(hearing, chosen)
    hearing.choice_reason = _without_names(said(reason, "choice_reason"), "choice_reason", rows)
    others = _without_names(said(others, "others"), "others", rows)
    for row in rows:
        own = _without_names(said(reasons.get(row.pk, ""), "choice_reason"), "choice_reason", rows)
        row.reason = (own or hearing.choice_reason) if row.pk in given else others
    if not all(row.reason for row in chosen):
        sentence = _("Say why: which of the stated criteria does each one chosen meet? One reason may stand for all.")
        raise Invalid(sentence, field="choice_reason")
    if not others and len(chosen) < min(hearing.seats, len(rows)):
        raise Invalid(_("Seats stay free: say why the others were not chosen, each of them reads it."), field="others")
    return chosen


def _tell_choice(hearing, at):
    """(how many who signed up are told by mail, how many must be called): time, place and material, or why not."""
    with translation.override(settings.LANGUAGE_CODE):
        facts = {"kind": hearing.get_kind_display(), "when": date_format(hearing.held_at.astimezone(HERE), "DATETIME_FORMAT"), "where": hearing.where}
        yes = [_("You were chosen to take part in the %(kind)s: %(when)s, %(where)s.") % facts]
        due, open_still = papers_due(day_of(hearing.held_at)), hearing.page.phase(at) == Phase.OPEN
        if hearing.kind == HearingKind.HEARING and day_of(at) <= due:
            yes.append(_("The material reaches you by %(day)s; the draft stands on the page below.") % {"day": date_format(due)})
        else:
            yes.append(_("The draft stands on the page below."))

        def words(row):
            if row.chosen:
                return [*yes, _your_number(row)]
            no = _("You were not chosen to take part in the %(kind)s of %(when)s: %(why)s") % (facts | {"why": row.why})
            write = [_("Until the draft closes you can still comment on it in writing; every comment is answered.")] if open_still else []
            return [no, *write, _your_number(row)]

        subject = _("Who takes part in the hearing or meeting: %(title)s")
        return _mail(hearing, f"hearing-choice:{hearing.pk}", subject, words, at)


@transaction.atomic
def send_material(*, hearing, by, at):
    """The draft and its explanation went to the participants: seven days before at the latest. Entry "consultation.material", late or not."""
    hearing, acting = _work_on(hearing, by, at)
    if not hearing.chosen_at:
        raise WrongState(_("Publish the list of participants first."))
    _require_not_cancelled(hearing)
    if hearing.material_at:
        raise WrongState(_("The material was sent already."))
    hearing.material_at = at
    hearing.save(update_fields=["material_at"])
    late = hearing.kind == HearingKind.HEARING and day_of(at) > papers_due(day_of(hearing.held_at))
    record("consultation.material", about=about(hearing.page), by=by, acting=acting, at=at, facts={"hearing": hearing.pk, "late": late})
    return hearing


@transaction.atomic
def write_minutes(*, hearing, text, by, at, void=0, reason="", seen=ANY):
    """Write the minutes after it was held; participants, and nobody else yet, read and confirm them by number and code, asked by mail where they gave
    an address. They name nobody who signed up. Another text needs a `reason`, which the public reads; the text before is kept with what was confirmed
    and remarked of it (EarlierMinutes), and all are asked anew; where that was public, the public reads it beside the new one.

    void: how many confirmations of the earlier text the writer saw and lets go, needed where there are any. seen: when the text was written that he
    saw as he began (aware), None where there was none. Entry "consultation.minutes". Raises NotAllowed, WrongState, also where others stand by now
    than he saw, Invalid.
    """
    hearing, acting = _work_on(hearing, by, at)
    _require_not_cancelled(hearing)
    if at < hearing.held_at or not hearing.chosen_at:
        raise WrongState(_("It has not been held yet."))
    if seen is not ANY and seen != hearing.minutes_at:
        sentence = _(
            "Somebody has written minutes since you opened the form: compare your text with the one that stands, then keep yours or leave it."
        )
        raise WrongState(sentence)
    words = _for_all(hearing, text, "minutes", 50_000, at)
    before = _replace_minutes(hearing, words, reason, void, by, at) if hearing.minutes_at else None
    hearing.minutes, hearing.minutes_at = words, at
    hearing.minutes_published_at, hearing.minutes_unconfirmed, hearing.minutes_reason = None, None, ""
    hearing.save(update_fields=["minutes", "minutes_at", *PUBLISHED])
    # What was said of the earlier text stays with that.
    hearing.participants.update(confirmed_at=None, confirmed_by=None, remark="", said_first=[])
    mailed, to_call = _ask_to_confirm(hearing, before, at)
    facts = {"hearing": hearing.pk, "characters": len(hearing.minutes), "voided": before.confirmed if before else 0}
    facts |= {"mailed": mailed, "to_call": to_call, "sha256": fingerprint(words.encode())}
    if before:
        facts |= {"version": before.number + 1, "reason": before.reason, "sha256_before": fingerprint(before.text.encode())}
        facts |= {"public_before": before.published_at is not None, "confirmed_before": [each["number"] for each in before.confirmations]}
    record("consultation.minutes", about=about(hearing.page), by=by, acting=acting, at=at, facts=facts)
    return hearing


def _for_all(hearing, typed, field, most, at):
    """Words of staff on the minutes that participants and public read. Raises Invalid(field)."""
    return _without_names(_published(hearing.page, text_of(typed, field, most=most), field, at), field, hearing.participants.all())


def _replace_minutes(hearing, words, reason, void, by, at):
    """Keep the text that stands, with what was said of it: the EarlierMinutes. Raises Invalid where nothing is changed, the reason is missing, or
    others have confirmed it than the writer saw."""
    if words == hearing.minutes:
        raise Invalid(_("The text is the one that stands: nothing is changed."), field="minutes")
    confirmed = list(hearing.participants.filter(chosen=True, confirmed_at__isnull=False))
    if void != len(confirmed) and confirmed:
        sentence = _("%(count)d have confirmed the text before: a new text voids what they confirmed. Tick that this is meant.")
        raise Invalid(sentence % {"count": len(confirmed)}, field="void")
    if not reason.strip():
        raise Invalid(_("Say why the text is changed: the public and the participants read it."), field="change_reason")
    why = _for_all(hearing, reason_of(reason, "change_reason", most=500), "change_reason", 500, at)
    return EarlierMinutes.objects.create(
        hearing=hearing, number=hearing.earlier_minutes.count() + 1, text=hearing.minutes, written_at=hearing.minutes_at,
        published_at=hearing.minutes_published_at, replaced_at=at, replaced_by=by, reason=why,
        taking_part=hearing.participants.filter(chosen=True).count(),
        confirmations=[{"number": row.number, **_word(row), "before": row.said_first} for row in confirmed],
    )  # fmt: skip


def _word(row):
    """How a participant confirmed the minutes, to be kept."""
    return {"at": row.confirmed_at.isoformat(), "remark": row.remark, "paper": row.confirmed_by_id is not None}


def _ask_to_confirm(hearing, before, at):
    """(how many participants are asked by mail to confirm the minutes, how many must be asked otherwise); where they take the place of others
    (`before`), that they do, why, and that what somebody confirmed was the earlier text."""
    with translation.override(settings.LANGUAGE_CODE):
        link = (getattr(settings, "WAGTAILADMIN_BASE_URL", "") or "").rstrip("/") + reverse("disclosure_consultation_minutes")
        asked = _("The minutes are written. Read them and confirm them, or say what you add or do not agree with, by number and code: %(link)s")
        subject = _("Confirm the minutes: %(title)s")
        said = {each["number"] for each in before.confirmations} if before else ()
        if before:
            subject = _("The minutes were changed, please confirm them anew: %(title)s")
            asked = _("Read the new text and confirm it, or say what you add or do not agree with, by number and code: %(link)s")

        def words(row):
            changed_text = []
            if before:
                changed_text = [_("The text of the minutes was changed. Reason: %(reason)s") % {"reason": before.reason}]
            if row.number in said:
                voided = _("What you confirmed was the earlier text. It is kept with that text, and does not hold for the new one.")
                changed_text.append(voided)
            return [*changed_text, asked % {"link": link}, str(hearing), _your_number(row)]

        rows = hearing.participants.filter(chosen=True)
        what = f"hearing-minutes:{hearing.pk}:{at:%Y%m%d%H%M%S%f}"
        return _mail(hearing, what, subject, words, at, rows)


@transaction.atomic
def publish_minutes(*, hearing, reason, by, at, seen=ANY):
    """The public reads the minutes though not all who took part have confirmed them; how many had not, and why it is done, it reads too. Where the
    last of them confirms they are public without it.

    seen: when the minutes that he read were written (aware). Entry "consultation.publish_minutes". Raises NotAllowed, WrongState without minutes,
    once they are public and where they are others by now, Invalid(field="minutes_reason").
    """
    hearing, acting = _work_on(hearing, by, at)
    if not hearing.minutes_at:
        raise WrongState(_("There are no minutes yet."))
    if hearing.minutes_published_at:
        raise WrongState(_("The minutes are public already."))
    if seen not in (ANY, hearing.minutes_at):
        raise WrongState(_("The minutes were changed after you opened them: read them again."))
    reason = _published(hearing.page, reason_of(reason, "minutes_reason", most=500), "minutes_reason", at)
    hearing.minutes_reason = _without_names(reason, "minutes_reason", hearing.participants.all())
    left = list(hearing.participants.filter(chosen=True, confirmed_at=None).values_list("number", flat=True))
    hearing.minutes_published_at, hearing.minutes_unconfirmed = at, len(left)
    hearing.save(update_fields=PUBLISHED)
    facts = {"hearing": hearing.pk, "unconfirmed": left, "reason": reason}
    record("consultation.publish_minutes", about=about(hearing.page), by=by, acting=acting, at=at, facts=facts)
    return hearing


@transaction.atomic
def confirm_minutes(*, number, code, at, seen=None, remark="", by=None, instead_of=None):
    """A participant confirms the minutes; with a remark where he adds something or does not agree, which desk and he alone read, and which the
    public counts. `by`: staff who hold his signed paper. With the last of them the minutes become public.

    seen: when the minutes that he read were written (aware), needed of staff. instead_of: when that was confirmed which staff change by another
    paper (aware): without it what he confirmed stays, and what he confirmed himself he alone changes. What was said before is kept (`said_first`).
    Entry "consultation.confirm_minutes". Raises NotFound for a wrong number or code, WrongState before there are minutes, where they are others by
    now and where he has confirmed them.
    """
    number = codes.folded(number)
    row = Participant.objects.select_for_update(of=("self", "hearing")).select_related("hearing__page").filter(number=number, chosen=True).first()
    if row is None or (by is None and not codes.fits(row.code_digest, number, code)):
        raise NotFound(_("Number and code do not fit together: compare both with your receipt."))
    acting = require(by, row.hearing.page, at) if by is not None else None
    if not row.hearing.minutes_at:
        raise WrongState(_("There are no minutes yet."))
    if seen != row.hearing.minutes_at and (seen is not None or by is not None):
        raise WrongState(_("The minutes were changed after you opened them: read them again."))
    remark = text_of(remark, "remark", most=2000, needed=False)
    if before := _word(row) if row.confirmed_at else None:
        _require_may_change(row, remark, by, instead_of)
        row.said_first = [*row.said_first, before]
    row.confirmed_at, row.confirmed_by, row.remark = at, by, remark
    row.save(update_fields=["confirmed_at", "confirmed_by", "remark", "said_first"])
    public = _publish_where_all_confirmed(row.hearing, at)
    facts = {"hearing": row.hearing_id, "number": row.number, "remark": bool(row.remark)} | ({"public": True} if public else {})
    facts |= {"changed": True} if before else {}
    record("consultation.confirm_minutes", about=about(row.hearing.page), by=by, acting=acting, at=at, facts=facts)
    return row


def _require_may_change(row, remark, by, instead_of):
    """WrongState where staff would put their paper in the place of what somebody has confirmed, and did not say of which; Invalid where it is the
    same. He himself changes his word as often as he likes."""
    if by is None:
        return
    said = {"number": row.number, "when": date_format(row.confirmed_at.astimezone(HERE), "DATETIME_FORMAT"), "how": row.confirmed_with}
    said["who"] = full_name(row.confirmed_by) if row.confirmed_by else _("the participant himself")
    said["words"] = row.remark or _("no remark")
    if row.confirmed_by is None:
        sentence = _("%(number)s: %(how)s, by %(who)s on %(when)s (%(words)s). What he confirmed himself he alone changes, by number and code.")
        raise WrongState(sentence % said)
    if instead_of != row.confirmed_at:
        sentence = _("%(number)s: %(how)s, entered by %(who)s on %(when)s (%(words)s). It stays; another paper is entered as a change of it.")
        raise WrongState(sentence % said)
    if remark == row.remark:
        raise Invalid(_("The text is the one that stands: nothing is changed."), field="remark")


def _publish_where_all_confirmed(hearing, at):
    """Whether the minutes become public with this confirmation: it was the last."""
    if hearing.minutes_published_at or hearing.participants.filter(chosen=True, confirmed_at=None).exists():
        return False
    hearing.minutes_published_at, hearing.minutes_unconfirmed = at, 0
    hearing.save(update_fields=PUBLISHED)
    return True
