"""The one gate 放行. Whatever makes a page public, or takes it down, passes here; every refusal says why (五（三）)."""

from django.core.exceptions import PermissionDenied

conditions = []


class Closed(PermissionDenied):
    """The gate is closed: str() lists every objection."""

    def __init__(self, objections):
        super().__init__("；".join(map(str, objections)))
        self.objections = list(objections)


def condition(ask):
    """Register a condition: ask(page) yields sentences, none when it has no objection. Rooms above register theirs in ready()."""
    conditions.append(ask)
    return ask


def objections(page):
    """Every reason why this page, exactly as it is in memory, may not be live."""
    return [objection for ask in conditions for objection in ask(page)]


def require_open(page):
    """Pass, or raise Closed with every reason."""
    if found := objections(page):
        raise Closed(found)
