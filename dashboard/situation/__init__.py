"""The report to leaders and superiors (五（五）“按规定向局领导、上级汇报相关情况”), monthly and for any period.

content.py draws figures and rows together as plain values; paper.py writes them as DOCX and PDF with drawings.py's charts; actions.py keeps the
report: begins, refreshes, takes the officer's paragraphs and the owners' reasons, issues, and records to whom it went.
"""

from .actions import (
    acknowledge,
    begin,
    check_period,
    explain,
    issue,
    may_explain,
    may_read,
    open_monthly,
    passages_of,
    refresh,
    renew,
    require_in_hand,
    seen_of,
    send,
    write,
    writes_reports,
)
from .content import content_of, difference, period_words
from .discreet import hidden_entries, named, unnumbered
from .paper import docx, pdf

__all__ = [
    "acknowledge", "begin", "check_period", "content_of", "difference", "docx", "explain", "hidden_entries", "issue", "may_explain", "may_read",
    "named", "open_monthly", "passages_of", "pdf", "period_words", "refresh", "renew", "require_in_hand", "seen_of", "send", "unnumbered", "write",
    "writes_reports",
]  # fmt: skip
