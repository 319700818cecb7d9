"""Who held which post on a day, read once: for the owners of rows and the tree of responsibility."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils.functional import cached_property

from disclosure.org.models import PostKind
from disclosure.org.posts import Roster, asked_by_division, divisions_known

HERE = ZoneInfo("Asia/Shanghai")


def end_of(day):
    """The first moment after a day in Asia/Shanghai: recorded before it means recorded on that day or earlier."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), HERE)


class Who:
    """The posts and divisions of a day (Asia/Shanghai): six queries, then none. As they had been entered by the end of the day `known`: who is
    appointed or leaves later with an earlier day changes no name and no division of work of a past page."""

    def __init__(self, on, known=None):
        self.on, self._known = on, end_of(known or on)
        self._found = {}

    @cached_property
    def roster(self):
        return Roster(self.on, self._known)

    @cached_property
    def divisions(self):
        """{number: Division} of all that ever were."""
        return divisions_known(self._known)

    @cached_property
    def by_code(self):
        return {division.code: division for division in self.divisions.values()}

    @cached_property
    def office(self):
        """The code of the disclosure office, "" where there is none."""
        return next((division.code for division in self.divisions.values() if division.is_office and not division.abolished_on), "")

    def code(self, number):
        """The code of a division, "" of none."""
        return self.divisions[number].code if number in self.divisions else ""

    def name(self, code):
        """The name of a division by its code, "" of none."""
        return self.by_code[code].name if code in self.by_code else ""

    def holder(self, kind, code=""):
        """(account, name) of who exercises a post that day, ("", the post in words) where nobody or more than one post does."""
        key = kind, code if asked_by_division(kind) else ""
        if key not in self._found:
            division = self.by_code.get(code) if asked_by_division(kind) else None
            held = self.roster.holders(kind, division=division) if division or not asked_by_division(kind) else []
            self._found[key] = (held[0].username, held[0].name) if held else ("", str(PostKind(kind).label))
        return self._found[key]

    def label(self, kind):
        """A post in words."""
        return str(PostKind(kind).label)

    @cached_property
    def leaders(self):
        """[(account, name, [codes of divisions in charge])] of the leaders in charge that day, in the order of the divisions' first."""
        found = {}
        for division in self.standing:
            for holding in self.roster.holders(PostKind.SUPERVISING_LEADER, division=division):
                if not holding.on_behalf_of:
                    found.setdefault((holding.username, holding.name), []).append(division.code)
        return [(*leader, codes) for leader, codes in found.items()]

    @cached_property
    def standing(self):
        """The divisions that exist that day, in the bureau's order."""
        return sorted(
            (
                division
                for division in self.divisions.values()
                if (division.founded_on is None or division.founded_on <= self.on)
                and (division.abolished_on is None or division.abolished_on > self.on)
            ),
            key=lambda division: (division.order, division.code),
        )


class Unresolved(Who):
    """Posts by name, whoever holds them: for what is kept for every day. `resolved` says later who held one."""

    def holder(self, kind, code=""):
        return f"@{PostKind(kind).value}:{code if asked_by_division(kind) else ''}", ""

    def label(self, kind):
        return f"@{PostKind(kind).value}:"


def resolved(who, account, name):
    """(account, name) of an owner as kept, on the day of a Who."""
    if account.startswith("@"):
        kind, _sep, code = account[1:].partition(":")
        return who.holder(PostKind(kind), code)
    return (account, who.label(name[1:-1])) if name.startswith("@") else (account, name)
