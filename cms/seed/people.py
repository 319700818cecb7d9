"""Whose names the rows bear, and the hours of their days."""

import datetime as dt

from django.contrib.auth import get_user_model
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from disclosure.ledger.errors import Invalid
from disclosure.org.models import Division, PostKind
from disclosure.org.posts import Roster

HERE = dt.timezone(dt.timedelta(hours=8))
CHUNK = 250
MARK = "（合成数据）"


class People:
    """Who holds the posts today: whose names the rows bear. Invalid where a post is empty."""

    def __init__(self, on):
        self.on, self.roster = on, Roster(on)
        self.users = {user.pk: user for user in get_user_model().objects.all()}
        self.divisions = [
            division
            for division in Division.objects.filter(abolished_on=None)
            if all(self.roster.holders(kind, division=division) for kind in (PostKind.EDITOR, PostKind.DIVISION_HEAD, PostKind.SUPERVISING_LEADER))
        ]
        if not self.divisions:
            raise Invalid(_("No division has an editor, a head and a leader in charge: set up the organisation first (`demo` does)."))

    def holder(self, kind, division=None):
        found = self.roster.holders(kind, division=division)
        if not found:
            raise Invalid(_("Nobody holds the post “%(post)s”: set up the organisation first (`demo` does).") % {"post": PostKind(kind).label})
        return found[0]

    @cached_property
    def members(self):
        return self.roster.holders(PostKind.GROUP_MEMBER)[:4]  # of five, as the quorum asks


def moment(on, hour):
    """That day in Shanghai at an hour and some minutes."""
    return dt.datetime.combine(on, dt.time(hour), HERE)
