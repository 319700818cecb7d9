"""Staff check, group, reply to and conclude on comments, one or many at once."""

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from disclosure.clocks.actions import day_of
from disclosure.intake.typed import reason_of, text_of
from disclosure.items.parts import changed
from disclosure.ledger.errors import Invalid, WrongState
from disclosure.ledger.record import record
from disclosure.org.posts import full_name
from disclosure.outbox.work import enqueue
from disclosure.rules.hearing import HERE, Refusal, verdict_fault

from ..access import require
from ..models import Comment, Disposition
from ..models.comments import AnswerBy, CommentState
from .about import about, choice_of, locked, without_numbers_of_persons
from .hearings import mail_of
from .subscribe import address_of

MOST_TOGETHER = 20_000


def _rows(page, comments):
    """The named comments (numbers of rows or instances) of one consultation, locked, withdrawn ones left out. Invalid when none is left."""
    wanted = [getattr(row, "pk", row) for row in comments]
    rows = list(Comment.objects.standing().select_for_update(of=("self",)).filter(page=page, pk__in=wanted[:MOST_TOGETHER]))
    if not rows:
        raise Invalid(_("Choose at least one comment."), field="comments")
    return rows


def _require_unconcluded(page):
    if page.concluded_at:
        raise WrongState(_("The consultation is concluded; its result stands."))


@transaction.atomic
def moderate(*, page, comments, by, at, refusal=""):
    """Show comments, or refuse them with a coded reason that the writer reads and the public counts. Entry "consultation.moderate"; the rows.

    What was shown and is refused is taken down: as by that verb its writer hears of it. Once concluded only what was taken down of its result can be
    shown again. Raises NotAllowed, WrongState, Invalid(field="refusal").
    """
    page = locked(page)
    acting = require(by, page, at)
    if refusal:
        _require_unconcluded(page)
        choice_of(refusal, Refusal, "refusal")
    rows = _rows(page, comments)
    if any(not row.taken_down_at or not row.verdict for row in rows):
        _require_unconcluded(page)
    state = CommentState.REFUSED if refusal else CommentState.SHOWN
    for row in rows:
        if refusal:
            _refuse(row, page, refusal, by, at)
        else:
            row.state, row.refusal, row.taken_down_at, row.taken_down_by = state, "", None, None
            if not page.concluded_at:
                row.checked_at, row.checked_by = at, by
    _keep(page, rows)
    facts = {"numbers": [row.number for row in rows], "state": state, "refusal": refusal or None}
    record("consultation.moderate", about=about(page), by=by, acting=acting, at=at, facts=facts)
    return rows


def _refuse(row, page, refusal, by, at):
    """Not shown any more (in place). What was shown is taken down; its conclusion goes with it but where it is part of the result."""
    was_shown = row.state == CommentState.SHOWN
    row.state, row.refusal = CommentState.REFUSED, refusal
    if was_shown:
        row.taken_down_at, row.taken_down_by = at, by
        _tell_of_taking_down(row, page, at)
    if not page.concluded_at:
        row.checked_at, row.checked_by, row.verdict, row.reason = at, by, "", ""


def _tell_of_taking_down(row, page, at):
    """A mail to the writer who asked for an answer by mail: his comment is taken down, and why. Without its words, which may be what it is about."""
    address = mail_of(row.contact) if row.answer_by == AnswerBy.MAIL else ""
    if not address:
        return
    with translation.override(settings.LANGUAGE_CODE):
        told = {"number": row.number, "day": date_format(at.astimezone(HERE), "DATETIME_FORMAT"), "reason": row.get_refusal_display()}
        body = [
            page.title,
            _("Your comment %(number)s was taken down on %(day)s. It is still counted.") % told,
            _("Reason: %(reason)s") % told,
            _("With number and code you read what became of it: %(link)s") % {"link": address_of("disclosure_consultation_mine")},
        ]
        subject = _("Your comment was taken down: %(title)s") % {"title": page.title}
        enqueue(key=f"comment-down:{row.pk}:{at.timestamp():.0f}", to=address, subject=subject, body="\n\n".join(body), at=at)


def _keep(page, rows):
    fields = ["state", "refusal", "checked_at", "checked_by", "taken_down_at", "taken_down_by", "verdict", "reason"]
    Comment.objects.bulk_update(rows, fields, batch_size=500)
    _lead({row.like_id or row.pk for row in rows})
    for read in (page, *page.results.filter(live=True)):
        changed(read)


@transaction.atomic
def take_down(*, page, comments, refusal, by, at):
    """Take down what is shown, with a coded reason, while it is open or long after: the private matters of somebody else were found in it, or what
    the law forbids. In its place the public reads that it was taken down and why; the writer who wants to be told by mail hears of it by mail.
    Entry "consultation.take_down"; the rows.

    The result that counts it stays as it was signed, its words unread. Raises NotAllowed, WrongState for what is not shown, Invalid(field="refusal").
    """
    page = locked(page)
    acting = require(by, page, at)
    choice_of(refusal, Refusal, "refusal")
    rows = _rows(page, comments)
    if any(row.state != CommentState.SHOWN for row in rows):
        raise WrongState(_("Only what is shown can be taken down."))
    for row in rows:
        _refuse(row, page, refusal, by, at)
    _keep(page, rows)
    facts = {"numbers": [row.number for row in rows], "refusal": refusal, "concluded": page.concluded_at is not None}
    record("consultation.take_down", about=about(page), by=by, acting=acting, at=at, facts=facts)
    return rows


def _lead(heads):
    """Of those that say the same a shown one stands in front, never one that the public does not read: with it the others would be gone."""
    for head in Comment.objects.filter(pk__in=heads).exclude(state=CommentState.SHOWN):
        shown = Comment.objects.shown().filter(like=head).order_by("id").first()
        if shown is not None:
            Comment.objects.filter(like=head).exclude(pk=shown.pk).update(like=shown)
            Comment.objects.filter(pk=shown.pk).update(like=None)
            Comment.objects.filter(pk=head.pk).update(like=None if head.state == CommentState.REFUSED else shown)


@transaction.atomic
def reply(*, comment, text, by, at):
    """Answer a comment publicly while it is open or after. Entry "consultation.reply".

    Raises NotAllowed, Invalid, WrongState for what is not shown."""
    page = locked(comment.page_id)
    acting = require(by, page, at)
    row = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if row.state != CommentState.SHOWN:
        raise WrongState(_("Only what is shown is replied to."))
    words = without_numbers_of_persons(text_of(text, "reply", most=2000), "reply", day_of(at), page)
    row.reply, row.replied_at, row.replied_by = words, at, by
    row.save(update_fields=["reply", "replied_at", "replied_by"])
    record("consultation.reply", about=about(page), by=by, acting=acting, at=at, facts={"number": row.number})
    return row


@transaction.atomic
def group(*, page, first, others, by, at):
    """Put comments that say the same beside the first; they stay counted and can be opened. `first` None: each stands alone again.

    Entry "consultation.group". Raises NotAllowed, Invalid(field="first") when the first is one of another consultation, Invalid(field="comments")
    for what has another stance than the first, WrongState once concluded.
    """
    page = locked(page)
    acting = require(by, page, at)
    _require_unconcluded(page)
    rows = _rows(page, others)
    head = None
    if first is not None:
        head = Comment.objects.standing().exclude(state=CommentState.REFUSED).filter(page=page, pk=getattr(first, "pk", first)).first()
        if head is None:
            raise Invalid(_("First: choose a comment of this consultation."), field="first")
        head = head.like or head
    rows = [row for row in rows if head is None or row.pk != head.pk]
    if head is not None:
        _require_one_stance(head, rows)
    moved = [row.pk for row in rows]
    Comment.objects.filter(like__in=moved).exclude(pk=head.pk if head else None).update(like=head)
    Comment.objects.filter(pk__in=moved).update(like=head)
    _lead({head.pk} if head else ())
    facts = {"first": head.number if head else None, "numbers": [row.number for row in rows]}
    record("consultation.group", about=about(page), by=by, acting=acting, at=at, facts=facts)
    return rows


def _require_one_stance(head, rows):
    """Invalid where one of these has another stance than the first: grouped under it, it would be read as what it is not."""
    others = [row for row in rows if row.stance != head.stance]
    if others:
        told = {"first": head.number, "stance": head.get_stance_display(), "other": others[0].number, "others": others[0].get_stance_display()}
        sentence = _(
            "Only comments with the same stance are grouped: %(first)s is “%(stance)s”, %(other)s is “%(others)s”. Group each stance by itself."
        )
        raise Invalid(sentence % told, field="comments")


@transaction.atomic
def dispose(*, page, comments, verdict, by, at, reason="", with_alike=True, seen=None):
    """Conclude on comments, one or many at once; with `with_alike` also on those that say the same. The last is in force.

    A reason is required for whatever is not taken over whole. seen: number of the last Disposition that whoever decides has seen; where somebody
    concluded on one of these since, it is refused and says who, what and when. Entry "consultation.dispose". Raises NotAllowed, WrongState once
    concluded or for what is not shown, Invalid(verdict, reason).
    """
    page = locked(page)
    acting = require(by, page, at)
    _require_unconcluded(page)
    reason = reason_of(reason, "reason", most=2000, needed=False)
    if field := verdict_fault(verdict, reason):
        words = {"verdict": _("Conclusion: choose one of the list."), "reason": _("Reason: what was not taken over whole needs one.")}
        raise Invalid(words[field], field=field)
    rows = _rows(page, comments)
    if any(row.state != CommentState.SHOWN for row in rows):
        raise WrongState(_("Check the comments first: only what is shown gets a conclusion."))
    if with_alike:
        more = Comment.objects.shown().select_for_update(of=("self",)).filter(page=page, like__in=[row.pk for row in rows])
        rows += list(more.exclude(pk__in=[row.pk for row in rows]))
    without_numbers_of_persons(reason, "reason", day_of(at), page)
    if seen is not None:
        _require_seen(page, rows, seen)
    for row in rows:
        row.verdict, row.reason = verdict, reason
    Comment.objects.bulk_update(rows, ["verdict", "reason"], batch_size=500)
    kept = [Disposition(comment=row, verdict=verdict, reason=reason, by=by, at=at, together=len(rows)) for row in rows]
    Disposition.objects.bulk_create(kept, batch_size=500)
    facts = {"numbers": [row.number for row in rows], "verdict": verdict, "reason": reason}
    record("consultation.dispose", about=about(page), by=by, acting=acting, at=at, facts=facts)
    return rows


def _require_seen(page, rows, seen):
    """WrongState where one of these got a conclusion that whoever decides now has not seen."""
    mine = {row.pk for row in rows}
    newer = Disposition.objects.filter(comment__page=page, pk__gt=seen).select_related("comment", "by")
    newer = [each for each in newer if each.comment_id in mine]
    if newer:
        last = newer[-1]
        told = {"number": last.comment.number, "who": full_name(last.by), "verdict": last.get_verdict_display()}
        told["reason"] = last.reason.rstrip("。. ") or "—"
        told |= {"when": date_format(last.at.astimezone(HERE), "DATETIME_FORMAT"), "count": len({each.comment_id for each in newer})}
        sentence = _(
            "%(count)d of these got a conclusion after you opened this page: %(number)s by %(who)s on %(when)s, “%(verdict)s”, reason: %(reason)s. "
            "What you typed is kept; decide once more if it is to be another."
        )
        raise WrongState(sentence % told)


@transaction.atomic
def tell(*, comment, by, at):
    """Mark that its writer was told of the result in the way he wished. Entry "consultation.tell".

    Raises NotAllowed, WrongState before the result."""
    page = locked(comment.page_id)
    acting = require(by, page, at)
    row = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if not page.concluded:
        raise WrongState(_("The result is not public yet."))
    if not row.answer_by or row.told_at or row.state == CommentState.WITHDRAWN:
        raise WrongState(_("Nobody waits for an answer to this comment."))
    row.told_at, row.told_by = at, by
    row.save(update_fields=["told_at", "told_by"])
    record("consultation.tell", about=about(page), by=by, acting=acting, at=at, facts={"number": row.number, "way": row.answer_by})
    return row
