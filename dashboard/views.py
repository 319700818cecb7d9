"""The pages of the dashboard: doors. Who has none gets 403, as the API says it."""

import datetime as dt
from functools import wraps
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.paginator import Paginator
from django.forms.models import ModelChoiceIterator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from disclosure.cases import forms as case_forms
from disclosure.chain.desk import mine
from disclosure.chain.home import request_time
from disclosure.clocks.actions import day_of
from disclosure.clocks.calendar import calendar
from disclosure.complaints import orders
from disclosure.complaints.models import OrderKind
from disclosure.intake.typed import number_of
from disclosure.ledger.errors import Invalid, NotAllowed, Refused
from disclosure.org.models import BureauSettings, Division, PostKind
from disclosure.org.names import full_name
from disclosure.org.posts import headed_divisions, holders, present_division
from disclosure.rules.limits import limit

from . import charts, courses, exports, summary
from .charge import in_charge
from .facts import catch_up, recount
from .figures import Board, public_board
from .filters import LEFT_OUT, RowFilter
from .metric import METRICS, Group, many
from .metrics.cases import CLOSED
from .panels import (
    BY_CONCLUSION,
    OWED_AS,
    PANELS,
    alerts,
    cards,
    concluded,
    fraction,
    in_full,
    in_words,
    late_words,
    lateness,
    no_records,
    panel,
    places,
    state,
    sums,
    trend,
    unrecorded,
)
from .policy import strict
from .roles import handed_round, role_of
from .summary import rows_of

PER_PAGE = 50
SHOWN_LATE = 5
NARROWS = ("group", "owner", "owner_name", "source", "guard", "hit", "open", "bureau", "unled", "draft", "conclusion")


WHOSE = {
    "open": gettext_lazy("Still open"), "bureau": gettext_lazy("Bureau level"), "unled": gettext_lazy("Without a leader in charge"),
    "hit": gettext_lazy("counted in the numerator"),
}  # fmt: skip
CONCLUSIONS = {
    "adopted": gettext_lazy("Adopted"), "partly": gettext_lazy("Partly adopted"), "not-adopted": gettext_lazy("Not adopted"),
    "none": gettext_lazy("Unanswered"),
}  # fmt: skip


def watched(view):
    """A page of the admin for those who have a dashboard: what is not theirs is 403 with its reason, what cannot be read 422."""

    @wraps(view)
    def inner(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Refused as refusal:
            if refusal.status == 404:
                raise Http404 from refusal
            return render(request, "disclosure_dashboard/refused.html", {"refusal": refusal}, status=refusal.status)

    return inner


def board_of(request, rows=False, round=False):
    """(Board, RowFilter) of what a request asks for. NotAllowed where the person has no dashboard or asks for what is not his, Invalid.

    rows: the page shows single rows, so they are read; else the summary is enough. round: it is for a paper that goes from hand to hand.
    """
    today = day_of(timezone.now())
    role = role_of(request.user, today)
    role = handed_round(role, today) if round else role
    asked = {name: value for name, value in request.GET.items() if value and name in RowFilter.base_filters}
    chosen = RowFilter(asked, today=today)
    period = chosen.period()
    chosen.require_allowed(role)
    query = {name: value for name, value in chosen.chosen().items() if name not in ("as_of", "from", "to")}
    if rows:
        return Board(role, period, chosen.choose, query, rows_of(period)), chosen
    return summary.board_of(role, period, chosen.choose, query), chosen


@never_cache
@require_safe
@strict
@watched
def dashboard(request):
    """The accountability dashboard 公开责任看板: the sentence first, then all the rest."""
    refusal = None
    try:
        board, chosen = board_of(request)
    except Invalid as error:
        refusal, today = str(error), day_of(timezone.now())
        chosen = RowFilter({}, today=today)
        board = summary.board_of(role_of(request.user, today), chosen.period(), chosen.choose)
    late = lateness(board, SHOWN_LATE)
    shown = [panel(board, key) for key in PANELS if key != "gaps" or any(key in METRICS for key in ("should_be_public", "half_public"))]
    turns = mine(request.user, request_time(request))
    context = {
        "board": board, "filter": chosen.offer(board.role), "refusal": refusal, "late": late, "late_count": board.values["overdue"].value,
        "late_places": places(row.division for row in board.values["overdue"].rows), "late_days": max((each.days for each in late), default=0),
        "no_records": no_records(first) if (first := unrecorded(board)) else "", "today": day_of(request_time(request)),
        "chosen": bool(exports.chosen_words(board)), "late_address": board.address("overdue"),
        "soon": board.values["due_soon"].value, "soon_address": board.address("due_soon"),
        "cards": cards(board), "alerts": alerts(board), "panels": [(each, charts.figure(each)) for each in shown],
        "waits": len(turns.now), "waits_first": min((each.due_on for each in turns.now if each.due_on), default=None),
        "orders": board.role.supervises, "query": _query(board),
        "said": [*filter(None, [chosen.cut]), *(LEFT_OUT[name] for name in LEFT_OUT if board.query.get(name))],
        "recounted": recount.latest(), "behind": catch_up.behind(), "folded": catch_up.standing()[0],
    }  # fmt: skip
    return render(request, "disclosure_dashboard/dashboard.html", context, status=422 if refusal else 200)


def _query(board):
    """The filters and the period of a board as an address carries them."""
    return board.address("overdue").partition("?")[2]


def _narrowed(request, board, key):
    """(rows, hits) of a figure after the narrower choices of an address. 404 for an unknown one: the address was made by hand."""
    metric, value = METRICS[key], board.values[key]
    asked = {name: request.GET[name] for name in NARROWS if request.GET.get(name)}
    guard = next((each for each in metric.guards if each.key == asked.get("guard")), None)
    if asked.get("guard") and guard is None:
        raise Http404
    rows = guard.rows(board.guarded(key, guard), board.period) if guard else value.rows
    if asked.get("hit"):
        rows = [row for row in rows if row in value.hits] if guard else value.hits
    if group := asked.get("group"):
        if group not in Group.values:
            raise Http404
        rows = [row for row in rows if row.group(board.period) == group]
    if owner := asked.get("owner"):
        rows = [row for row in rows if row.owner == ("" if owner == "-" else owner)]
        if name := asked.get("owner_name"):
            rows = [row for row in rows if row.owner_name == name]
    if source := asked.get("source"):
        rows = [row for row in rows if row.source == source]
    if asked.get("open"):
        rows = [row for row in rows if row.group(board.period) is not None and not row.group(board.period).done]
    if asked.get("bureau"):
        rows = [row for row in rows if not row.division]
    if asked.get("unled"):
        led = in_charge(board.who)
        rows = [row for row in rows if row.division and row.division not in led]
    if draft := asked.get("draft"):
        closed = {row.number for row in board.rows("consultation_results") if row.group(board.period) is not None}
        closed = closed if draft == "closed" else closed & {number_of(draft)}
        rows = [row for row in rows if row.get("page") in closed]
    if conclusion := asked.get("conclusion"):
        if conclusion not in BY_CONCLUSION or metric.sources != ("comments",):
            raise Http404
        rows = [row for row in rows if concluded(row, conclusion, board.period)]
    return list(rows)


def _whose(request, board, key, counted):
    """Whose rows a page of them shows, in words: person, group, kind of obligation, then the filters; for its heading and its files."""
    asked, said = {name: request.GET[name] for name in NARROWS if request.GET.get(name)}, []
    if owner := asked.get("owner"):
        said.append(next((row.owner_name for row in counted), "" if owner == "-" else owner))  # never what an address says
    said += [words for name, words in WHOSE.items() if asked.get(name)]
    if source := asked.get("source"):
        said.append(OWED_AS.get(source, ""))
    if group := asked.get("group"):
        said.append(Group(group).label)
    said += [guard.name for guard in METRICS[key].guards if guard.key == asked.get("guard")]
    if (draft := number_of(asked.get("draft", ""))) is not None:
        title = next((row.title for row in board.rows("consultation_results") if row.number == draft), draft)
        said.append(f"“{title}”")
    if conclusion := asked.get("conclusion"):
        said.append(CONCLUSIONS[conclusion])
    return "，".join(str(each) for each in (*said, *exports.chosen_words(board)) if each)


@never_cache
@require_safe
@strict
@watched
def rows(request, key):
    """The rows that a figure counts, each with the way to its matter; as CSV or XLSX with ?format=."""
    if key not in METRICS:
        raise Http404
    board, chosen = board_of(request)
    metric, counted = METRICS[key], _narrowed(request, board, key)
    found, whose = board.found(counted), _whose(request, board, key, counted)
    title = f"{metric.name}：{whose}" if whose else str(metric.name)
    if (form := request.GET.get("format")) in ("csv", "xlsx"):
        table = list(exports.row_table(found, board))
        data = exports.as_csv(title, table, board) if form == "csv" else exports.as_xlsx([(title, table)], board)
        return _file(data, form, key)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "board": board, "filter": chosen, "metric": metric, "whose": whose, "title": title, "value": board.values[key],
        "words": in_words(metric, board.values[key]),
        "fraction": fraction(metric, board.values[key]) if metric.unit != "share" or not board.values[key].small else "",
        "page": page, "count": len(found), "sum": sums(metric, counted, board.period), "narrowed": any(request.GET.get(name) for name in NARROWS),
        "guards": [(guard, many(rows)) for guard, rows in board.guards(key)],
        "guarded": next((guard.name for guard in metric.guards if guard.key == request.GET.get("guard")), ""),
        "query": query.urlencode(), "figure_query": _with_days(query, board), "key": key, "groups": [_told(row, board) for row in page.object_list],
        "why_not": board.why_not(key), "cut": chosen.cut, "no_records": no_records(first) if not found and (first := unrecorded(board)) else "",
        "orders": board.role.supervises, "home_query": _query(board), "several": len(metric.sources) > 1,
    }  # fmt: skip
    return render(request, "disclosure_dashboard/rows.html", context)


def _with_days(query, board):
    """The choices of an address with the days that they are of, so that they mean the same tomorrow."""
    days = {"as_of": board.period.known, "from": board.period.first, "to": board.period.last}
    return urlencode({**{name: value for name, value in query.items() if value}, **{name: day.isoformat() for name, day in days.items()}})


def _told(row, board):
    """(row, its Group, what of its matter is owed, for how long it is overdue in words or "") as the page of rows tells it."""
    group, late = state(row, board.period), ""
    if group == Group.OPEN_LATE:
        days = calendar().between(row.due_on, board.period.last)
        late = _("%(days)s working days overdue") if days else _("overdue %(since)s")
        late %= {"days": days, "since": late_words(days, row.due_on)}
    return row, group, OWED_AS.get(row.source, ""), late


@never_cache
@require_safe
@strict
@watched
def course(request, source, number):
    """How a row of a case, an inquiry or an order stands, without a word of a citizen; who may open the matter itself is led on to it.

    Of a past day it tells how it stood then, to everyone, with the way to how it stands today.
    """
    on = day_of(timezone.now())
    board, _chosen = board_of(request)
    row = board.one(source, number) if source in courses.SOURCES else None
    if row is None:
        raise Http404
    past = board.period.known < on
    if not past and (whole := courses.whole(request.user, row, on)):
        return redirect(whole)
    context = {
        "board": board, "told": _told(row, board), "kind": courses.kind(row), "past": past,
        "leader": in_charge(board.who).get(row.division, ("", ""))[1],
        "reasons": [] if past else courses.reasons(row), "supervised": [] if past else _there(_about(row), request.user, on),
        "orders": board.role.supervises, "home_query": _query(board),
    }  # fmt: skip
    return render(request, "disclosure_dashboard/course.html", context)


TYPES = {
    "csv": "text/csv; charset=utf-8", "png": "image/png", "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


def _file(data, form, name):
    response = HttpResponse(data, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


@never_cache
@require_safe
@watched
def take(request, key, form):
    """A panel as PNG, XLSX or CSV."""
    if key not in PANELS or form not in ("png", "xlsx", "csv"):
        raise Http404
    board, _chosen = board_of(request)
    shown = panel(board, key)
    if form == "png":
        return _file(exports.as_png(shown, board), form, key)
    rows = list(exports.table(shown))
    return _file(exports.as_csv(shown.title, rows, board) if form == "csv" else exports.as_xlsx([(shown.title, rows)], board), form, key)


@never_cache
@require_safe
@watched
def take_all(request):
    """Every panel and every obligation as one XLSX."""
    board, _chosen = board_of(request, rows=True)
    return _file(exports.everything(board), "xlsx", "dashboard")


@never_cache
@require_safe
@watched
def take_pdf(request):
    """The whole page as PDF."""
    board, _chosen = board_of(request)
    bureau, whose = BureauSettings.for_request(request).name, full_name(request.user)
    return _file(exports.as_pdf(board, title=_("Accountability dashboard"), bureau=bureau, whose=whose), "pdf", "dashboard")


@never_cache
@require_safe
@watched
def take_brief(request):
    """The weekly brief as PDF, to be printed."""
    board, _chosen = board_of(request, round=True)
    return _file(exports.brief(board, title=_("Weekly brief"), bureau=BureauSettings.for_request(request).name), "pdf", "brief")


@never_cache
@require_safe
@strict
@watched
def definitions(request):
    """What each figure means: definition, formula, exclusions, version and since when."""
    role_of(request.user, day_of(timezone.now()))
    return render(request, "disclosure_dashboard/definitions.html", {"metrics": METRICS.values()})


# ---- a supervision order from any row or figure


class Offered(ModelChoiceIterator):
    """The divisions, before them the bureau as a whole where it is offered."""

    def __iter__(self):
        choices = super().__iter__()
        yield next(choices)
        if self.field.bureau:
            yield BUREAU, str(_("Bureau level"))
        yield from choices


class WhoseField(forms.ModelChoiceField):
    """A division, or None for the bureau as a whole; neither stands there until one is chosen."""

    iterator, bureau = Offered, True

    def to_python(self, value):
        return BUREAU if value == BUREAU else super().to_python(value)


class OrderForm(forms.Form):
    """What is asked of whom, by when."""

    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=OrderKind.choices)
    division = WhoseField(
        Division.objects.all(), label=gettext_lazy("division"), to_field_name="code", empty_label=gettext_lazy("Choose whose it is")
    )  # fmt: skip
    title = forms.CharField(label=gettext_lazy("matter"), max_length=255)
    text = forms.CharField(label=gettext_lazy("what is asked"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))
    due_on = forms.DateField(
        label=gettext_lazy("Due on"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )  # fmt: skip

    def offer(self, on):
        """Offer who can take an order on `on` (date): divisions that somebody heads, which are returned; the bureau where it has a director."""
        field = self.fields["division"]
        field.queryset, field.bureau = headed_divisions(on), bool(holders(PostKind.OFFICE_DIRECTOR, on=on))
        return field.queryset

    def clean_division(self):
        """None for the bureau as a whole."""
        found = self.cleaned_data["division"]
        return None if found == BUREAU else found


BUREAU = "bureau"  # in the form; no division has this code
ABOUT = {"cases": "case", "duties": "duty", "documents": "document", "inquiries": "inquiry"}  # the source of a row → what orders call it
ON_CONSULTATIONS = ("consultation_results", "comments")
TELLING = frozenset({"cases", "inquiries", "orders"})  # sources of which a number may tell how many complaints there are


def _subject(board, request):
    """((kind, number, key), Row or None, Metric or None) of what an order is to be about, from ?row= or ?figure=; 404 for what he does not see."""
    if key := request.GET.get("figure"):
        if key not in METRICS:
            raise Http404
        return ("figure", None, key), None, METRICS[key]
    source, _sep, number = request.GET.get("row", "").partition(":")
    row = board.one(source, known) if (known := number_of(number)) is not None else None
    if row is None:
        raise Http404
    return _about(row), row, None


def _about(row):
    """(kind, number, key) of what an order out of a row is about."""
    if row.source == "orders":  # one more about the same matter
        return row.get("about")
    if row.source in ABOUT:
        return ABOUT[row.source], row.get("case_no") if row.source == "cases" else row.number, ""
    return "consultation" if row.source in ON_CONSULTATIONS else "page", row.get("page") or row.number, ""


def _there(about, user, on):
    """The orders about something that `user` may read on `on` (date), the newest first."""
    return orders.orders_about(*about).filter(pk__in=orders.readable(user, on).order_by().values("pk"))[:5]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@strict
@watched
def order(request):
    """Open a supervision order about a row or a figure; the page of the order follows. The rules of complaints say who may."""
    at = timezone.now()
    board, _chosen = board_of(request)
    about, row, metric = _subject(board, request)
    if not board.role.supervises:  # before a word of the form is read
        raise NotAllowed(_("Supervision orders are opened by the efficiency office, the main leader or the leader in charge of the division."))
    on = day_of(at)
    form = OrderForm(request.POST or None, initial=_asked(board, row, metric, on))
    offered = form.offer(on)
    refusal, status = None, 200
    if request.method == "POST":
        if form.is_valid():
            given = form.cleaned_data
            post = PostKind.DIVISION_HEAD if given["division"] else PostKind.OFFICE_DIRECTOR
            stood = _stood(request, board, metric) if metric else None
            try:
                made = orders.order_open(about=about, owner_kind=post, stood=stood, by=request.user, at=at, **given)
            except orders.Alike as error:
                made, refusal, status = error.order, str(error), error.status
            except Refused as error:
                if error.status in (403, 404):
                    raise
                refusal, status = case_forms.in_words(form, str(error)), error.status
                if error.field in form.fields:
                    form.add_error(error.field, refusal)
            else:
                status = 302
            # Pressed twice: the page of the order that the first made.
            if status == 302 or status == 409 and made.opened_by_id == request.user.pk and at - made.opened_at < TWICE:
                messages.success(request, _("%(number)s was opened.") % {"number": made.number})
                return redirect("disclosure_complaints_order", made.pk)
        else:
            status = 422
    if (codes := orders.divisions_to_order(request.user, on)) is not None:  # offered; the action says who may
        form.fields["division"].queryset, form.fields["division"].bureau = offered.filter(code__in=codes), False
    there = _there(about, request.user, on)
    context = {
        "form": form, "row": row, "metric": metric, "refusal": refusal if not form.errors else None, "there": there,
        "days": limit("order", on).days, "stood": _stood(request, board, metric) if metric else None, "period": board.period,
        "home_query": _query(board),
    }  # fmt: skip
    return render(request, "disclosure_dashboard/order.html", context, status=status)


TWICE = dt.timedelta(minutes=1)  # within it the same order of the same person is one that was sent twice


def _asked(board, row, metric, on):
    """What stands in the form of an order beforehand: the division of the row or of the filter, where it can take one; the title, but never one that
    names a complaint."""
    code = row.division if row else board.query.get("division")
    asked = present_division(Division.objects.filter(code=code).first() if code else None, on)
    whose = asked.code if asked and holders(PostKind.DIVISION_HEAD, division=asked, on=on) else BUREAU if row and not row.division else None
    title = str(metric.name) if metric else row.title
    if row and (row.source == "inquiries" or row.source == "cases" and row.kind == "complaint"):
        title = _("Improve how such matters are handled")
    return {"kind": OrderKind.SUPERVISION, "title": title, "division": whose}


def _stood(request, board, metric):
    """How a figure stands, as an order keeps it (SupervisionOrder.stood): in the language of the site, with the period and what it is narrowed to."""
    with translation.override(settings.LANGUAGE_CODE):
        value, narrowed = board.values[metric.key], any(request.GET.get(name) for name in NARROWS)
        counted = _narrowed(request, board, metric.key) if narrowed else []
        words = in_words(metric, value)
        if rest := fraction(metric, value) if metric.unit != "share" or not value.small else "":
            words = f"{words}（{rest}）"
        query = {name: request.GET[name] for name in (*board.query, *NARROWS) if request.GET.get(name)}
        days = {"first": board.period.first, "last": board.period.last, "known": board.period.known}
        return {
            "words": str(words), "rows": len(board.found(counted)) if narrowed else None, "said": _whose(request, board, metric.key, counted),
            **{name: day.isoformat() for name, day in days.items()}, "query": query,
            "discreet": not TELLING.isdisjoint(metric.sources),
        }  # fmt: skip


# ---- for everyone


@require_safe
def statistics(request):
    """The public figures 统计数据: name, number, fraction, definition; and how publication went month by month."""
    today = day_of(timezone.now())
    key = f"disclosure.statistics.{today}.{get_language()}"
    shown = cache.get(key)
    if shown is None:
        board = public_board(today)
        figures = [
            {
                "metric": METRICS[key], "words": in_words(METRICS[key], board.values[key]), "fraction": fraction(METRICS[key], board.values[key]),
                "before": in_full(METRICS[key], board.before.values[key]),
            }
            for key in board.public
        ]  # fmt: skip  # rows are nobody's business here
        months = [(line.label, [cell.text for cell in line.cells], line.cells[0].value) for line in trend(board).lines]
        shown = {"figures": figures, "months": months, "period": board.period, "before": board.before.period}
        shown["figures"] = [{**each, "metric": each["metric"].key} for each in figures]
        cache.set(key, shown, 60)
    figures = [{**each, "metric": METRICS[each["metric"]]} for each in shown["figures"]]
    return render(request, "disclosure_dashboard/statistics.html", {**shown, "figures": figures, "closed": CLOSED})
