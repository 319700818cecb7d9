"""The formulas, one file a subject. They see Rows, never tables. Importing this package fills dashboard.metric.METRICS in the order of the page."""

from . import overdue, timeliness, steps, cases, hearing, gaps  # noqa: F401, I001  in the order of the page
from dashboard.metric import METRICS

__all__ = ["METRICS"]
