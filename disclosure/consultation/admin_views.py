"""The desk of a consultation in the admin: what is to be checked, answered, placed, entered, held and told. Doors: each POST is one action."""

import json
import secrets
from collections import Counter

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Max, Prefetch, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from disclosure.cases.actions import unsealed
from disclosure.cases.codes import grouped
from disclosure.cases.views import download
from disclosure.chain.permissions import edits_for
from disclosure.chain.readers import is_concerned
from disclosure.clocks.actions import day_of
from disclosure.clocks.calendar import calendar
from disclosure.intake.once import staff_once
from disclosure.intake.sealed import seal, unseal
from disclosure.intake.typed import number_of
from disclosure.items.models.numbers import bureau
from disclosure.ledger.errors import Invalid, Refused, WrongState
from disclosure.ledger.record import record
from disclosure.org.posts import full_name
from disclosure.rules.hearing import HERE, SIGN_UP_DAYS, Arrival, ChoiceBy, Phase, Placing, Refusal, Stance, Strike, Verdict, is_brief_sign_up

from . import access, actions, alike, finals, history, letters, pages, sheets, standing
from .actions.about import NotOfTheList, locked
from .actions.final import categories, may_begin
from .actions.hearings import mail_of
from .anchors import SURE, near
from .answers import final_texts
from .models import Clause, ClauseLink, Comment, CommentFile, ConsultationIndexPage, ConsultationPage, Disposition, Hearing
from .models.comments import AnswerBy, CommentState
from .models.hearings import HearingKind
from .models.pages import adopted_unseen

PER_PAGE = 50
REMOVED = "removed"  # chosen in place of a clause
SLIP = "disclosure_consultation_slip"  # in the session of who entered a comment: its number and code, sealed, until the next one
DOWN, WHOLE = "down", "whole"  # of the filters: what was taken down, what is said of the whole draft
MOST_LIKELY = 4  # clauses offered in front of all others for one that is to be placed
MOST_HEARD = 5  # comments read out beside a clause that is to be placed; how many there are is said


def _concerned(request, number):
    """(consultation, whether this person works on it); 404 for whom it does not concern."""
    at = timezone.now()
    page = ConsultationPage.objects.select_related("division").filter(pk=number).first() if number < 2**63 else None
    if page is None or not is_concerned(request.user, page, day_of(at)):
        raise Http404
    return page, access.capacity(request.user, page, day_of(at)), at


@never_cache
@require_safe
def overview(request):
    """Every consultation that concerns this person, what is owed first; late results stand on top for all who watch."""
    at = timezone.now()
    rows = [page for page in ConsultationPage.objects.select_related("division") if is_concerned(request.user, page, day_of(at))]
    found = pages.rows_of(ConsultationPage.objects.filter(pk__in=[page.pk for page in rows]), at)
    telling = standing.telling([page.pk for page in found[Phase.CONCLUDED]])
    for page in found[Phase.CONCLUDED]:
        page.asked, page.untold = telling.get(page.pk, (0, 0))
    listed = [(phase, found[phase]) for phase in (Phase.CLOSED, Phase.OPEN, Phase.PLANNED, Phase.CONCLUDED)]
    lists = ConsultationIndexPage.objects.order_by("inward") if edits_for(request.user, day_of(at)) else []
    return render(request, "disclosure_consultation/admin/overview.html", {"listed": listed, "lists": lists})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request, number):
    """One consultation."""
    page, acting, at = _concerned(request, number)
    refusal, typed = None, request.POST if request.method == "POST" else {}
    if request.method == "POST":
        act = VERBS.get(request.POST.get("verb", ""))
        if act is None:
            raise Http404
        try:
            answer = act(request, page, at)
            if isinstance(answer, HttpResponse):
                return answer
            messages.success(request, answer)
            return redirect(_back(request, act))
        except Refused as refused:
            refusal = refused
        page.refresh_from_db()
    kept = {"refusal": refusal, "typed": typed, "ticked": {name: _numbers(request, name) for name in ("comment", "participant", "strike")}}
    kept["asks"] = isinstance(refusal, actions.Unusual)
    sentence = _by_label(refusal) if refusal else ""
    return render(request, "disclosure_consultation/admin/desk.html", {**_context(request, page, acting, at), **kept, "sentence": sentence})


def _back(request, act):
    """Where a door leads once it is done: where one was, what one worked on still unfolded."""
    query = request.GET.copy()
    if act in OF_HEARINGS:
        query["opened"] = "hearings"
    address = f"{request.path}?{query.urlencode()}" if query else request.path
    return address + ("#doubtful" if act is place else "")


def _by_label(refusal):
    """What an action refuses, the field called as the desk calls it: the API's names are no words for a clerk."""
    field = getattr(refusal, "field", None)
    labels = {
        "text": _("text"), "name": _("signed as"), "contact": _("contact"), "reply": _("Reply"), "reason": _("reason"), "minutes": _("Minutes"),
        "views": _("Main views, and what was made of them"), "draft": _("The draft as it is to be now"), "where": pgettext("hearing", "place"),
        "rule": _("how participants are chosen"), "choice_reason": _("reason for the choice"), "others": _("why the others are not chosen"),
        "stance": _("stance"), "method": _("way of choice"), "arrival": _("way of arrival"), "refusal": _("why it is not shown"), "kind": _("kind"),
        "answer_by": _("wants to be told"), "struck": _("why it is struck out (the person reads it)"), "number": pgettext("comment", "number"),
        "change_reason": _("why the text is changed (published)"), "minutes_reason": _("why the minutes are published unconfirmed"),
    }  # fmt: skip
    if isinstance(refusal, NotOfTheList):
        return _("%(field)s: choose one of the list (%(labels)s).") % {"field": labels.get(field, field), "labels": "、".join(refusal.labels)}
    return str(refusal).replace(f"“{field}”", f"“{labels.get(field, field)}”")


def _filtered(request, page):
    """The comments that the filters of the address find."""
    state, verdict, words = (request.GET.get(name, "").strip() for name in ("state", "verdict", "q"))
    rows = Comment.objects.filter(page=page)
    if state == DOWN:
        rows = rows.filter(state=CommentState.REFUSED, taken_down_at__isnull=False)
    elif state in CommentState.values:
        rows = rows.filter(state=state)
    clause = request.GET.get("clause", "")
    if clause == WHOLE:
        rows = rows.filter(clause=None)
    elif (number := number_of(clause)) is not None:
        aim = next((each for each in standing.published_clauses(page) if each.pk == number), None)
        rows = rows.filter(clause__in=standing.at_clause(page, aim)) if aim else rows.none()
    if verdict == "none":  # of those that need one: not what was refused or taken back
        rows = rows.filter(verdict="", state__in=[CommentState.WAITING, CommentState.SHOWN])
    elif verdict:
        rows = rows.filter(verdict=verdict)
    return rows.filter(text__icontains=words) if words else rows


def _context(request, page, acting, at):
    # Before anything else is read: a conclusion that comes while the page is made must be newer than this.
    seen = Disposition.objects.filter(comment__page=page).aggregate(last=Max("pk"))["last"] or 0
    rows = _filtered(request, page).select_related("clause", "like").prefetch_related("files")
    listed = Paginator(rows.order_by("id"), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    newest = page.versions.order_by("-number").first()
    if newest and newest.number > 1:
        _follow(page, [row for row in listed if row.clause_id and row.clause.version_id != newest.pk])
    waits = standing.to_be_told(page)
    phase = page.phase(at)
    due = page.result_due()
    return {
        "page": page, "acting": acting, "at": at, "seen": seen, "ticket": secrets.token_hex(16),
        "local_now": f"{at.astimezone(HERE):%Y-%m-%dT%H:%M}", "phase": phase, "items": listed, "query": query.urlencode(),
        "found": rows.exclude(state=CommentState.WITHDRAWN).count(),
        **{name: request.GET.get(name, "") for name in ("state", "verdict", "q")}, "clause_filter": request.GET.get("clause", ""),
        "offers": alike.offers(page) if acting and not page.concluded_at else [],
        "owed": standing.owed(page), "tally": standing.tally(page), "result": page.results.order_by("-pk").first(), "result_due": due,
        "late": calendar().between(due, day_of(at)) if due and phase == Phase.CLOSED and due < day_of(at) else 0,
        "refusals": Refusal.choices, "verdicts": Verdict.choices, "states": CommentState.choices, "stances": Stance.choices,
        "arrivals": [pair for pair in Arrival.choices if pair[0] != Arrival.WEB], "answers": AnswerBy.choices,
        "clauses": standing.published_clauses(page), **history.told(page, request, request.POST),
        "doubtful": _to_place(page, request) if acting else [],
        "hearings": _hearings(page, at, request), "hearing_kinds": HearingKind.choices,
        "ways_of_choice": ChoiceBy.choices, "strikes": Strike.choices, "reasons_typed": _reasons(request), "sign_up_days": SIGN_UP_DAYS,
        "hearings_opened": request.GET.get("opened") == "hearings" or VERBS.get(request.POST.get("verb", "")) in OF_HEARINGS,
        "unseen": _unseen(page) if acting and not page.concluded_at else [],
        "waits": waits.select_related("clause"), "told": _told_by_name(page), "finals": _finals(page, request.user) if page.concluded_at else [],
        "categories": categories(page) if page.concluded_at and may_begin(request.user, page, at) else [],
    }  # fmt: skip


def _hearings(page, at, request):
    """The hearings and meetings of a consultation, each with whether its list can be published (`can_be_chosen`: between sign-up and the day), and
    whether it is to be filled in (`is_filled_in`): then, and where what was typed was refused and is kept."""
    rows = list(page.hearings.prefetch_related("participants", "changes", "earlier_minutes"))
    typed = number_of(request.POST.get("hearing", "")) if request.POST.get("verb") == "choose" else None
    mine = number_of(request.POST.get("hearing", ""))
    for row in rows:
        words = request.POST.get("minutes", "").replace("\r\n", "\n").strip()
        row.stands_otherwise = bool(row.pk == mine and row.minutes_at and words != row.minutes)
        row.can_be_chosen = row.signup_until <= at < row.held_at
        row.is_filled_in = row.can_be_chosen or row.pk == typed
    return rows


def _finals(page, user):
    """[(final text, whether the user may read its title)] of a consultation: those that were begun from it, those that came after it without."""
    begun = finals.begun_from(page)
    found = [*begun, *(each for each in final_texts([page.pk]).get(page.pk, ()) if each.pk not in {item.pk for item in begun})]
    return [(each, finals.is_known(user, each)) for each in found]


def _unseen(page):
    """[sentence] where comments count as adopted and the draft does not show it yet."""
    kept = standing.unmoved(page)
    named = [clause or _("The whole draft") for clause, _count in kept]
    return [adopted_unseen(sum(count for _clause, count in kept), named)] if kept else []


def _told_by_name(page):
    """Comments whose writer was told, each with the name of who marked it (`teller`)."""
    rows = list(standing.told(page).select_related("clause", "told_by"))
    for row in rows:
        row.teller = full_name(row.told_by)
    return rows


def _follow(page, rows):
    """Give each comment on a clause its `way` to the newest version: where it stands now, in words, with the difference where the text changed."""
    ways = standing.ways(page)
    for row in rows:
        row.way = way = ways.get(row.clause_id)
        if way is not None:
            way.words = Placing(way.placing).label
            now = "\n".join(part.words for part in way.parts)
            way.difference = pages.difference(way.clause.words, now) if way.now and way.clause.words != now else []


def _to_place(page, request):
    """The steps that wait for a person, each with what he needs to decide: `sides`, both texts; `choices`, the clauses of the version that followed,
    `likely` ones in front, `others` behind them; `ticked`, what was ticked and refused, else the likeliest where nothing else is like it; `said` and
    `heard`, how many comments stand there and the first of them; `below`, how many of its items wait too. Queries do not grow."""
    asked = standing.questions(page)
    links, together = [link for link, _rest in asked], {link.pk: [link, *rest] for link, rest in asked}
    came = standing.came_to(page, [each.old_id for rows in together.values() for each in rows])
    heard = Prefetch("comments", Comment.objects.standing().defer("raw", "contact", "sealed_name").order_by("id")[:MOST_HEARD], to_attr="heard")
    spoken = Clause.objects.annotate(said=Count("comments", filter=~Q(comments__state=CommentState.WITHDRAWN))).prefetch_related(heard)
    spoken = spoken.in_bulk({pk for pks in came.values() for pk in pks})
    after, below = {}, Counter(link.old.parent_id for link in links)
    following = {link.version_id for link in links}
    for clause in Clause.objects.filter(version__in=following).select_related("version").order_by("place"):
        after.setdefault(clause.version_id, []).append(clause)
    guessed = {}
    rows = ClauseLink.objects.filter(old__in=[link.old_id for link in links], version__in=following, new__isnull=False)
    for old, new in rows.values_list("old", "new"):
        guessed.setdefault(old, set()).add(new)
    _compare(links, after, guessed)
    refused = {number_of(request.POST.get("clause", "")): {*request.POST.getlist("to")}} if request.POST.get("verb") == "place" else {}
    for link in links:
        origins = [spoken[pk] for pk in dict.fromkeys(pk for each in together[link.pk] for pk in came[each.old_id])]
        link.said, link.heard = sum(each.said for each in origins), [row for each in origins for row in each.heard][:MOST_HEARD]
        link.below, link.ticked = below[link.old_id], refused.get(link.old_id, link.ticked)
        link.is_among_others = any(str(row.pk) in link.ticked for row in link.others)
        version, next_one = (_("version %(number)s") % {"number": each.number} for each in (link.old.version, link.version))
        likeliest = _("Likeliest:")
        names = (f"{version}　{link.old}", f"{likeliest}{next_one}　{link.new}")
        link.sides = pages.sides(pages.difference(link.old.words, link.new.words if link.new else ""), names)[: 2 if link.new else 1]
    return links


def _compare(links, after, guessed):
    """Give each of `links` its `choices` (`after`: by version), the `likely` ones among them, and what is `ticked` beforehand: the likeliest where it
    is much like it and no other clause is anywhere near. `guessed`: {clause: clauses that were thought to be it}."""
    for following, choices in after.items():
        here = [link for link in links if link.version_id == following]
        for link, rows in zip(here, near([link.old.words for link in here], [row.words for row in choices]), strict=True):
            alike = [(choices[at], likeness) for at, likeness in rows if link.old.parent_id or not choices[at].parent_id]
            likely = {row.pk for row, _likeness in alike[:MOST_LIKELY]} | guessed.get(link.old_id, set())
            link.choices = choices
            link.likely = sorted((row for row in choices if row.pk in likely), key=lambda row: row.pk != link.new_id)
            link.others = [row for row in choices if row.pk not in likely]
            is_plain = len(likely) == len(alike) == 1 and alike[0][1] >= SURE
            link.ticked = {str(link.new_id)} if is_plain and alike[0][0].pk == link.new_id else set()
    for link in links:
        if not hasattr(link, "choices"):
            link.choices, link.likely, link.others, link.ticked = [], [], [], set()


def _chosen(request, page=None):
    """Numbers of the ticked comments; with `every` of all that the filters find."""
    if page is not None and request.POST.get("every"):
        return list(_filtered(request, page).order_by("id").values_list("pk", flat=True))
    return _numbers(request, "comment")


def _numbers(request, name):
    """The numbers of rows that were ticked."""
    return [number for value in request.POST.getlist(name) if (number := number_of(value)) is not None]


def _moment(request, name):
    """A typed day and time of Asia/Shanghai. Raises Invalid."""
    try:
        moment = parse_datetime(request.POST.get(name, ""))
    except ValueError:
        moment = None
    if moment is None:
        label = {"held_at": _("held at"), "signup_until": _("sign-up until"), "received_at": _("received at")}[name]
        raise Invalid(_("%(field)s: enter day and time.") % {"field": capfirst(label)}, field=name)
    return moment.replace(tzinfo=HERE) if moment.tzinfo is None else moment


def _waiting(request, page):
    """(numbers of the chosen comments, how many of all found were left out): of all that the filters find those that wait to be checked. What was
    refused, taken down or shown already is decided: it is ticked by who means it. Raises Invalid where none waits."""
    chosen = _chosen(request, page)
    if not request.POST.get("every"):
        return chosen, 0
    waiting = list(_filtered(request, page).filter(pk__in=chosen, state=CommentState.WAITING).order_by("id").values_list("pk", flat=True))
    if chosen and not waiting:
        raise Invalid(_("None of all that were found waits to be checked: tick the comments that you mean."), field="comment")
    return waiting, len(chosen) - len(waiting)


def _but(left):
    return _("%(count)d were left out: they do not wait to be checked.") % {"count": left} if left else ""


def show(request, page, at):
    """Show the chosen comments."""
    chosen, left = _waiting(request, page)
    rows = actions.moderate(page=page, comments=chosen, by=request.user, at=at)
    return _("%(count)d comments are shown.") % {"count": len(rows)} + _but(left)


def refuse(request, page, at):
    """Do not show the chosen comments."""
    if not request.POST.get("refusal"):
        raise Invalid(_("Choose the reason that the writer reads."), field="refusal")
    chosen, left = _waiting(request, page)
    rows = actions.moderate(page=page, comments=chosen, by=request.user, at=at, refusal=request.POST["refusal"])
    return _("%(count)d comments are not shown.") % {"count": len(rows)} + _but(left)


def take_down(request, page, at):
    """Take the chosen comments down."""
    if not request.POST.get("ground"):
        raise Invalid(_("Choose the reason that the public reads."), field="ground")
    rows = actions.take_down(page=page, comments=_chosen(request, page), by=request.user, at=at, refusal=request.POST["ground"])
    return _("%(count)d comments are taken down.") % {"count": len(rows)}


def dispose(request, page, at):
    """Conclude on the chosen comments."""
    given = {"verdict": request.POST.get("verdict_given", ""), "reason": request.POST.get("reason", "")}
    chosen, left = _chosen(request, page), 0
    if request.POST.get("every"):  # what nobody reads needs no conclusion: it does not keep the others from theirs
        shown = list(_filtered(request, page).filter(state=CommentState.SHOWN).order_by("id").values_list("pk", flat=True))
        left = _filtered(request, page).filter(pk__in=chosen).exclude(state__in=[CommentState.SHOWN, CommentState.WITHDRAWN]).count() if shown else 0
        chosen = shown or chosen
    rows = actions.dispose(page=page, comments=chosen, seen=number_of(request.POST.get("seen", "")), by=request.user, at=at, **given)
    if given["verdict"] in (Verdict.ADOPTED, Verdict.PARTLY):
        for sentence in _unseen(page):
            messages.warning(request, sentence)
    done = _("%(count)d comments have this conclusion.") % {"count": len(rows)}
    return done + (_("%(count)d were left out: they are not shown.") % {"count": left} if left else "")


def group(request, page, at):
    """Put the chosen comments beside the first of them."""
    chosen = _chosen(request)
    rows = actions.group(page=page, first=chosen[0] if chosen else None, others=chosen, by=request.user, at=at)
    return _("%(count)d comments stand with the first.") % {"count": len(rows)}


def group_offer(request, page, at):
    """Group comments that were offered as nearly alike."""
    found = next((keys for keys in alike.offered(page) if str(keys[0]) == request.POST.get("offer", "")), None)
    if found is None:
        raise Invalid(_("This group is no longer offered: load the page again."), field="offer")
    rows = actions.group(page=page, first=found[0], others=found, by=request.user, at=at)
    return _("%(count)d comments stand with the first.") % {"count": len(rows)}


def ungroup(request, page, at):
    """Let the chosen comments stand alone."""
    rows = actions.group(page=page, first=None, others=_chosen(request), by=request.user, at=at)
    return _("%(count)d comments stand alone.") % {"count": len(rows)}


def reply(request, page, at):
    """Reply to the one chosen comment."""
    chosen = Comment.objects.filter(page=page, pk__in=_chosen(request))
    if len(chosen) != 1:
        raise Invalid(_("Choose exactly one comment to reply to."), field="comments")
    actions.reply(comment=chosen[0], text=request.POST.get("reply", ""), by=request.user, at=at)
    return _("The reply is shown.")


def enter(request, page, at):
    """Enter what came by telephone, letter, form or at a meeting; the slip can be printed then."""
    given = {name: request.POST.get(name, "") for name in ("stance", "text", "name", "contact", "answer_by", "arrival")}
    clause = request.POST.get("clause", "")

    def make():
        row, code = actions.comment(
            page=page, clause=number_of(clause) or clause, received_at=_moment(request, "received_at"), files=request.FILES.getlist("scan"),
            nameless="nameless" in request.POST, by=request.user, at=at, **given,
        )  # fmt: skip
        return {"pk": row.pk, "number": row.number, "code": grouped(code)}

    row = _once(request, page, at, make)
    request.session[SLIP] = seal(json.dumps([row["pk"], row["code"]]))
    told = _("Entered: %(number)s, code %(code)s (shown once).") % row
    messages.success(request, told, buttons=[messages.button(reverse("disclosure_consultation_slip", args=[page.pk]), _("Print the slip"))])
    return redirect(request.get_full_path())


def _once(request, page, at, make):
    """What `make` answered, of a form that a double click or a way back in the browser sends again: it is done once."""
    data = {name: request.POST.getlist(name) for name in request.POST if name not in ("csrfmiddlewaretoken", "ticket")}
    data["files"] = [[file.name, file.size] for _name, files in request.FILES.lists() for file in files]
    call = f"desk:{page.pk}:{request.user.pk}"
    return staff_once(call=call, ticket=request.POST.get("ticket", ""), data=data, make=lambda: (201, make()), at=at)[1]


@never_cache
@require_safe
def slip(request, number):
    """The slip of the comment that this person entered last, as PDF: number, code and what they are for."""
    page, _acting, _at = _concerned(request, number)
    kept = request.session.get(SLIP)
    pk, code = json.loads(unseal(kept)) if kept else (None, "")
    row = Comment.objects.filter(page=page, pk=pk, entered_by=request.user.pk).first()
    if row is None:
        raise Http404
    printed = sheets.slip(row, code, address=request.build_absolute_uri(page.url or "/"), bureau=bureau())
    return download(printed, f"{row.number}.pdf", "application/pdf")


def redraft(request, page, at):
    """Keep a new version."""
    version, _places = actions.redraft(
        page=page, text=request.POST.get("draft", ""), base=number_of(request.POST.get("base", "")), unusual="unusual" in request.POST,
        by=request.user, at=at,
    )  # fmt: skip
    told = {"version": version.number, "count": len(standing.questions(page)), **standing.kept_and_gone(version)}
    if not told["count"] and told["gone"]:
        return _("Version %(version)d is kept: %(kept)d clauses have their place in it, %(gone)d were taken out.") % told
    if not told["count"]:
        return _("Version %(version)d is kept; every clause has its place in it.") % told
    return _("Version %(version)d is kept; %(count)d clauses wait to be placed by hand.") % told


def go_back(request, page, at):
    """Take an earlier version up again."""
    row = page.versions.filter(pk=number_of(request.POST.get("version", ""))).first()
    if row is None:
        raise Http404
    base, unusual = number_of(request.POST.get("base", "")), "unusual" in request.POST
    made = actions.go_back(version=row, base=base, unusual=unusual, by=request.user, at=at)
    return _("Version %(earlier)d is taken up again, as version %(version)d.") % {"earlier": row.number, "version": made.number}


def place(request, page, at):
    """Say where a clause went."""
    old = Clause.objects.select_related("version").filter(version__page=page, pk=number_of(request.POST.get("clause", ""))).first()
    if old is None:
        raise Http404
    typed, chosen = request.POST.getlist("to"), _numbers(request, "to")
    if not chosen and REMOVED not in typed:
        raise Invalid(_("%(clause)s: tick what it is now, or that it was removed.") % {"clause": old}, field="to")
    if chosen and REMOVED in typed:
        raise Invalid(_("%(clause)s: either it was removed, or it is one of these clauses.") % {"clause": old}, field="to")
    actions.place(clause=old, to=chosen or None, seen=number_of(request.POST.get("seen", "")), by=request.user, at=at)
    return _("%(clause)s is placed.") % {"clause": old}


def conclude(request, page, at):
    """Draft the result; its edit page comes next."""
    result = actions.conclude(page=page, views=request.POST.get("views", ""), by=request.user, at=at)
    messages.success(request, _("It is concluded and its result drafted: check it and propose it."))
    return redirect("wagtailadmin_pages:edit", result.pk)


def begin_final(request, page, at):
    """Begin the final text; its edit page comes next."""
    final = actions.begin_final(page=page, category=request.POST.get("category", ""), by=request.user, at=at)
    messages.success(request, _("The final text is begun with the clauses of the last draft: complete it and propose it."))
    return redirect("wagtailadmin_pages:edit", final.pk)


def tell(request, page, at):
    """Mark as told."""
    chosen = _chosen(request)
    if not Comment.objects.filter(page=page, pk__in=chosen).exists():
        raise Invalid(_("Choose at least one comment."), field="comments")
    with transaction.atomic():  # all of them or none; those that another desk marked meanwhile are done
        rows = list(standing.to_be_told(locked(page)).filter(pk__in=chosen).order_by("id"))
        if not rows:
            raise WrongState(_("Nobody waits for an answer to this comment."))
        for row in rows:
            actions.tell(comment=row, by=request.user, at=at)
    return _("Marked as told.")


def reach(request, page, at):
    """How the ticked writers want to be reached, to call them: shown once, and in the ledger."""
    acting = access.require(request.user, page, at)
    rows = list(standing.to_be_told(page).filter(pk__in=_chosen(request)).order_by("id")) if page.concluded else []
    if not rows:
        raise Invalid(_("Choose at least one comment."), field="comments")
    facts = {"numbers": [row.number for row in rows]}
    record("consultation.contact", about=("page", page.pk, page.title), by=request.user, acting=acting, at=at, facts=facts)
    return "；".join(" ".join(filter(None, (row.number, row.addressee, row.contact))) for row in rows)


def announce(request, page, at):
    """Announce a hearing or meeting."""

    def make():
        made = actions.announce_hearing(
            page=page, method=request.POST.get("method", ""), kind=request.POST.get("kind", ""), held_at=_moment(request, "held_at"),
            where=request.POST.get("where", ""), seats=number_of(request.POST.get("seats", "")) or 0, rule=request.POST.get("rule", ""),
            signup_until=_moment(request, "signup_until"), by=request.user, at=at,
        )  # fmt: skip
        return {"pk": made.pk}

    _caution(request, Hearing.objects.get(pk=_once(request, page, at, make)["pk"]), at)
    return _("It is announced; sign-up is open.")


def _caution(request, hearing, at):
    """Whoever gives hardly any time to sign up reads it, with the way to give more; no law names a least."""
    if is_brief_sign_up(at, hearing.signup_until, calendar()):
        words = _("Sign-up lasts less than %(days)d working days: few will hear of it in time. “%(button)s” below gives more.")
        messages.warning(request, words % {"days": SIGN_UP_DAYS, "button": _("Move or cancel it")})


def change_hearing(request, page, at):
    """Move a hearing or meeting that is to come."""
    row = _hearing(request, page)
    given = {name: _moment(request, name) for name in ("held_at", "signup_until") if request.POST.get(name)}
    # The form holds minutes; what was not touched is no change.
    given = {name: moment for name, moment in given.items() if moment != getattr(row, name).replace(second=0, microsecond=0)}
    made = actions.change_hearing(
        hearing=row, where=request.POST.get("where") or None, reason=request.POST.get("reason", ""), by=request.user, at=at, **given
    )
    if "signup_until" in given:
        _caution(request, made.hearing, made.hearing.announced_at)
    return _told(made)


def cancel_hearing(request, page, at):
    """A hearing or meeting that is to come is not held."""
    made = actions.cancel_hearing(hearing=_hearing(request, page), reason=request.POST.get("reason", ""), by=request.user, at=at)
    return _told(made)


def _told(change):
    """What happened and what is next: those without an address are called."""
    done = _("It is cancelled; the reason is public.") if change.cancels else _("It is changed; the reason is public.")
    return done + _to_call(change.hearing.participants.all(), _("Who signed up and who subscribed is told by mail."))


def _to_call(rows, told):
    """The sentence `told`, or that some of `rows` must be called, and where their telephones are."""
    if count := sum(not mail_of(row.contact) for row in rows):
        told = _("Who gave an address is told by mail; %(count)d who signed up gave none: call them (“%(button)s”).")
        return told % {"count": count, "button": _("How they are reached")}
    return told


def _hearing(request, page):
    found = Hearing.objects.filter(page=page, pk=number_of(request.POST.get("hearing", ""))).first()
    if found is None:
        raise Http404
    return found


def _reasons(request):
    """[(number of a participant's row, the reason typed for him)]."""
    return [(number_of(name.removeprefix("reason-")), words) for name, words in request.POST.items() if name.startswith("reason-")]


def choose(request, page, at):
    """Publish the list of participants, chosen as the published rule says."""
    row = _hearing(request, page)
    given = {name: request.POST.get(name, "") for name in ("reason", "others")} | {"reasons": dict(_reasons(request))}
    actions.choose(hearing=row, participants=_numbers(request, "participant") or None, by=request.user, at=at, **given)
    return _("The list is published.") + _to_call(row.participants.all(), _("Who signed up is told by mail."))


def contacts(request, page, at):
    """How the participants are reached, to send them the material, and who was not chosen and gave no address; before a draw, to check them, and of a
    changed or cancelled one all who signed up: shown once, and in the ledger."""
    acting = access.require(request.user, page, at)
    row = _hearing(request, page)
    changes, drawn_yet = row.changes.exists(), row.method != ChoiceBy.LOTS or row.chosen_at
    rows = [each for each in row.participants.all() if changes or each.chosen or not drawn_yet or row.chosen_at and not mail_of(each.contact)]
    if not rows:
        raise Invalid(_("Publish the list of participants first."), field="participant")
    facts = {"numbers": [each.number for each in rows]}
    record("consultation.contact", about=("page", page.pk, page.title), by=request.user, acting=acting, at=at, facts=facts)
    return "；".join(" ".join(filter(None, (each.number, str(each.standing), each.name, each.contact))) for each in rows)


def strike_out(request, page, at):
    """Strike the ticked sign-ups out before the draw."""
    if not request.POST.get("struck"):
        raise Invalid(_("Choose the reason that the person reads."), field="struck")
    rows = actions.strike_out(
        hearing=_hearing(request, page), participants=_numbers(request, "strike"), reason=request.POST["struck"], by=request.user, at=at
    )
    return _("%(count)d sign-ups are struck out.") % {"count": len(rows)} + _to_call(rows, _("Whom it is about is told by mail."))


def put_back(request, page, at):
    """Let the ticked sign-ups stand again."""
    rows = actions.strike_out(hearing=_hearing(request, page), participants=_numbers(request, "strike"), by=request.user, at=at)
    return _("%(count)d sign-ups stand again.") % {"count": len(rows)} + _to_call(rows, _("Whom it is about is told by mail."))


def material(request, page, at):
    """The material was sent."""
    actions.send_material(hearing=_hearing(request, page), by=request.user, at=at)
    return _("Kept: the material was sent.")


def _seen_minutes(request):
    """When the minutes were written that stood on the desk as it was opened, None where there were none."""
    try:
        return parse_datetime(request.POST.get("minutes_seen", ""))
    except ValueError:
        return None


def minutes(request, page, at):
    """Write the minutes."""
    row = _hearing(request, page)
    given = {"text": request.POST.get("minutes", ""), "reason": request.POST.get("change_reason", "")}
    void = number_of(request.POST.get("void", "")) or 0
    actions.write_minutes(hearing=row, void=void, seen=_seen_minutes(request), by=request.user, at=at, **given)
    return _("The minutes are kept; participants confirm them, then they are public.") + _to_call(
        row.participants.filter(chosen=True), _("They are asked by mail.")
    )


def publish_minutes(request, page, at):
    """The public reads the minutes before all have confirmed them."""
    reason = request.POST.get("minutes_reason", "")
    row = actions.publish_minutes(hearing=_hearing(request, page), reason=reason, seen=_seen_minutes(request), by=request.user, at=at)
    return _("The minutes are public, and that %(count)d have not confirmed them, with the reason.") % {"count": row.minutes_unconfirmed}


def confirm_on_paper(request, page, at):
    """Participants have signed the minutes on paper: for those without a computer."""
    rows = list(_hearing(request, page).participants.filter(pk__in=_numbers(request, "participant"), chosen=True))
    if not rows:
        raise Invalid(_("Choose who has signed."), field="participant")
    remark = request.POST.get("remark", "")
    if remark.strip() and len(rows) > 1:
        raise Invalid(_("What one participant adds is his alone: choose him alone."), field="participant")
    with transaction.atomic():
        for row in rows:
            actions.confirm_minutes(number=row.number, code="", remark=remark, seen=_seen_minutes(request), by=request.user, at=at)
    return _("%(count)d participants have confirmed the minutes.") % {"count": len(rows)}


def change_paper(request, page, at):
    """One participant has signed another paper than the one that was entered, which is kept."""
    pk, _at, moment = request.POST.get("changed", "").partition("@")
    row = _hearing(request, page).participants.filter(pk=number_of(pk), chosen=True, confirmed_by__isnull=False).first()
    if row is None:
        raise Invalid(_("Choose who has signed."), field="changed")
    try:
        before = parse_datetime(moment)
    except ValueError:
        before = None
    given = {"remark": request.POST.get("changed_remark", ""), "seen": _seen_minutes(request), "instead_of": before}
    actions.confirm_minutes(number=row.number, code="", by=request.user, at=at, **given)
    return _("The other paper is kept, and the one before it too.")


OF_COMMENTS = (show, refuse, take_down, dispose, group, group_offer, ungroup, reply)
OF_MINUTES = (minutes, publish_minutes, confirm_on_paper, change_paper)
OF_HEARINGS = (announce, change_hearing, cancel_hearing, strike_out, put_back, choose, contacts, material, *OF_MINUTES)
VERBS = {act.__name__: act for act in (*OF_COMMENTS, enter, redraft, go_back, place, conclude, begin_final, tell, reach, *OF_HEARINGS)}


@never_cache
@require_safe
def file(request, number, pk):
    """A file of a comment; opening it is in the ledger."""
    page, acting, at = _concerned(request, number)
    row = CommentFile.objects.filter(comment__page=page, pk=pk).first()
    if row is None or acting is None:
        raise Http404
    facts = {"number": row.comment.number, "sha256": row.sha256}
    record("consultation.file", about=("page", page.pk, page.title), by=request.user, acting=acting, at=at, facts=facts)
    return download(unsealed(row.file), row.name)


@never_cache
@require_safe
def letter(request, number, pk):
    """The letter that tells one writer of the conclusion, DOCX; opening it shows his contact and is in the ledger."""
    page, acting, at = _concerned(request, number)
    row = Comment.objects.standing().select_related("clause", "page__division").filter(page=page, pk=pk).exclude(answer_by="").first()
    if row is None or acting is None or not page.concluded:
        raise Http404
    facts = {"number": row.number}
    record("consultation.contact", about=("page", page.pk, page.title), by=request.user, acting=acting, at=at, facts=facts)
    made = letters.letter(row, bureau=bureau(), on=day_of(at))
    return download(made, f"{row.number}.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
