"""seed_scale writes in bulk what the actions write one by one."""

import copy
import datetime as dt
import io
import random
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from cms import seed
from cms.seed import cases as seed_cases
from cms.seed import comments as seed_comments
from cms.seed import items as seed_items
from disclosure.applications import actions as applications
from disclosure.applications.models import Application, Decision
from disclosure.cases.models import Case, CaseEvent, ClockEvent, Handover
from disclosure.chain.models import Clearance, Matter, Round, Signature
from disclosure.clocks.models import Duty
from disclosure.complaints import actions as complaints
from disclosure.complaints.models import Complaint
from disclosure.complaints.models import Reply as ComplaintReply
from disclosure.consultation import actions as hearing
from disclosure.consultation.models import Comment, Disposition
from disclosure.feedback import actions as feedback
from disclosure.feedback.models import Feedback
from disclosure.feedback.models import Reply as FeedbackReply
from disclosure.ledger.models import Entry
from disclosure.ledger.verify import first_fault
from tests import factories
from tests.dashboard.autumn import draft, result
from tests.walker import Walker

AT = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
OWN = {"id", "page_no", "matter", "round", "digest", "revision", "revision_no", "at", "proposed_at", "ended_at", "first_live_at", "title",
       "index_number", "done_revision", "workflow_state_no", "authors", "proposal", "opinion", "checklist", "division", "category", "channels",
       "person_no", "username", "name", "post_no", "proposer_no", "proposer_username", "proposer_name", "step_opened_at"}  # fmt: skip


def plain(rows):
    """Rows without what is another one's by nature: numbers, moments, words, people."""
    fields = [field for field in rows.model._meta.concrete_fields if field.name not in OWN]
    return Counter(tuple((field.name, str(getattr(row, field.attname))) for field in fields) for row in rows)


def test_a_matter_in_bulk_leaves_the_rows_of_a_matter_that_was_lived(site):
    """Matter, round, signatures, votes, clearance, duties and entries are the same for a matter that passed the chain without a stop."""
    bureau = factories.bureau()
    lived = Walker(bureau, at=AT).to_group().vote("for", "for", "for", "for").close()
    items = seed.Items(seed.People(AT.date()), random.Random(7), AT)
    items.life = lambda number, known=items.life: {**known(number), "division": bureau.zhiliang, "closed": AT}
    made = items.some(1, 1)[0]
    pages = (lived.page.pk, made.pk)
    for rows in (Matter.objects.filter, Round.objects.filter, Signature.objects.filter, Clearance.objects.filter):
        name = "page_no" if rows.__self__.model in (Matter, Clearance) else "matter"
        first, second = (plain(rows(**{name: page})) for page in pages)
        assert first == second, rows.__self__.model.__name__
    owed = [
        Counter(Duty.objects.filter(page=page).values_list("kind", "owner_kind", "due_working_days", "division__code")) for page in pages
    ]  # fmt: skip
    assert owed[0] == owed[1]
    said = [Entry.objects.filter(about_kind="page", about_no=page).exclude(verb__in=("items.create", "duty.close")) for page in pages]
    assert Counter(said[0].values_list("verb", flat=True)) == Counter(said[1].values_list("verb", flat=True))
    facts = [{entry.verb: set(entry.facts) for entry in entries} for entries in said]
    assert all(facts[1][verb] <= facts[0][verb] | {"synthetic"} for verb in facts[1])
    assert made.get_parent().specific.category == "other" and type(made).objects.get(pk=made.pk).live


def test_what_is_written_is_marked_and_the_ledger_holds(site):
    """Items, cases: each says that it is synthetic; hash chain and gate audit are green; the figures count them."""
    factories.bureau()
    seed.run(disclosures_wanted=3, cases_wanted=5, comments_wanted=0, seed=3, at=AT)
    assert Case.objects.filter(synthetic=True).count() == 5 and CaseEvent.objects.filter(case__synthetic=True).count() >= 5
    assert Matter.objects.filter(title__contains=seed.MARK).count() == 3
    from dashboard.figures import Board
    from dashboard.metric import Period
    from dashboard.roles import WHOLE

    board = Board(WHOLE, Period.of(as_of=AT.date(), first=dt.date(2024, 1, 1)))
    assert len(board.rows("publications")) == 3 and len(board.rows("cases")) == 5


def test_bad_numbers_and_an_empty_bureau_are_refused(site):
    """One clear line, and nothing is written."""
    with pytest.raises(CommandError):
        call_command("seed_scale", disclosures=-1, cases=0, comments=0)
    with pytest.raises(CommandError):
        call_command("seed_scale", disclosures=1, cases=0, comments=0)
    assert not Case.objects.exists()


# ---- the same lives both ways


HERE = seed.HERE
NOT_THE_SAME = {"id", "case", "feedback", "application", "complaint", "comment", "code_digest", "synthetic", "letter", "likeness", "number"}


def like(rows):
    """Rows of a table without their numbers, and without what is left out on purpose (letters) or is drawn by lot (codes)."""
    fields = [field for field in rows.model._meta.concrete_fields if field.name not in NOT_THE_SAME]
    return Counter(tuple((field.name, str(getattr(row, field.attname))) for field in fields) for row in rows)


def said_of(entries):
    """Entries by what they say: verb, time, person and post, and the facts but for the letters' fingerprints and numbers."""
    left_out = {"letter", "number", "numbers", "revision", "digest", "index_number", "duty", "synthetic", "voided", "proposal"}
    return Counter(
        (entry.verb, str(entry.at), entry.actor_username, entry.actor_post,
         tuple(sorted((name, str(value)) for name, value in entry.facts.items() if name not in left_out)))
        for entry in entries
    )  # fmt: skip


class Lives:
    """A bureau with some lives of each kind, lived through the actions."""

    def __init__(self, items, cases, comments):
        self.bureau = factories.bureau()
        self.bureau.head_of = {division.pk: getattr(self.bureau, f"head_{division.code}") for division in self._divisions()}
        self.people, self.chance = seed.People(AT.date()), random.Random(11)
        self.items = self._items(items)
        self.cases = self._cases(cases)
        self.comments = self._comments(comments)

    def _divisions(self):
        return self.bureau.zhiliang, self.bureau.anquan, self.bureau.bangong

    # items

    def _items(self, count):
        """The pages that passed the chain, and as many in bulk."""
        bulk = seed.Items(self.people, self.chance, AT)
        chosen = [bulk.life(number) for number in range(1, count + 1)]
        lived = [self._walk(life) for life in chosen]
        again = iter(chosen)
        bulk.life = lambda number: {**next(again)}
        return lived, [page.pk for page in bulk.some(1, count)]

    def _walk(self, life):
        bureau, code = self.bureau, life["division"].code
        editor, head = getattr(bureau, f"editor_{code}"), getattr(bureau, f"head_{code}")
        leader = bureau.other_leader if code == "anquan" else bureau.leader
        page = factories.other_page(life["division"], by=editor, formed_on=life["formed"], scope="public", channels=list(seed_items.CHANNELS))
        walk, minute = Walker(bureau, page), dt.timedelta(minutes=1)

        def on(moment):
            walk.at = moment - minute
            return walk

        on(life["propose"]).propose(by=editor, channels=list(seed_items.CHANNELS))
        on(life["head"]).sign(head, outcome="publish")
        on(life["secrecy"]).secrecy(outcome="publish")
        on(life["leader"]).sign(leader, outcome="publish")
        if life["closed"]:
            on(life["closed"] - 30 * minute).vote("for", "for", "for", "for")
            on(life["closed"]).close()
        return page.pk

    # cases

    def _cases(self, count):
        chosen = seed_cases.lives(count, self.people, self.chance)
        return [self._live(life) for life in chosen], [case.pk for case in seed_cases.write(chosen, self.people)]

    def _live(self, life):
        given = {"way": "web", "at": life.received}
        if life.kind == "feedback":
            values = {"kind": "question", "page": None, "revision": None, "text": seed_cases.TEXT, "contact": "", "credit_code": ""}
            row, _code = feedback.receive(given=values, page=None, **given)
            if life.answered:
                feedback.answer(row, text=seed_cases.ANSWER, result="solved", by=row.case.owner, at=life.answered)
        elif life.kind == "application":
            row, _code = applications.receive(given={**seed_cases.APPLICANT, "email": "", "description": seed_cases.TEXT}, **given)
            if life.answered:
                applications.decide(row, outcome="A8", reason=seed_cases.REASON, by=row.case.owner, at=life.answered)
                applications.serve(row, service="online", by=row.case.owner, at=life.answered)
        else:
            values = factories.complaint_given(
                anonymous=True, name="", phone="", subject=seed_cases.TEXT, text=seed_cases.TEXT, division=life.division.code, email=""
            )
            row, _code = complaints.receive(given=values, **given)
            if life.answered:
                complaints.reply(row, result="solved", text=seed_cases.ANSWER, by=row.case.owner, at=life.answered)
        return row.case_id

    # comments

    def _comments(self, count):
        open_on = AT.replace(hour=9) - dt.timedelta(days=90)
        done = draft(self.bureau, open_on, open_on + dt.timedelta(days=40))
        waits = draft(self.bureau, open_on + dt.timedelta(days=30), open_on + dt.timedelta(days=75))
        for walk in (done, waits):
            walk.page.refresh_from_db()
        chosen = seed_comments.lives(count, [done.page, waits.page], self.chance)
        concluded = open_on + dt.timedelta(days=50)
        chosen = [(page, at, stance, self.chance.choice(["adopted", "noted"]) if page == done.page else "") for page, at, stance, _v in chosen]
        lived = []
        for page, when, stance, _verdict in chosen:
            text = f"意见之{len(lived)}，{'甲乙丙丁戊己庚辛壬癸'[len(lived) % 10]}"
            lived.append(hearing.comment(page=page, stance=stance, text=text, at=when)[0])
        for (number, on), moment in seed_comments.checks(chosen).items():
            some = [row for row, (page, when, *_rest) in zip(lived, chosen, strict=True)
                    if page.pk == number and when.astimezone(HERE).date() == on]  # fmt: skip
            hearing.moderate(page=some[0].page, comments=some, by=self.bureau.editor, at=moment)
        for verdict in ("adopted", "noted"):
            some = [row for row, life in zip(lived, chosen, strict=True) if life[3] == verdict]
            if some:
                hearing.dispose(
                    page=done.page, comments=some, verdict=verdict, reason=seed_comments.REASON, with_alike=False, by=self.bureau.editor,
                    at=concluded - dt.timedelta(hours=1),
                )  # fmt: skip
        in_bulk = [(copied(page, concluded if page == done.page else None), *rest) for page, *rest in chosen]
        written = seed_comments.write(in_bulk, self.people)
        result(self.bureau, done, concluded)
        return [row.pk for row in lived], [row.pk for row in written]


def copied(page, concluded):
    """The page as it will stand when its result is there: seed_scale writes on consultations that are over."""
    page = copy.copy(page)
    page.concluded_at = concluded
    return page


def compare(lives):
    """Asserts that the tables say the same of both."""
    for place, (model, name) in enumerate(((Matter, "page_no"), (Round, "matter"), (Signature, "matter"), (Clearance, "page_no"))):
        lived, bulk = (plain(model.objects.filter(**{f"{name}__in": pages})) for pages in lives.items)
        assert lived == bulk, (place, model.__name__, lived - bulk, bulk - lived)
    for moments in (("proposed_at", "ended_at", "step_opened_at", "step_due_on"),):
        lived, bulk = (Counter(Round.objects.filter(matter__in=pages).values_list(*moments)) for pages in lives.items)
        assert lived == bulk, (lived - bulk, bulk - lived)
    votes = ("step", "act", "outcome", "at", "username", "post")
    lived, bulk = (Counter(Signature.objects.filter(matter__in=pages).values_list(*votes)) for pages in lives.items)
    assert lived == bulk, (lived - bulk, bulk - lived)
    owed = ("kind", "owner_kind", "due_working_days", "division__code", "opened_at", "due_on")
    lived, bulk = (Counter(Duty.objects.filter(page__in=pages).values_list(*owed)) for pages in lives.items)
    assert lived == bulk, (lived - bulk, bulk - lived)
    who = ("verb", "at", "actor_username", "actor_post")
    entries = Entry.objects.filter(about_kind="page").exclude(verb__in=("items.create", "duty.close"))
    lived, bulk = (Counter(entries.filter(about_no__in=pages).values_list(*who)) for pages in lives.items)
    assert lived == bulk, (lived - bulk, bulk - lived)
    for model, name in (
        (Case, "pk"), (CaseEvent, "case"), (ClockEvent, "case"), (Handover, "case"), (Feedback, "case"), (FeedbackReply, "feedback__case"),
        (Application, "case"), (Decision, "application__case"), (Complaint, "case"), (ComplaintReply, "complaint__case"),
    ):  # fmt: skip
        lived, bulk = (like(model.objects.filter(**{f"{name}__in": cases})) for cases in lives.cases)
        assert lived == bulk, (model.__name__, lived - bulk, bulk - lived)
    lived, bulk = (said_of(Entry.objects.filter(about_kind="case", about_no__in=cases)) for cases in lives.cases)
    assert lived == bulk, (lived - bulk, bulk - lived)
    words = {"raw", "text"}
    for model, name in ((Comment, "pk"), (Disposition, "comment")):
        lived, bulk = (
            Counter(tuple(each for each in row if each[0] not in words) for row in like(model.objects.filter(**{f"{name}__in": comments})).elements())
            for comments in lives.comments
        )
        assert lived == bulk, (model.__name__, lived - bulk, bulk - lived)
    numbers = [set(Comment.objects.filter(pk__in=comments).values_list("number", flat=True)) for comments in lives.comments]
    entries = list(Entry.objects.filter(verb__in=("consultation.comment", "consultation.moderate", "consultation.dispose")))
    about = [[e for e in entries if {e.facts.get("number"), *e.facts.get("numbers", ())} - {None} <= some] for some in numbers]
    lived, bulk = map(said_of, about)
    assert lived == bulk, (lived - bulk, bulk - lived)


def sound():
    """The ledger verifies, the gate audit is green, and the summary of the figures agrees with the rows."""
    from dashboard.facts.recount import recount

    assert first_fault() is None
    call_command("audit_gate", stdout=io.StringIO())
    assert recount().differences == 0


def test_a_few_matters_of_each_kind_lived_both_ways_leave_the_same_rows(site):
    """Two items with their votes, six cases of the three kinds, four comments: through the actions and in bulk, table by table."""
    lives = Lives(items=2, cases=6, comments=4)
    compare(lives)
    sound()


@pytest.mark.storm
@pytest.mark.once
def test_two_hundred_matters_lived_both_ways_leave_the_same_rows(site):
    """Forty items, a hundred and twenty cases, forty comments."""
    lives = Lives(items=40, cases=120, comments=40)
    assert set(Case.objects.values_list("kind", flat=True)) == {"feedback", "application", "complaint"}
    compare(lives)
    sound()
