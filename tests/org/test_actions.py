"""Found, merge, appoint, end, delegate, name a deputy: each with one entry in the ledger."""

import datetime as dt

import pytest

from disclosure.ledger.errors import Invalid, NotAllowed, WrongState
from disclosure.ledger.record import entries_of
from disclosure.ledger.verify import first_fault
from disclosure.org import actions
from disclosure.org.models import Division, Post, PostKind
from disclosure.org.posts import holders, present_division
from tests import factories

AT = dt.datetime(2026, 11, 25, 2, 0, tzinfo=dt.UTC)  # ten in the morning in Shanghai
TODAY, ONE = dt.date(2026, 11, 25), dt.timedelta(1)
LEADER, HEAD = PostKind.SUPERVISING_LEADER, PostKind.DIVISION_HEAD

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau():
    return factories.bureau()


def entry(verb):
    """The only entry of a verb."""
    [one] = entries_of(verb)
    return one


def test_the_director_founds_a_division_and_the_ledger_says_so(bureau):
    """内设处室: one entry with name and code (二（一）2)."""
    division = actions.found_division(code="keji", name="科技处", founded_on=TODAY, by=bureau.director, at=AT)
    said = entry("org.found")
    assert (said.about_title, said.actor_post, said.facts["division"]) == ("科技处", "office_director", "keji")
    assert Division.objects.get(code="keji") == division


@pytest.mark.parametrize(("code", "name", "field"), [("zhiliang", "质量二处", "code"), ("不行", "处", "code"), ("x", "", "name")])
def test_a_division_with_a_taken_code_or_no_name_is_refused(bureau, code, name, field):
    """Named field, nothing written."""
    with pytest.raises(Invalid) as refused:
        actions.found_division(code=code, name=name, by=bureau.director, at=AT)
    assert refused.value.field == field and not entries_of("org.found")


def test_only_one_division_is_the_disclosure_office(bureau):
    """政务信息公开办公室 is one (五（一）)."""
    with pytest.raises(Invalid):
        actions.found_division(code="x", name="第二办公室", is_office=True, by=bureau.director, at=AT)


@pytest.mark.parametrize("who", ["editor", "head", "leader", "reviewer", "efficiency", "auditor"])
def test_others_do_not_change_the_organisation(bureau, who):
    """Office director and administrators keep it (五（一）)."""
    person = factories.person()
    with pytest.raises(NotAllowed):
        actions.appoint(kind=PostKind.EDITOR, person=person, division=bureau.zhiliang, from_date=TODAY, by=getattr(bureau, who), at=AT)


def test_a_change_that_changes_nothing_writes_nothing(bureau):
    """One entry a change, none for a second click."""
    actions.change_division(bureau.zhiliang, name="工程质量处", by=bureau.director, at=AT)
    actions.change_division(bureau.zhiliang, name="工程质量处", by=bureau.director, at=AT)
    assert entry("org.change").facts["before"] == {"name": "质量处"}


def test_after_a_merger_the_successor_answers_and_posts_are_ended(bureau):
    """Dates and successor; posts end, nothing is deleted (五（二）)."""
    on = TODAY + dt.timedelta(10)
    actions.merge_division(bureau.zhiliang, successor=bureau.anquan, on=on, by=bureau.director, at=AT)
    bureau.zhiliang.refresh_from_db()
    assert present_division(bureau.zhiliang, on) == bureau.anquan and present_division(bureau.zhiliang, on - ONE) == bureau.zhiliang
    assert Post.objects.get(person=bureau.head).to_date == on - ONE
    assert len(entry("org.merge").facts["posts_ended"]) == 2
    with pytest.raises(WrongState):
        actions.merge_division(bureau.zhiliang, successor=bureau.anquan, on=on, by=bureau.director, at=AT)
    for successor in (bureau.bangong, bureau.zhiliang):
        with pytest.raises(Invalid):
            actions.merge_division(bureau.bangong, successor=successor, on=on, by=bureau.director, at=AT)


def test_an_appointment_is_recorded_with_names_and_dates(bureau):
    """The record outlives users: full name and account are copied in (五（二）)."""
    person = factories.person("lisi", name="李四")
    actions.appoint(kind=PostKind.EDITOR, person=person, division=bureau.anquan, from_date=TODAY, by=bureau.director, at=AT)
    facts = entry("org.appoint").facts
    assert (facts["person"], facts["username"], facts["division"], facts["from"]) == ("李四", "lisi", "anquan", "2026-11-25")
    assert first_fault() is None


REFUSED = {
    "a second head of a division": ({"kind": HEAD, "division": "zhiliang"}, "division"),
    "a second leader in charge of a division": ({"kind": LEADER, "in_charge_of": ["anquan"]}, "in_charge_of"),
    "a leader in charge of nothing": ({"kind": LEADER}, "in_charge_of"),
    "an editor in charge of divisions": ({"kind": PostKind.EDITOR, "division": "zhiliang", "in_charge_of": ["anquan"]}, "in_charge_of"),
    "an editor of no division": ({"kind": PostKind.EDITOR}, "division"),
    "a second chair": ({"kind": PostKind.GROUP_CHAIR}, "kind"),
    "a second main leader": ({"kind": PostKind.MAIN_LEADER}, "kind"),
    "an end before the beginning": ({"kind": PostKind.AUDITOR, "to_date": TODAY - ONE}, "to_date"),
    "an unknown post": ({"kind": "poet"}, "kind"),
    "a term before the division was founded": ({"kind": PostKind.EDITOR, "division": "zhiliang", "from_date": factories.START - ONE}, "division"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_appointments_that_do_not_fit_are_refused(bureau, case):
    """One head and one leader a division, one chair and main leader, dates in order (五（二）)."""
    given, field = REFUSED[case]
    given = {"from_date": TODAY, **given}
    if "division" in given:
        given["division"] = Division.objects.get(code=given["division"])
    given["in_charge_of"] = [Division.objects.get(code=code) for code in given.get("in_charge_of", [])]
    with pytest.raises(Invalid) as refused:
        actions.appoint(person=factories.person(), by=bureau.director, at=AT, **given)
    assert refused.value.field == field
    assert not entries_of("org.appoint")


def test_a_closed_account_and_a_second_time_the_same_post_are_refused(bureau):
    """One person holds one post once."""
    for person in (factories.person(is_active=False), bureau.editor):
        with pytest.raises(Invalid) as refused:
            actions.appoint(kind=PostKind.EDITOR, person=person, division=bureau.zhiliang, from_date=TODAY, by=bureau.director, at=AT)
        assert refused.value.field == "person"


def test_a_head_follows_a_head_from_the_next_day(bureau):
    """The last day counts; the successor begins after it (五（二）)."""
    post, person = Post.objects.get(person=bureau.head), factories.person()
    actions.end_post(post, to_date=TODAY, by=bureau.director, at=AT)
    actions.appoint(kind=HEAD, person=person, division=bureau.zhiliang, from_date=TODAY + ONE, by=bureau.director, at=AT)
    assert [each.username for each in holders(HEAD, division=bureau.zhiliang, on=TODAY)] == [bureau.head.username]
    assert [each.username for each in holders(HEAD, division=bureau.zhiliang, on=TODAY + ONE)] == [person.username]
    with pytest.raises(Invalid):
        actions.end_post(post, to_date=TODAY + ONE, by=bureau.director, at=AT)
    with pytest.raises(Invalid):
        actions.end_post(post, to_date=factories.START - ONE, by=bureau.director, at=AT)
    later = AT + dt.timedelta(5)
    with pytest.raises(WrongState):
        actions.end_post(post, to_date=TODAY, by=bureau.director, at=later)


def test_a_leader_takes_over_a_division_that_is_free(bureau):
    """The old charge stays on record, the new begins on its day; two leaders never share a division (五（二）)."""
    post, other = Post.objects.get(person=bureau.other_leader), Post.objects.get(person=bureau.leader)
    with pytest.raises(Invalid):
        actions.reassign(post, in_charge_of=[bureau.anquan, bureau.zhiliang], from_date=TODAY, by=bureau.director, at=AT)
    actions.reassign(other, in_charge_of=[bureau.bangong], from_date=TODAY, by=bureau.director, at=AT)
    actions.reassign(post, in_charge_of=[bureau.anquan, bureau.zhiliang], from_date=TODAY, by=bureau.director, at=AT)
    assert holders(LEADER, division=bureau.zhiliang, on=TODAY)[0].username == bureau.other_leader.username
    assert holders(LEADER, division=bureau.zhiliang, on=TODAY - ONE)[0].username == bureau.leader.username
    assert len(entries_of("org.reassign")) == 2


def test_the_main_leader_names_who_replaces_the_chair_and_substitutes(bureau):
    """A member replaces a barred chair; a substitute is appointed for a term (四（三）, 五（一）)."""
    chair = Post.objects.get(person=bureau.chair)
    with pytest.raises(Invalid):
        actions.name_deputy(chair, deputy=bureau.editor, by=bureau.main_leader, at=AT)
    actions.name_deputy(chair, deputy=bureau.members[0], by=bureau.main_leader, at=AT)
    [acting] = holders(PostKind.GROUP_CHAIR, on=TODAY, barred={bureau.chair.pk})
    assert (acting.username, acting.on_behalf_of) == (bureau.members[0].username, "chair")
    assert entry("org.deputy").actor_post == "main_leader"
    substitute = factories.person()
    actions.appoint(kind=PostKind.GROUP_MEMBER, person=substitute, from_date=TODAY, to_date=TODAY + 30 * ONE, by=bureau.main_leader, at=AT)
    assert len(holders(PostKind.GROUP_MEMBER, on=TODAY)) == 5
    actions.name_deputy(chair, deputy=None, by=bureau.main_leader, at=AT)
    assert holders(PostKind.GROUP_CHAIR, on=TODAY, barred={bureau.chair.pk}) == []
    with pytest.raises(NotAllowed):
        actions.name_deputy(chair, deputy=bureau.members[0], by=bureau.chair, at=AT)


def test_a_holder_delegates_his_own_post_for_some_days(bureau):
    """委托代办 within the term, with a reason, one at a time (五（二）)."""
    post, to = Post.objects.get(person=bureau.head), factories.person(name="王五")
    days = {"from_date": TODAY, "to_date": TODAY + 3 * ONE}
    actions.delegate(post, to=to, reason="出差", by=bureau.head, at=AT, **days)
    said = entry("org.delegate")
    assert (said.actor_post, said.facts["to"], said.facts["reason"]) == ("division_head", "王五", "出差")
    with pytest.raises(Invalid):
        actions.delegate(post, to=to, reason="出差", by=bureau.head, at=AT, **days)
    with pytest.raises(NotAllowed):
        actions.delegate(Post.objects.get(person=bureau.leader), to=to, reason="出差", by=bureau.head, at=AT, **days)


DELEGATIONS = {
    "to himself": ({"to": "head"}, "to"),
    "the last day before the first": ({"to_date": TODAY - ONE}, "to_date"),
    "before the post began": ({"from_date": factories.START - ONE}, "from_date"),
    "days that are past": ({"from_date": TODAY - 3 * ONE, "to_date": TODAY - 2 * ONE}, "to_date"),
    "no reason": ({"reason": "  "}, "reason"),
}  # fmt: skip


@pytest.mark.parametrize("case", DELEGATIONS)
def test_delegations_that_do_not_fit_are_refused(bureau, case):
    """To another person, within the term, not reaching back, with a reason (五（二）)."""
    changed, field = DELEGATIONS[case]
    given = {"to": factories.person(), "from_date": TODAY, "to_date": TODAY, "reason": "出差", **changed}
    if given["to"] == "head":
        given["to"] = bureau.head
    with pytest.raises(Invalid) as refused:
        actions.delegate(Post.objects.get(person=bureau.head), by=bureau.head, at=AT, **given)
    assert refused.value.field == field


def test_a_delegation_ends_early_and_stays_on_record(bureau):
    """The delegate can no longer act from the next day; one that never began is never in effect."""
    post, to = Post.objects.get(person=bureau.head), factories.person()
    running = actions.delegate(post, to=to, from_date=TODAY, to_date=TODAY + 9 * ONE, reason="出差", by=bureau.head, at=AT)
    later = actions.delegate(post, to=to, from_date=TODAY + 20 * ONE, to_date=TODAY + 29 * ONE, reason="培训", by=bureau.director, at=AT)
    actions.end_delegation(running, to_date=TODAY, by=bureau.head, at=AT)
    actions.end_delegation(later, to_date=TODAY, by=bureau.director, at=AT)
    assert len(holders(HEAD, division=bureau.zhiliang, on=TODAY)) == 2
    assert len(holders(HEAD, division=bureau.zhiliang, on=TODAY + ONE)) == len(holders(HEAD, division=bureau.zhiliang, on=TODAY + 20 * ONE)) == 1
    with pytest.raises(NotAllowed):
        actions.end_delegation(running, to_date=TODAY, by=to, at=AT)


def test_administrators_and_the_system_keep_the_organisation(bureau):
    """A superuser sets up, and so do commands; the entry then names no post."""
    root = factories.person(is_superuser=True)
    actions.found_division(code="a", name="甲处", by=root, at=AT)
    actions.found_division(code="b", name="乙处", at=AT)
    assert [(each.actor_username, each.actor_post) for each in entries_of("org.found")] == [("", ""), (root.username, "")]


def test_a_new_editor_finds_the_page_tree_and_a_former_one_does_not(site):
    """Whoever is appointed is let into the admin as the post calls for; the end of the post closes the door again."""
    import datetime as dt

    from disclosure.org import actions
    from disclosure.org.models import PostKind
    from tests import factories

    at = dt.datetime(2026, 11, 16, 1, 0, tzinfo=dt.UTC)
    office = factories.bureau()
    newcomer, deputy = factories.person("newcomer"), factories.person("deputy-of-newcomer")
    post = actions.appoint(
        kind=PostKind.EDITOR, person=newcomer, from_date=dt.date(2026, 11, 16), division=office.zhiliang, deputy=deputy, by=office.director, at=at
    )  # fmt: skip
    assert [g.name for g in newcomer.groups.all()] == [g.name for g in deputy.groups.all()] == ["政务公开经办"]
    actions.end_post(post, to_date=dt.date(2026, 11, 16), by=office.director, at=at + dt.timedelta(days=1))
    assert not newcomer.groups.exists()
