"""Under which leader a division stands: the tree, filter and rows say the same, where two are in charge, after a merger, and of a past day."""

import datetime as dt

import pytest
from django.test import Client

from dashboard import panels, summary
from dashboard.charge import in_charge
from dashboard.facts import catch_up
from dashboard.facts.tables import Touch
from dashboard.filters import RowFilter
from dashboard.metric import Period
from dashboard.roles import role_of
from dashboard.rows.who import Who
from disclosure.items.models import DisclosurePage
from disclosure.org import actions as org
from disclosure.org.models import Delegation, Post
from tests import factories
from tests.dashboard.autumn import other_charge
from tests.dashboard.lived import at
from tests.dashboard.recount import adds_up

TODAY = at(11, 25).date()


def tree(user, on=TODAY):
    """The tree as `user` sees it, as of a day."""
    return panels.tree(summary.board_of(role_of(user, TODAY), Period.of(as_of=on)))


def opens_its_rows(user, shown):
    """Each line of a tree leads to a page whose rows are as many as it says, and each level adds up."""
    browser = Client()
    browser.force_login(user)
    for line in shown.lines:
        if line.depth < 3:
            page = browser.get(line.href)
            assert page.status_code == 200 and page.context["sum"] == line.cells[0].value, (line.label, line.href)
    adds_up(shown)


def lines(shown):
    """{label: what is owed} of the lines above persons."""
    return {line.label: line.cells[0].value for line in shown.lines if line.depth < 3}


def test_two_leaders_in_charge_of_one_division_do_not_both_have_its_rows(lived):
    """It stands under who came first, in the tree, under the filter and beside what is late; the other has no line of it and is not offered."""
    before = lines(tree(lived.bureau.main_leader))
    second = factories.person("second")
    factories.post("supervising_leader", second, in_charge_of=[lived.bureau.zhiliang])
    shown = tree(lived.bureau.main_leader)
    assert lines(shown) == before and before["leader"] > before["质量处"] > 0
    for user in (lived.bureau.main_leader, lived.bureau.leader, second):
        opens_its_rows(user, tree(user))
    late = panels.lateness(summary.board_of(role_of(lived.bureau.main_leader, TODAY), Period.of(as_of=TODAY)))
    assert {each.leader for each in late if each.row.division == "zhiliang"} == {"leader"}
    offered = dict(RowFilter({}, today=TODAY).form.fields["leader"].choices)
    assert {"leader", "other-leader"} <= set(offered) and "second" not in offered


def test_a_merged_division_stands_under_the_leader_of_its_successor(lived):
    """What it left is counted where it is answered for: at every level, for every post, and under the filter."""
    jiu = factories.division("jiu", abolished_on=at(10, 15).date(), successor=lived.bureau.zhiliang)
    page = lived["late"].page.pk
    DisclosurePage.objects.filter(pk=page).update(division=jiu)
    Touch.objects.create(subject="page", number=page)
    catch_up.catch_up()
    for user in (lived.bureau.main_leader, lived.bureau.leader, lived.bureau.head):
        shown = tree(user)
        assert lines(shown)[jiu.name] > 0
        opens_its_rows(user, shown)


@pytest.mark.parametrize("who", ["main_leader", "head_anquan"])
def test_a_division_without_a_leader_in_charge_has_a_line_above_it(lived, who):
    """The leaders, that line and the bureau level add up to the main leader; it leads to its rows."""
    Post.objects.filter(kind="supervising_leader", person=lived.bureau.other_leader).update(to_date=dt.date(2026, 11, 1))
    shown = tree(getattr(lived.bureau, who))
    assert lines(shown)["无分管领导"] == lines(shown)["安全处"] > 0
    opens_its_rows(getattr(lived.bureau, who), shown)


def test_the_tree_of_a_past_day_leads_to_who_was_in_charge_then(lived):
    """Who has left since is a choice for that day, as is who came since; for today only who is here."""
    Post.objects.filter(kind="supervising_leader", person=lived.bureau.other_leader).update(to_date=dt.date(2026, 10, 31))
    new = factories.person("newcomer")
    factories.post("supervising_leader", new, in_charge_of=[lived.bureau.anquan], from_date=dt.date(2026, 11, 1))
    then = dt.date(2026, 9, 30)
    shown = tree(lived.bureau.main_leader, then)
    assert "other-leader" in lines(shown) and "newcomer" not in lines(shown)
    opens_its_rows(lived.bureau.main_leader, shown)
    opens_its_rows(lived.bureau.main_leader, tree(lived.bureau.main_leader))
    browser = Client()
    browser.force_login(lived.bureau.main_leader)
    told = {day: browser.get(f"/admin/dashboard/?as_of={day}&leader=other-leader").status_code for day in ("2026-09-30", "2026-11-25")}
    assert told == {"2026-09-30": 200, "2026-11-25": 422}
    assert browser.get("/admin/dashboard/rows/overdue/?from=2026-09-01&to=2026-09-30&leader=other-leader").status_code == 200
    head = RowFilter({"as_of": "2026-09-30"}, today=TODAY)
    head.offer(role_of(lived.bureau.head_anquan, TODAY))
    assert {account for account, _name in head.form.fields["leader"].choices if account} == {"other-leader", "newcomer"}


@pytest.mark.parametrize("query", [{"as_of": "soon"}, {"to": "2026-13-45"}, {"as_of": "0001-01-01"}, {"as_of": "2999-01-01"}, {"to": ""}])
def test_a_day_that_cannot_be_read_leaves_the_choices_of_today(lived, query):
    """The choices are made before the day is refused."""
    assert set(dict(RowFilter(query, today=TODAY).form.fields["leader"].choices)) - {""} == {"leader", "other-leader"}


def test_who_is_put_in_charge_later_with_an_earlier_day_leaves_past_pages_as_they_were(lived, client):
    """Entered on 20 November as from the 2nd: a page of the 18th shows numbers, tree and names of the 18th, one of today those of today; a period
    that ended before stays with who was in charge of it (五（二）、（五）)."""
    other_charge(lived.bureau)
    client.force_login(lived.bureau.main_leader)

    def seen(**query):
        page = client.get("/admin/dashboard/rows/overdue/", query)
        return page.context["count"]

    def led(day, known):
        return in_charge(Who(day, known))["bangong"][0]

    sixth, before, after = dt.date(2026, 11, 6), dt.date(2026, 11, 18), dt.date(2026, 11, 24)
    assert [led(sixth, before), led(before, before), led(sixth, after), led(after, after)] == ["leader", "leader", "other-leader", "other-leader"]
    assert led(dt.date(2026, 10, 30), after) == "leader"
    of_office = seen(as_of="2026-11-18", division="bangong")
    assert of_office > 0
    with_it, without = (seen(as_of="2026-11-18", leader=name) for name in ("leader", "other-leader"))
    assert with_it == seen(as_of="2026-11-18", division="zhiliang") + of_office and without == seen(as_of="2026-11-18", division="anquan")
    assert seen(as_of="2026-11-24", leader="other-leader") == sum(seen(as_of="2026-11-24", division=code) for code in ("anquan", "bangong"))
    opens_its_rows(lived.bureau.main_leader, tree(lived.bureau.main_leader, before))


def test_a_head_whose_post_is_ended_later_with_an_earlier_day_stays_the_owner_of_past_pages(lived):
    """Today the head is relieved as from the 15th and another appointed: on the page of the 18th the rows bear the name known on the 18th."""
    before, new = dt.date(2026, 11, 18), factories.person("successor")
    day = Period.of(as_of=before)
    role = role_of(lived.bureau.main_leader, TODAY)

    def owners():
        return {row.key: (row.owner, row.owner_name) for row in summary.board_of(role, day).late_rows()}

    shown = owners()
    assert "head-zhiliang" in {owner for owner, _name in shown.values()}
    org.end_post(lived.bureau.head.posts.get(), to_date=dt.date(2026, 11, 15), by=lived.bureau.director, at=at(11, 25))
    home, begins = lived.bureau.zhiliang, dt.date(2026, 11, 16)
    org.appoint(kind="division_head", person=new, division=home, from_date=begins, by=lived.bureau.main_leader, at=at(11, 25, 10))
    org.change_division(home, name="质量监督处", by=lived.bureau.director, at=at(11, 25, 11))
    assert owners() == shown
    told = [(who.holder("division_head", "zhiliang")[0], who.name("zhiliang")) for who in (Who(before), Who(before, TODAY))]
    assert told == [("head-zhiliang", "质量处"), ("successor", "质量监督处")]


def test_who_acts_for_a_leader_is_not_the_leader_in_charge(lived):
    """A delegate signs for him; the divisions stay his."""
    post = Post.objects.get(kind="supervising_leader", person=lived.bureau.leader)
    Delegation.objects.create(post=post, to=factories.person("delegate"), from_date=TODAY, to_date=TODAY)
    assert in_charge(Who(TODAY))["zhiliang"][0] == "leader"
