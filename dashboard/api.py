"""GET /api/v3/statistics/ for everyone, GET /api/v3/dashboard/figures/ for posts that have a dashboard."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from wagtail.api.v3.auth import AllowAnonymous, BearerTokenAuth

from disclosure.chain.tokens import Scoped
from disclosure.clocks.actions import day_of
from disclosure.ledger.api_errors import problems
from disclosure.ledger.errors import Invalid

from .figures import public_board
from .filters import RowFilter
from .metric import METRICS
from .roles import role_of
from .summary import board_of

statistics = Router(tags=["statistics"])
figures = Router(tags=["dashboard"])


class Figure(Schema):
    """One figure."""

    key: str
    name: str
    value: float | None = Field(description="A share from 0 to 1, null over nothing; counts and durations as they are.")
    numerator: int | None
    denominator: int | None
    unit: str = Field(description="share, count, working_days or minutes")
    definition: str
    from_: date = Field(alias="from")
    to: date


class FigureInside(Figure):
    """One figure with all that is needed to trust it."""

    version: int
    formula: str
    exclusions: list[str]
    rows: str = Field(description="Path of the page that lists the rows; it opens with the session.")
    count: int | None = Field(description="Of how many rows a median is; null for every other figure.")
    small: bool = Field(description="It rests on so few rows that a share is shown as counts only, a median marked, and neither compared.")


class PublicFigures(Schema):
    """The public figures as of a day."""

    as_of: date
    figures: list[Figure]


class Figures(Schema):
    """All figures of a role as of a day."""

    as_of: date
    figures: list[FigureInside]


class FiguresQuery(Schema):
    """Filters; each narrows the rows that are counted."""

    as_of: str = Field("", description="Day as of which the figures are asked for (YYYY-MM-DD); today by default.")
    from_: str = Field("", alias="from", description="First day of the period; by default 1 January.")
    to: str = Field("", description="Last day of the period; by default the day as_of.")
    division: str = Field("", description="Code of a division.")
    leader: str = Field("", description="Account of a leader in charge.")
    category: str = Field("", description="Code of a category.")
    channel: str = Field("", description="Code of a channel.")
    kind: str = Field("", description="Kind of a case, step, duty or consultation.")


@statistics.get(
    "/", response={200: PublicFigures}, auth=[BearerTokenAuth(), AllowAnonymous()], url_name="disclosure_api_statistics",
    operation_id="read_statistics", summary="Read the public figures", by_alias=True,
)  # fmt: skip
def read_statistics(request: HttpRequest):
    """The figures of /statistics/: this year, as of today."""
    board = public_board(day_of(timezone.now()))
    return {"as_of": board.period.known, "figures": [board.as_json(key, rows=False) for key in board.public]}


@figures.get(
    "/figures/", response={200: Figures, **problems(401, 403, 422)}, auth=Scoped("read"), url_name="disclosure_api_figures",
    operation_id="read_figures", summary="Read the figures of the accountability dashboard", by_alias=True,
)  # fmt: skip
def read_figures(request: HttpRequest, query: Query[FiguresQuery]):
    """Every figure with its definition and the address of its rows, for the role of the token. Posts without a dashboard, and a division that is
    not one's own: 403."""
    today = day_of(timezone.now())
    role = role_of(request.user, today, getattr(request, "grant", None))
    known = {field.alias or name for name, field in FiguresQuery.model_fields.items()}
    if unknown := sorted(set(request.GET) - known):
        raise Invalid(_("There is no filter “%(field)s”.") % {"field": unknown[0]}, field=unknown[0])
    chosen = RowFilter(request.GET, today=today)
    period = chosen.period()
    chosen.require_allowed(role)
    board = board_of(role, period, chosen.choose, chosen.chosen())
    return {"as_of": period.known, "figures": [board.as_json(key) for key in board.values if key in METRICS]}
