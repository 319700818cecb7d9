"""The channels of clause 三, their columns, and which of them are closed only by evidence."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """A way out (公开渠道)."""

    PORTAL = "portal", _("Portal")
    INTRANET = "intranet", _("Office intranet")
    NOTICEBOARD = "noticeboard", _("Notice board")
    JOURNAL = "journal", _("Own journal")
    MEDIA = "media", _("News media and government new media")
    MEETING = "meeting", _("Meetings and meeting papers")
    OTHER = "other", _("Other channel")

    @property
    def served_by_the_system(self):
        """Portal and intranet are served by the end of the chain itself; every other channel is closed by evidence (三)."""
        return self in (Channel.PORTAL, Channel.INTRANET)


# 栏目: the columns given from the start. Plain "portal" means the first one.
COLUMNS = {
    "portal:disclosure": _("Government information disclosure"),
    "portal:supervision": _("Supervision of construction quality and safety"),
    "portal:notices": _("Notices"),
    "intranet:board": _("Electronic notice board"),
    "intranet:documents": _("Documents issued"),
}


def normal(code):
    """The full code of a channel: "portal" becomes "portal:disclosure", "intranet" "intranet:board".

    Raises ValueError for a channel or column that does not exist.
    """
    channel, _colon, column = code.partition(":")
    if channel not in Channel.values:
        raise ValueError(code)
    if channel in (Channel.PORTAL, Channel.INTRANET):
        full = code if column else next(name for name in COLUMNS if name.startswith(f"{channel}:"))
        if full not in COLUMNS:
            raise ValueError(code)
        return full
    if column:
        raise ValueError(code)
    return code


def label(code):
    """The words for a channel or a column of it."""
    code = normal(code)
    return COLUMNS.get(code) or Channel(code).label


def choices():
    """(code, words) of every channel as it can be proposed."""
    return [*COLUMNS.items(), *((c.value, c.label) for c in Channel if not c.served_by_the_system)]


def fits(code, *, staff_only):
    """Whether a channel suits the scope: an item for staff never goes out by portal, media or journal (二（二）)."""
    channel = code.partition(":")[0]
    return not staff_only or channel not in (Channel.PORTAL, Channel.MEDIA, Channel.JOURNAL)
