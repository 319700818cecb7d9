"""What the public reads of the procedure: which steps an item has passed and when, without names; what was corrected or published urgently (四)."""

from django.db.models import F, Q
from django.utils.translation import gettext as _

from disclosure.ledger.record import entries_about
from disclosure.rules.chain import Kind, RoundEnd, Step
from disclosure.rules.meeting import Verdict

from . import heard
from .models import Act, Clearance, ClearanceKind, Matter, Signature
from .permissions import today

DONE, NOW, AHEAD = "done", "now", "ahead"
ASK = object()


def step_names():
    """The steps in the public's words: {Step: name}."""
    return {
        Step.HEAD: _("Reviewed by the division head"),
        Step.SECRECY: _("Secrecy review"),
        Step.LEADER: _("Signed by the leader in charge"),
        Step.GROUP: _("Deliberated by the leading group"),
    }


def in_force(page):
    """The clearance of what is live, with its round; None where nothing is in force. What a reading of the page asks once and hands on below."""
    return Clearance.objects.in_force(page.pk).select_related("round").order_by("-id").first() if page.pk else None


def public_steps(page, clearance=ASK):
    """How the live version of a page was made public: [{label, date (Asia/Shanghai), state: done | now | ahead}], [] where nothing is in force.

    After a correction: how what it corrects was made public, then each correction. No names. Two queries, one where `clearance` (in_force) is given;
    one more after a correction.
    """
    clearance = in_force(page) if clearance is ASK else clearance
    if clearance is None:
        return []
    passed = course(clearance)
    digests = {each.digest for each in passed if each.round is not None}  # nothing was signed here of what an import brought in
    signatures = Signature.objects.filter(matter=page.pk, digest__in=digests, act__in=(Act.SIGN, Act.CLOSE))
    signed = list(signatures.order_by("at", "id")) if digests else []
    steps = []
    for each, after in zip(passed, [*passed[1:], None], strict=True):
        its = [row for row in signed if row.digest == each.digest and (after is None or row.at < after.at)]
        shown = _steps_of(page, each, its)
        steps += [step | {"label": _("Correction: %(step)s") % {"step": step["label"]}} for step in shown] if _corrects(each) else shown
    return steps


def _corrects(clearance):
    """Whether it is of a correction; a scheduled one is so by its round alone."""
    return clearance.round is not None and clearance.round.kind == Kind.CORRECTION


def course(clearance):
    """The clearances that led to what a clearance made public, oldest first: before a correction those of what it corrects."""
    found = [clearance]
    if _corrects(clearance):
        published = Clearance.objects.filter(Q(round__end=RoundEnd.PUBLISHED) | Q(round=None), page_no=clearance.page_no, pk__lt=clearance.pk)
        for each in published.select_related("round").order_by("-pk"):
            found.insert(0, each)
            if not _corrects(each):
                break
    return found


def _steps_of(page, clearance, signatures):
    """The steps of one clearance: what public_steps promises of each."""
    out = {"label": _("Made public"), "date": today(clearance.go_live_at or clearance.at), "state": DONE}
    if clearance.round is None:
        on_file = {"label": _("Approved as on file in the older system"), "date": clearance.approved_on, "state": DONE}
        return [on_file, out | {"date": today(page.published_at or clearance.at)}]
    signed = {}
    for row in signatures:
        stands = not row.void or row.spent
        if stands and (row.act == Act.SIGN or row.outcome == Verdict.CARRIED):
            signed[row.step] = row
    steps = [{"label": _("Proposed by the division"), "date": today(clearance.round.proposed_at), "state": DONE}]
    names, ahead = step_names(), NOW
    for step in Kind(clearance.round.kind).steps:
        row = signed.get(step)
        state = DONE if row else ahead
        ahead = ahead if row else AHEAD
        steps.append({"label": names[step], "date": today(row.at) if row else None, "state": state})
    if clearance.kind == ClearanceKind.URGENT:
        return [out | {"label": _("Made public urgently, before the review was finished")}, *steps]
    return [*steps, out]


def public_notes(page):
    """What the public is told beside the text: {"urgent": {"at", "due_on"} or None, "corrected_at": aware or None}. One query."""
    columns = ("after_review_open", "urgent_at", "after_review_due", "corrected_at")
    row = Matter.objects.filter(page_no=page.pk).values(*columns).first() if page.pk else None
    if row is None:
        return {"urgent": None, "corrected_at": None}
    urgent = {"at": row["urgent_at"], "due_on": row["after_review_due"]} if row["after_review_open"] else None
    return {"urgent": urgent, "corrected_at": row["corrected_at"]}


def public_interest(page, clearance=ASK, reader=None):
    """What was answered on vital interest for what is live (五（三）); None where the question was not asked.

    {"answer": "yes" | "no", "reason": why not, "consultation": what heard.consultations knows of the one linked, or None, "exemption": ground,
    "within": whether one is linked that `reader` (a user; None for strangers) may not read: then nothing of it is in "consultation"}.
    """
    clearance = in_force(page) if clearance is ASK else clearance
    answer = (clearance.proposal or {}).get("vital_interest") if clearance else None
    if answer not in ("yes", "no"):
        return None
    known = heard.linked(clearance.proposal.get("consultation") or _named_before(clearance), page)
    within = known is not None and not known.readable_by(reader)
    return {
        "answer": answer, "reason": clearance.proposal.get("vital_interest_reason", ""), "consultation": None if within else known,
        "exemption": exemption_of(clearance) if answer == "yes" else "", "within": within,
    }  # fmt: skip


def _named_before(clearance):
    """The consultation that an earlier version was cleared after, for one that answers “no” and names none: what it keeps came from there."""
    if clearance.proposal.get("vital_interest") != "no" or clearance.round is None or clearance.round.number == 1:
        return None
    before = Clearance.objects.filter(page_no=clearance.page_no, pk__lt=clearance.pk).exclude(voided=True, go_live_at__gt=F("voided_at"))
    named = (proposal.get("consultation") for proposal in before.order_by("-pk").values_list("proposal", flat=True))
    return next(filter(None, named), None)


def exemption_of(clearance):
    """The ground for no consultation that the leader in charge signed for exactly this content, or gave with an urgent publication; "" for none.

    A correction passes no leader: the ground of the version that it corrects goes on.
    """
    signed = Signature.objects.filter(matter=clearance.page_no, digest=clearance.digest, step=Step.LEADER, act=Act.SIGN).exclude(exemption="")
    row = next((row for row in signed.order_by("-at", "-id") if not row.void or row.spent), None)
    if row is not None:
        return row.exemption
    if clearance.kind == ClearanceKind.CORRECTION:
        before = Clearance.objects.filter(page_no=clearance.page_no, pk__lt=clearance.pk).order_by("-pk").first()
        return exemption_of(before) if before else ""
    entry = entries_about("page", clearance.page_no).filter(verb="chain.urgent").last()
    return (entry.facts.get("exemption") or "") if entry is not None and entry.facts.get("digest") == clearance.digest else ""


def not_consulted_any_more(title):
    """Why a correction waits, in words: what it corrects was cleared after a consultation whose result is not public."""
    return _(
        "“%(title)s” touches people's vital interests, and the result of its consultation is not public: a correction waits until it is again, or "
        "until the leader in charge has signed an exemption in an ordinary round."
    ) % {"title": title}
