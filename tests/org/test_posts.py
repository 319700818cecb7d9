"""Who holds a post on a day, and for whom may he sign."""

import datetime as dt

import pytest

from disclosure.org import actions
from disclosure.org.models import Delegation, Division, Post, PostKind
from disclosure.org.posts import (
    Roster,
    appointing,
    division_of_work,
    divisions_known,
    full_name,
    holders,
    holding,
    leaders_and_work,
    posts_kept,
    posts_of,
    superior,
    vacancies,
)
from tests import factories

DAY = dt.date(2026, 11, 25)
HEAD, LEADER = PostKind.DIVISION_HEAD, PostKind.SUPERVISING_LEADER

pytestmark = pytest.mark.django_db


def names(found):
    return [(each.username, each.on_behalf_of) for each in found]


def test_the_holder_signs_in_his_own_name():
    """Post, division and name come with him, and he acts for nobody else (五（二）)."""
    bureau = factories.bureau()
    [one] = holders(HEAD, division=bureau.zhiliang, on=DAY)
    assert (one.user_id, one.post, one.division, one.on_behalf_of) == (bureau.head.pk, "division_head", "zhiliang", "")


def test_the_last_day_of_a_post_counts_and_the_next_does_not():
    """A post is held from a day to a day, both included (五（二）)."""
    home, user = factories.division(), factories.person()
    factories.post(HEAD, user, division=home, to_date=DAY)
    assert holding(user, HEAD, division=home, on=DAY)
    assert not holding(user, HEAD, division=home, on=DAY + dt.timedelta(1))
    assert not holding(user, HEAD, division=home, on=factories.START - dt.timedelta(1))


def test_a_delegate_acts_for_the_holder_between_two_days():
    """X for Y (委托代办): the holder may still act himself (五（二）)."""
    bureau, delegate = factories.bureau(), factories.person(name="李四")
    post = Post.objects.get(person=bureau.head)
    Delegation.objects.create(post=post, to=delegate, from_date=DAY, to_date=DAY, reason="出差")
    assert names(holders(HEAD, division=bureau.zhiliang, on=DAY)) == [(bureau.head.username, ""), (delegate.username, full_name(bureau.head))]
    assert not holding(delegate, HEAD, division=bureau.zhiliang, on=DAY + dt.timedelta(1))


def test_a_barred_holder_is_replaced_by_his_deputy_and_not_by_whom_he_chose():
    """Separation of duties: the delegate of a barred person does not sign for him, the named deputy does (五（三）)."""
    bureau, delegate, deputy = factories.bureau(), factories.person(), factories.person()
    post = Post.objects.get(person=bureau.head)
    Delegation.objects.create(post=post, to=delegate, from_date=DAY, to_date=DAY, reason="出差")
    barred = {bureau.head.pk}
    assert holders(HEAD, division=bureau.zhiliang, on=DAY, barred=barred) == []
    Post.objects.filter(pk=post.pk).update(deputy=deputy)
    assert names(holders(HEAD, division=bureau.zhiliang, on=DAY, barred=barred)) == [(deputy.username, full_name(bureau.head))]
    assert holders(HEAD, division=bureau.zhiliang, on=DAY, barred=barred | {deputy.pk}) == []


def test_a_closed_account_counts_as_a_missing_holder():
    """The chain does not wait for somebody who cannot sign in (五（二）)."""
    bureau, deputy = factories.bureau(), factories.person()
    Post.objects.filter(person=bureau.chair).update(deputy=deputy)
    bureau.chair.is_active = False
    bureau.chair.save()
    assert [each.username for each in holders(PostKind.GROUP_CHAIR, on=DAY)] == [deputy.username]


def test_a_vacant_post_falls_to_the_deputy_of_its_last_holder():
    """The record names the post that is vacant (五（二）)."""
    bureau, deputy = factories.bureau(), factories.person()
    Post.objects.filter(person=bureau.leader).update(deputy=deputy, to_date=DAY, title="副局长")
    after = DAY + dt.timedelta(1)
    assert names(holders(LEADER, division=bureau.zhiliang, on=after)) == [(deputy.username, "副局长")]
    assert holders(LEADER, division=bureau.anquan, on=after)[0].username == bureau.other_leader.username
    assert [(each.post, each.division) for each in posts_of(deputy, after)] == [(LEADER, "bangong"), (LEADER, "zhiliang")]
    successor = factories.person()
    factories.post(LEADER, successor, in_charge_of=[bureau.zhiliang], from_date=after)
    assert names(holders(LEADER, division=bureau.zhiliang, on=after)) == [(successor.username, "")]
    assert [each.division for each in posts_of(deputy, after)] == ["bangong"]


def test_of_several_former_holders_the_last_ones_deputy_acts():
    """The post is vacant since he left (五（二）)."""
    home, first, last = factories.division(), factories.person(), factories.person()
    for deputy, days in ((first, 30), (last, 1)):
        factories.post(HEAD, factories.person(), division=home, deputy=deputy, to_date=DAY - dt.timedelta(days))
    assert [each.username for each in holders(HEAD, division=home, on=DAY)] == [last.username]


def test_a_seat_in_the_group_is_not_filled_by_a_deputy():
    """Barred members count as recused; substitutes are appointed by the main leader (四（三）)."""
    bureau, deputy = factories.bureau(), factories.person()
    Post.objects.filter(person=bureau.members[0]).update(deputy=deputy)
    assert len(holders(PostKind.GROUP_MEMBER, on=DAY, barred={bureau.members[0].pk})) == 3


def test_the_leader_in_charge_is_asked_by_division():
    """分管领导 of that division signs, and no other (四（三）)."""
    bureau = factories.bureau()
    assert [each.username for each in holders(LEADER, division=bureau.anquan, on=DAY)] == [bureau.other_leader.username]
    assert holding(bureau.leader, LEADER, division=bureau.anquan, on=DAY) is None
    assert [each.division for each in posts_of(bureau.leader, DAY)] == ["bangong", "zhiliang"]


def test_an_abolished_division_is_answered_for_by_its_successor():
    """After a merger nothing waits for a division that is gone (五（二）)."""
    bureau = factories.bureau()
    old = factories.division("old", abolished_on=DAY, successor=bureau.anquan)
    assert [each.username for each in holders(HEAD, division=old, on=DAY)] == [bureau.head_anquan.username]
    assert holders(HEAD, division=old, on=DAY - dt.timedelta(1)) == []


def test_somebody_appoints_every_post():
    """Where nobody is left the chain says who must appoint one (五（一）)."""
    assert appointing(PostKind.EDITOR) == HEAD
    assert appointing(HEAD) == appointing("group_chair") == PostKind.MAIN_LEADER
    assert all(appointing(kind) in PostKind for kind in PostKind)


def test_the_public_pages_draw_leaders_and_their_work_from_the_posts():
    """Leaders, titles and divisions in charge are typed once (二（一）1–2)."""
    bureau = factories.bureau()
    Post.objects.filter(person=bureau.leader).update(title="副局长")
    first, second, *_ = leaders_and_work(DAY)
    assert (first.name, first.divisions) == ("main-leader", [])
    assert (second.name, second.title, second.divisions) == ("leader", "副局长", [("bangong", "办公室"), ("zhiliang", "质量处")])
    assert division_of_work(bureau.zhiliang, DAY)[1:] == (["head-zhiliang"], "leader")


def test_the_public_pages_name_nobody_who_left_and_no_division_that_ended():
    """From the day after his last one, and from the day on which its successor answers (二（一）1–2)."""
    bureau = factories.bureau()
    Post.objects.filter(person__in=[bureau.head, bureau.leader]).update(to_date=DAY)
    Division.objects.filter(pk=bureau.anquan.pk).update(abolished_on=DAY, successor=bureau.zhiliang)
    assert [each.divisions for each in leaders_and_work(DAY) if each.name == "other-leader"] == [[]]
    assert division_of_work(bureau.zhiliang, DAY)[1:] == (["head-zhiliang"], "leader")
    assert division_of_work(bureau.zhiliang, DAY + dt.timedelta(1))[1:] == ([], "")


def test_vacant_posts_are_listed_with_who_must_appoint(django_assert_max_num_queries):
    """Each division with an editor has a head and exactly one leader in charge; a deputy fills a gap (五（一）, 五（二）)."""
    bureau, deputy = factories.bureau(), factories.person()
    with django_assert_max_num_queries(4):
        assert vacancies(DAY) == []
    Post.objects.filter(person__in=[bureau.other_leader, bureau.chair, bureau.auditor, bureau.reviewer]).update(to_date=DAY - dt.timedelta(1))
    assert vacancies(DAY) == [
        (PostKind.SECRECY_REVIEWER, None, PostKind.OFFICE_DIRECTOR),
        (PostKind.GROUP_CHAIR, None, PostKind.MAIN_LEADER),
        (LEADER, bureau.anquan, PostKind.MAIN_LEADER),
    ]
    Post.objects.filter(person=bureau.other_leader).update(deputy=deputy)
    assert (LEADER, bureau.anquan, PostKind.MAIN_LEADER) not in vacancies(DAY)


def test_somebody_stands_above_every_post_but_the_main_leaders():
    """Who hears of what is overdue (五（二）)."""
    assert superior(PostKind.EDITOR) == HEAD and superior(HEAD) == LEADER and superior(PostKind.GROUP_MEMBER) == PostKind.GROUP_CHAIR
    assert all(superior(kind) for kind in PostKind if kind != PostKind.MAIN_LEADER) and superior(PostKind.MAIN_LEADER) is None


def test_each_question_takes_a_constant_number_of_queries(django_assert_max_num_queries):
    """However many posts and delegations there are (四)."""
    bureau = factories.bureau()
    for post in Post.objects.all():
        Delegation.objects.create(post=post, to=factories.person(), from_date=DAY, to_date=DAY, reason="出差")
    with django_assert_max_num_queries(2):
        assert len(holders(PostKind.GROUP_MEMBER, on=DAY)) == 8
    with django_assert_max_num_queries(3):
        assert len(holders(LEADER, division=bureau.zhiliang, on=DAY)) == 2
    with django_assert_max_num_queries(3):
        roster = Roster(DAY)
        for kind in PostKind:
            roster.holders(kind)


def test_a_chinese_name_is_written_without_a_space():
    """张三, not 三 张."""
    from django.contrib.auth import get_user_model

    user = get_user_model()
    assert full_name(user(last_name="张", first_name="三")) == "张三"
    assert full_name(user(last_name="Zhang", first_name="San")) == "San Zhang"
    assert full_name(user(username="zhang")) == "zhang"


def test_a_past_day_is_answered_as_it_was_known_then():
    """Whatever is entered later with an earlier day, twice too, and what is set up without a moment counts as known from the start (五（二）)."""
    bureau, new = factories.bureau(), factories.person("successor")
    by, moments = {"by": bureau.director}, [dt.datetime(2026, 11, day, 9, tzinfo=dt.UTC) for day in (20, 23, 24, 25)]
    post, sixteenth = Post.objects.get(person=bureau.head), dt.date(2026, 11, 16)
    actions.name_deputy(post, deputy=bureau.head_anquan, at=moments[0], **by)
    actions.end_post(post, to_date=dt.date(2026, 11, 27), at=moments[1], **by)
    actions.end_post(post, to_date=sixteenth - dt.timedelta(1), at=moments[2], **by)
    actions.appoint(kind=HEAD, person=new, division=bureau.zhiliang, from_date=sixteenth, at=moments[3], **by)

    def head(known, on=sixteenth):
        return names(Roster(on, known).holders(HEAD, division=bureau.zhiliang))

    own, deputy = ("head-zhiliang", ""), ("head-anquan", full_name(bureau.head))
    assert [head(moment) for moment in moments] == [[own], [own], [own], [(deputy[0], str(post))]]
    assert head(moments[1], dt.date(2026, 11, 28)) == [own] and head(moments[2], dt.date(2026, 11, 28)) == [(deputy[0], str(post))]
    assert head(moments[3] + dt.timedelta(1)) == head(None) == [("successor", "")]
    with posts_kept():
        assert [head(moment) for moment in moments] == [[own], [own], [own], [(deputy[0], str(post))]]
    assert names(holders(HEAD, division=bureau.zhiliang, on=sixteenth)) == [("successor", "")]


def test_a_division_is_known_by_its_name_of_the_day_and_ends_when_its_end_is_entered():
    """A merger entered later with an earlier day, and a new name, are not known before."""
    bureau, at = factories.bureau(), dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
    actions.change_division(bureau.anquan, name="安全监督处", by=bureau.director, at=at)
    actions.merge_division(bureau.anquan, successor=bureau.zhiliang, on=dt.date(2026, 11, 2), by=bureau.director, at=at + dt.timedelta(hours=1))
    known = {day: divisions_known(at + dt.timedelta(day))[bureau.anquan.pk] for day in (0, 1)}
    assert (known[0].name, known[0].abolished_on, known[0].successor) == ("安全处", None, None)
    assert (known[1].name, known[1].abolished_on, known[1].successor) == ("安全监督处", dt.date(2026, 11, 2), bureau.zhiliang)
    on = dt.date(2026, 11, 23)
    assert names(Roster(on, at).holders(HEAD, division=known[0])) == [("head-anquan", "")]
    assert names(Roster(on, at + dt.timedelta(1)).holders(HEAD, division=known[1])) == [("head-zhiliang", "")]
