"""The pages of the chain in the admin: doors that translate a form into one action. A GET signs nothing, whoever follows whatever link."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from disclosure.ledger.errors import NotFound, Refused
from disclosure.rules.chain import Kind, RoundEnd, State, Step

from . import actions, forms, heard, sheet
from .desk import BallotBox, mine, waits_above
from .gate import Closed
from .home import request_time
from .permissions import edits, today
from .readers import is_concerned


def page_for(user, page_no, at):
    """The page of a matter that concerns the reader. Http404 for everybody else: it does not exist for him."""
    page = sheet.item(page_no)
    if page is None or not is_concerned(user, page, today(at)):
        raise Http404
    return page


class Decision:
    """The forms that one reader may send on one sheet, and what becomes of the one that he sent."""

    def __init__(self, sheet, post=None):
        self.sheet, self.post = sheet, post
        self.verb = post.get("verb", "") if post else ""
        self.closed = []
        self.forms = {verb: self._form(verb, *made) for verb, made in self._offered().items()}

    def _offered(self):
        """{verb: (form class, its own arguments)} of everything that this reader can do now."""
        at, found = self.sheet, {}
        if at.mine and at.step == Step.GROUP:
            vote = at.my_vote
            found["vote"] = forms.VoteForm, {"initial": {"choice": vote.outcome, "opinion": vote.opinion} if vote else {}}
            if at.chairs:
                found["close"] = forms.CloseForm, {}
        elif at.mine and at.step == Step.SECRECY:
            found["sign"] = forms.SecrecyForm, {"referred": at.round.referred}
        elif at.mine:
            asked = at.step == Step.LEADER and at.not_consulted
            found["sign"] = (forms.LeaderForm, {"not_consulted": asked}) if asked else (forms.OpinionForm, {})
        elif at.re_examines:
            found["sign"] = forms.ReExamineForm, {"initial": {"ground": at.matter.ground}}
        if at.targets:
            found["return_to"] = forms.ReturnForm, {"targets": at.targets, "initial": {"to": at.targets[0]}}
        if at.urges:
            found["urgent"] = forms.UrgentForm, {"not_consulted": at.not_consulted}
        if at.recalls:
            found["recall"] = forms.RecallForm, {}
        if at.withdraws:
            found["withdraw"] = forms.WithdrawForm, {}
        if at.takes_down:
            found["take_down"] = forms.TakeDownForm, {}
        if at.sets_validity:
            found["set_validity"] = forms.ValidityForm, {"initial": {"validity": at.page.validity}}
        return found

    def _form(self, verb, kind, given):
        initial = {"digest": self.sheet.digest} | given.pop("initial", {})
        return kind(self.post if verb == self.verb else None, initial=initial, **given)

    @property
    def main(self):
        """The verb that the step asks for, or ""."""
        return next((verb for verb in ("sign", "vote") if verb in self.forms), "")

    def act(self, user, at):
        """Do what was sent. The sentence of success, or None: then the form carries what was refused. 403, 409, 422 of a refusal in `status`."""
        form = self.forms.get(self.verb)
        self.status = 409
        if form is None:  # another was faster, or it was never offered: the verb says why
            form = self.forms[self.verb] = self._unasked()
            if form is None:
                raise Http404
        if not form.is_valid():
            self.status = 422
            return None
        try:
            return getattr(self, f"_{self.verb}")(user, at, form.given())
        except NotFound as refusal:
            raise Http404 from refusal
        except Refused as refusal:
            self.status = refusal.status
            form.refuse(refusal)
        except Closed as closed:
            self.closed = [str(objection) for objection in closed.objections]
            form.add_error(None, _("The gate is closed:"))
            for objection in self.closed:
                form.add_error(None, objection)
        return None

    def _unasked(self):
        kinds = {
            "sign": forms.OpinionForm, "vote": forms.VoteForm, "close": forms.CloseForm, "return_to": forms.ReturnForm,
            "urgent": forms.UrgentForm, "recall": forms.RecallForm, "withdraw": forms.WithdrawForm, "take_down": forms.TakeDownForm,
            "set_validity": forms.ValidityForm,
        }  # fmt: skip
        kind = kinds.get(self.verb)
        return kind and kind(self.post)

    def _told(self, by):
        return {"page": self.sheet.page, "by": by, "at": self.sheet.at}

    def _sign(self, by, at, given):
        actions.sign(**self._told(by), **given)
        now = sheet.Sheet(sheet.item(self.sheet.page.pk), by, at)
        if now.round and now.step:
            names = sheet.some_names(now.desk.holdings(now.round))
            if now.round.referred:
                return _("Signed. It waits for the answer from above.")
            return _("Signed. It goes to %(step)s (%(names)s).") % {"step": now.step.label, "names": names}
        return _("Signed. %(state)s.") % {"state": _ended(now)}

    def _vote(self, by, at, given):
        actions.vote(**self._told(by), **given)
        return _("Your vote is counted. It can be changed until the chair closes.")

    def _close(self, by, at, given):
        actions.close(**self._told(by), **given)
        now = sheet.Sheet(sheet.item(self.sheet.page.pk), by, at)
        return _("The vote is closed. %(state)s.") % {"state": _ended(now)}

    def _return_to(self, by, at, given):
        actions.return_to(**self._told(by), **given)
        return _("Returned. The proposer and everyone who had signed are told.")

    def _urgent(self, by, at, given):
        actions.urgent(**self._told(by), **given)
        return _("It is public now. The efficiency office has been told; the chain must finish within 5 working days.")

    def _recall(self, by, at, given):
        names = actions.recall(**self._told(by), **given)
        if names:
            return _("Taken back. A change will void the signatures of: %(names)s.") % {"names": "、".join(names)}
        return _("Taken back. You can change it and submit it again.")

    def _withdraw(self, by, at, given):
        actions.withdraw(**self._told(by), **given)
        return _("Withdrawn. The text is kept.")

    def _take_down(self, by, at, given):
        actions.withdraw(**self._told(by), **given)
        return _("Taken down. The public reads the reason in its place.")

    def _set_validity(self, by, at, given):
        actions.set_validity(**self._told(by), **given)
        return _("The validity is marked.")


def _ended(now):
    """What became of a matter, in words."""
    if now.last and now.last.end == RoundEnd.REDACT:
        return _("It is back with the proposer for redaction")
    if now.last and now.last.end == RoundEnd.LOST and now.matter.state != State.LIVE:
        return _("Not carried; it is back with the proposer")
    if now.scheduled_for:
        return _("It will be made public at its time")
    return {
        State.LIVE: _("It is public now"),
        State.WITHHELD: _("It is not made public"),
        State.CLEARED: _("It is registered as open on application"),
        State.WITHDRAWN: _("It has been taken down"),
    }.get(now.word, now.word.label)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request, page_no):
    """The one page to decide on: the item, what changed, the opinions before, and what the step asks of the reader."""
    at = request_time(request)
    page = page_for(request.user, page_no, at)
    decision = Decision(sheet.Sheet(page, request.user, at), request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        sentence = decision.act(request.user, at)
        if sentence:
            messages.success(request, sentence)
            return redirect("disclosure_chain:review", page_no)
        status = decision.status
        # What was refused is shown beside the matter as it is now, which another may have moved on.
        fresh = Decision(sheet.Sheet(sheet.item(page_no), request.user, at))
        fresh.forms[decision.verb], fresh.verb = decision.forms[decision.verb], decision.verb
        decision = fresh
    opened = decision.verb or request.GET.get("do", "")
    refused = decision.forms.get(decision.verb) if status != 200 else None
    context = {"sheet": decision.sheet, "decision": decision, "opened": opened, "refused": refused}
    context |= {"page": decision.sheet.page, "turns": mine(request.user, at), "title": decision.sheet.shown.title, "questions_in_all": 8}
    return render(request, "disclosure_chain/review.html", context, status=status)


@never_cache
@require_safe
def as_public(request, page_no):
    """The item as the public will see it, on its own page; for those whom the matter concerns."""
    at = request_time(request)
    shown = sheet.Sheet(page_for(request.user, page_no, at), request.user, at).shown
    response = shown.make_preview_request(original_request=request)
    response["Cache-Control"] = "private, no-store"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, page_no):
    """送审: the proposal of a draft, with who will sign by when."""
    at = request_time(request)
    page = page_for(request.user, page_no, at)
    now = sheet.Sheet(page, request.user, at)
    if now.division is not None and not edits(request.user, now.division, now.on):
        messages.error(request, _("Only an editor of %(division)s can do this.") % {"division": now.division})
        return redirect("disclosure_chain:review", page_no)
    if not now.matter.editable:
        messages.info(request, _("It is already in the chain or scheduled. Recall it first."))
        return redirect("disclosure_chain:review", page_no)
    draft = page.get_latest_revision_as_object()
    given = {"draft": draft, "live": now.matter.state == State.LIVE}
    known = [each for fn in heard.consultable for each in fn(draft)]
    given["consultable"] = [(each.number, _words_of(each, draft)) for each in known] if heard.consultable else None
    form = forms.ProposalForm(request.POST or None, initial=_first_values(draft, now, known), **given)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose(page=page, by=request.user, at=at, **form.given())
        except NotFound as refusal:
            raise Http404 from refusal
        except Refused as refusal:
            form.refuse(refusal)
            status = refusal.status
        else:
            after = sheet.Sheet(sheet.item(page_no), request.user, at)
            names = sheet.some_names(after.desk.holdings(after.round) if after.round else [])
            messages.success(request, _("Submitted: %(step)s (%(names)s).") % {"step": after.step.label if after.step else "", "names": names})
            return redirect("disclosure_chain:review", page_no)
    elif request.method == "POST":
        status = 422
    unchanged, names = now.standing()
    chosen = form["consultation"].value() if "consultation" in form.fields else None
    named = str(chosen or "")
    linked = heard.linked(int(named), draft) if named.isdecimal() and len(named) < 11 else None  # no page has a longer number
    plan = sheet.plan(draft, now.on)
    answer = form["vital_interest"].value() if "vital_interest" in form.fields else None
    doubts = sheet.answered_otherwise(draft, {"vital_interest": answer, "consultation": linked.number if linked else None})
    told = [str(sentence) for _target, sentence in form.summary]  # what was refused is said above: once

    def unsaid(sentences):
        return [sentence for sentence in sentences if str(sentence) not in told]

    missing = [(field, sentence) for field, sentence in draft.missing(at) if str(sentence) not in told]
    context = {
        "sheet": now, "page": page, "draft": draft, "form": form, "plan": plan, "correction": Kind.CORRECTION.steps, "missing": missing,
        "cautions": unsaid([*doubts, *(linked.cautions(draft, request.user) if linked else []), *draft.cautions(at, plan[-1][3])]),
        "differences": linked.differences(draft) if linked and linked.readable_by(request.user) else [],
        "late": draft.due_on is not None and draft.published_at is None and plan[-1][3] > draft.due_on,
        "corrected": unsaid(sheet.correction_of(page, draft)) if given["live"] else [],
        "unchanged": unchanged, "signers": names, "title": draft.title, "refused": form if status != 200 else None,
        "edit_url": reverse("wagtailadmin_pages:edit", args=[page_no]), "turns": mine(request.user, at),
    }  # fmt: skip
    return render(request, "disclosure_chain/propose.html", context, status=status)


def _words_of(known, draft):
    """A consultation in the list of a proposal: its title, the division where it is another's, whether it is not concluded."""
    words = known.title
    if known.division_no != draft.division_id:
        words = _("%(title)s (%(division)s)") % {"title": words, "division": known.division}
    return words if known.concluded else _("%(title)s (not concluded)") % {"title": words}


def _first_values(draft, now, known):
    """What the form starts from: the draft's scope and channels; the last answers; yes for normative rules and planned actions (五（三）), and for
    what was begun from a consultation, which it then names. known: what it can name."""
    begun = next((each.number for each in known if each.begun), None)
    last = now.last.proposal if now.last else {"vital_interest": "yes" if begun else None, "consultation": begun}
    category = str(draft.category)
    touches = (category == "rules" and draft.kind == "normative") or (category == "actions" and getattr(draft, "stage", "") == "planned")
    return {
        "kind": "normal",
        "scope": draft.scope,
        "channels": list(draft.channels),
        "vital_interest": last.get("vital_interest") or ("yes" if touches else None),
        "vital_interest_reason": last.get("vital_interest_reason") or "",
        "consultation": last.get("consultation"),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request):
    """我的待办: what waits for the reader, what came back to him, what he owes; the leading group votes here on all open items at once."""
    at = request_time(request)
    box = BallotBox(request.user, at, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        for sentence in box.act():
            messages.success(request, sentence)
        if not box.refused:
            return redirect("disclosure_chain:waiting")
    elsewhere = waits_above(request.user, today(at))
    context = {"turns": mine(request.user, at), "box": box, "on": today(at), "elsewhere": elsewhere, "title": _("Waiting for me")}
    return render(request, "disclosure_chain/waiting.html", context, status=409 if box.refused else 200)
