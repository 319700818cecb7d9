"""Comments on consultations as the actions write them: taken in, checked day by day, concluded together with their like."""

import datetime as dt
from collections import defaultdict

from django.db import transaction
from django.utils.translation import gettext as _

from disclosure.cases.codes import digest_of
from disclosure.cases.models import Series
from disclosure.clocks.calendar import calendar
from disclosure.consultation.models import Comment, ConsultationPage, Disposition
from disclosure.ledger.errors import Invalid
from disclosure.ledger.record import record_many
from disclosure.org.models import PostKind
from disclosure.rules.hearing import moderation_due

from .people import CHUNK, HERE, MARK

REASON = "合成理由"


def pages_that_closed(at):
    """The consultations whose time is over. Invalid where there is none."""
    pages = list(ConsultationPage.objects.filter(live=True, closes_at__lt=at).select_related("division"))
    if not pages:
        raise Invalid(_("No consultation has closed yet: comments need one (`demo` brings some)."))
    return pages


def comments(count, *, people, chance, at, progress=lambda done: None):
    """So many comments on the consultations whose time is over, concluded ones with a conclusion each. Invalid where there is none."""
    pages = pages_that_closed(at)
    for start in range(0, count, CHUNK * 4):
        with transaction.atomic():
            write(lives(min(CHUNK * 4, count - start), pages, chance), people)
        progress(min(start + CHUNK * 4, count))
    return count


def lives(count, pages, chance):
    """[(page, moment of arrival, stance, conclusion or "")] in the order of arrival."""
    found = []
    for _n in range(count):
        page = chance.choice(pages)
        opened = page.opened_at
        when = opened + (page.closes_at - opened) * chance.random()
        verdict = chance.choice(["adopted", "partly", "not-adopted", "noted"]) if page.concluded_at else ""
        found.append((page, when, chance.choice(["support", "oppose", "suggest"]), verdict))
    return sorted(found, key=lambda life: life[1])


def checks(chosen):
    """{(page, day): moment at which its comments of that day are checked}: three hours after the last of them."""
    found = {}
    for page, when, _stance, _verdict in chosen:
        key = page.pk, when.astimezone(HERE).date()
        found[key] = max(found.get(key, when), when + dt.timedelta(hours=3))
    return found


def write(chosen, people):
    """The rows and entries of some lives; the Comments in their order."""
    days, rows, entries, counters = calendar(), [], [], {}
    checked, editors = checks(chosen), {}
    for page, when, stance, verdict in chosen:
        if page.pk not in editors:
            editors[page.pk] = people.holder(PostKind.EDITOR, page.division) if page.division else people.members[0]
        on = when.astimezone(HERE).date()
        name = f"YJ-{on.year}"
        series = counters.get(name) or counters.setdefault(name, Series.objects.select_for_update().get_or_create(name=name)[0])
        series.last += 1
        number = f"{name}-{series.last:05d}"
        rows.append(
            Comment(
                page=page, number=number, code_digest=digest_of(number, "SYNTHETIC"), stance=stance, raw=f"合成意见{number}",
                text=f"合成意见{number}{MARK}", at=when, state="shown", check_by=moderation_due(on, days), checked_at=checked[page.pk, on],
                checked_by_id=editors[page.pk].user_id, likeness=number, verdict=verdict, reason=REASON if verdict else "", synthetic=True,
            )
        )  # fmt: skip
        facts = {"number": number, "clause": None, "stance": stance, "arrival": "web", "masked": 0}
        entries.append({"verb": "consultation.comment", "about": ("page", page.pk, page.title), "at": when, "facts": facts})
    for series in counters.values():
        series.save()
    rows = Comment.objects.bulk_create(rows, batch_size=200)
    together, decided = defaultdict(list), defaultdict(list)
    for row in rows:
        together[row.page_id, row.at.astimezone(HERE).date()].append(row)
        if row.verdict:
            decided[row.page_id, row.verdict].append(row)
    dispositions = []

    def enter(verb, some, at, facts):
        page, acting = some[0].page, editors[some[0].page_id]
        facts = {"numbers": [row.number for row in some], **facts}
        by = people.users[acting.user_id]
        entries.append({"verb": verb, "about": ("page", page.pk, page.title), "by": by, "acting": acting, "at": at, "facts": facts})

    for key, some in together.items():
        enter("consultation.moderate", some, checked[key], {"state": "shown", "refusal": None})
    for (_page, verdict), some in decided.items():
        at = max(some[0].page.concluded_at - dt.timedelta(hours=1), *(row.at for row in some))
        enter("consultation.dispose", some, at, {"verdict": verdict, "reason": REASON})
        by = editors[some[0].page_id].user_id
        dispositions += [Disposition(comment=row, verdict=verdict, reason=REASON, by_id=by, at=at, together=len(some)) for row in some]
    Disposition.objects.bulk_create(dispositions, batch_size=200)
    record_many(sorted(entries, key=lambda entry: entry["at"]))
    return rows
