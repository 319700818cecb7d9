"""Applications for the same thing: linked, and from a number on a draft for proactive disclosure is opened (条例 art. 44)."""

import datetime as dt
import re

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from disclosure.cases import actions as cases
from disclosure.cases.sentences import said
from disclosure.clocks.actions import day_of
from disclosure.items import actions as items
from disclosure.ledger.errors import Refused
from disclosure.ledger.record import record
from disclosure.org.models import Division, PostKind
from disclosure.org.posts import holders
from disclosure.rules.numbers import normal_document_number

from .models import Application

WITHIN = dt.timedelta(days=90)
ENOUGH = 3  # different applicants; the setting DISCLOSURE_ALIKE
SAME = 0.6  # of the pairs of characters in both
_DOCUMENT = re.compile(r"[一-龥]{2,12}〔(?:19|20)[0-9]{2}〕[1-9][0-9]{0,4}号")
A_RUN = 50


def pairs(text):
    """The pairs of neighbouring characters of a text, without punctuation."""
    plain = re.sub(r"\W+", "", text)
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def likeness(one, other):
    """From 0 to 1; 1 where both name the same document number."""
    mine, its = (set(_DOCUMENT.findall(normal_document_number(text))) for text in (one, other))
    if mine & its:
        return 1.0
    a, b = pairs(one), pairs(other)
    return len(a & b) / len(a | b) if a and b else 0.0


def link(now):
    """Compare what came newly with the last 90 days; how many were linked."""
    linked = 0
    waiting = Application.objects.filter(compared=False, case__synthetic=False).select_related("case").order_by("pk")
    for application in waiting[:A_RUN]:
        with transaction.atomic():
            linked += _compare(application, now)
    return linked


def _compare(application, now):
    Application.objects.filter(pk=application.pk).update(compared=True)
    since = application.case.received_at - WITHIN
    earlier = Application.objects.filter(pk__lt=application.pk, case__received_at__gte=since).order_by("-pk")[:500]
    found = next((other for other in earlier if likeness(application.description, other.description) >= SAME), None)
    if found is None:
        return 0
    first = found.alike or found
    Application.objects.filter(pk=application.pk).update(alike=first)
    chain = Application.objects.filter(Q(pk=first.pk) | Q(alike=first))
    group = list(chain.filter(case__received_at__gte=since).select_related("case").order_by("pk"))
    enough = getattr(settings, "DISCLOSURE_ALIKE", ENOUGH)
    page = None
    if len({each.applicant for each in group}) >= enough and not chain.filter(draft__isnull=False).exists():
        page = _draft(group, now)
    facts = {"first": first.case.number, "count": len(group), "page": page.pk if page else None}
    record("applications.alike", about=cases.about(application.case), at=now, facts=facts)
    return 1


def _draft(group, now):
    """A draft in the name of the office's editor, without a word of the applicants; None where nobody holds that post."""
    today = day_of(now)
    for office in Division.objects.filter(is_office=True):
        for editor in holders(PostKind.EDITOR, division=office, on=today)[:1]:
            from django.contrib.auth import get_user_model

            title = said(gettext_noop("To be made public: asked for by {count} applicants"), count=len({each.applicant for each in group}))
            try:
                page = items.create(
                    given={"category": "other", "title": title}, by=get_user_model().objects.get(pk=editor.user_id), at=now, division=office.code
                )
            except Refused:
                return None
            Application.objects.filter(pk__in=[each.pk for each in group]).update(draft=page)
            return page
    return None
