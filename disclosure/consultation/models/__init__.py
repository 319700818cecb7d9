"""What a consultation is made of: its pages, the versions of its draft, what people said, hearings and subscriptions."""

from .comments import Comment, CommentFile, Disposition, Support
from .drafts import Clause, ClauseLink, DraftVersion
from .hearings import EarlierMinutes, Hearing, HearingChange, Participant
from .pages import ConsultationIndexPage, ConsultationPage, ResultPage
from .subscriptions import Subscription

__all__ = [
    "Clause", "ClauseLink", "Comment", "CommentFile", "ConsultationIndexPage", "ConsultationPage", "Disposition", "DraftVersion", "EarlierMinutes",
    "Hearing", "HearingChange", "Participant", "ResultPage", "Subscription", "Support",
]  # fmt: skip
