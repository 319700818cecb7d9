"""The organisation in the admin: read by all who work here, changed through actions by who keeps it."""

import pytest
from django.urls import reverse

from disclosure.ledger.record import entries_of
from disclosure.org.models import Delegation, Division, Post, PostKind
from disclosure.org.registers import DelegationRegister, DivisionRegister, PostRegister, today
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(site):
    return factories.bureau()


def url(register, action, *args):
    return reverse(register().url_helper.get_action_url_name(action), args=args)


@pytest.mark.parametrize("register", [DivisionRegister, PostRegister, DelegationRegister])
def test_everyone_who_works_here_reads_the_lists_and_exports_them(client, bureau, register):
    """Search, a page per row, CSV and XLSX (二（一）1–2)."""
    Delegation.objects.create(post=Post.objects.first(), to=bureau.editor, from_date=today(), to_date=today(), reason="出差")
    client.force_login(bureau.editor)
    row = register.model.objects.first()
    for address in (url(register, "index"), url(register, "index") + "?q=x", url(register, "inspect", row.pk)):
        assert client.get(address).status_code == 200, address
    for kind in ("csv", "xlsx"):
        answer = client.get(url(register, "index") + f"?export={kind}")
        assert answer.status_code == 200 and (b"".join(answer.streaming_content) if answer.streaming else answer.content)


def test_an_editor_cannot_change_the_organisation(client, bureau):
    """Neither form opens nor takes a post; deletion is for nobody."""
    client.force_login(bureau.editor)
    for register, row in ((DivisionRegister, bureau.zhiliang), (PostRegister, Post.objects.first())):
        for address in (url(register, "create"), url(register, "edit", row.pk), url(register, "delete", row.pk)):
            assert client.post(address, {}).status_code in (302, 403)
    assert not entries_of("org.found") and Division.objects.count() == 3
    client.force_login(bureau.director)
    assert client.post(url(PostRegister, "delete", Post.objects.first().pk)).status_code in (302, 403)
    assert Post.objects.filter(pk=Post.objects.first().pk).exists()


def test_the_director_founds_and_merges_a_division(client, bureau):
    """Each form is one action with its entry (五（一）)."""
    client.force_login(bureau.director)
    assert client.get(url(DivisionRegister, "create")).status_code == 200
    answer = client.post(url(DivisionRegister, "create"), {"code": "keji", "name": "科技处", "order": 9, "duties": "", "phone": "", "founded_on": ""})
    assert answer.status_code == 302, answer.context["form"].errors
    new = Division.objects.get(code="keji")
    given = {"name": "科技处", "order": 9, "duties": "科研", "phone": "", "abolished_on": "", "successor": bureau.anquan.pk}
    assert client.get(url(DivisionRegister, "edit", new.pk)).status_code == 200
    refused = client.post(url(DivisionRegister, "edit", new.pk), given)
    assert refused.status_code == 200 and "abolished_on" in refused.context["form"].errors
    assert not entries_of("org.change"), "a refusal leaves nothing half done"
    assert client.post(url(DivisionRegister, "edit", new.pk), {**given, "abolished_on": "2099-01-01"}).status_code == 302
    assert [len(entries_of(verb)) for verb in ("org.found", "org.change", "org.merge")] == [1, 1, 1]


def test_the_director_appoints_and_ends_a_post(client, bureau):
    """A refusal stands beside the field; people are shown by name (五（二）)."""
    client.force_login(bureau.director)
    person = factories.person("lisi", name="李四")
    page = client.get(url(PostRegister, "create"))
    assert page.status_code == 200 and "李四 (lisi)" in page.content.decode()
    given = {"kind": "division_head", "person": person.pk, "division": bureau.zhiliang.pk, "from_date": "2026-11-25", "to_date": "", "title": ""}
    refused = client.post(url(PostRegister, "create"), given)
    assert refused.status_code == 200 and "division" in refused.context["form"].errors
    assert client.post(url(PostRegister, "create"), {**given, "kind": "editor"}).status_code == 302
    post = Post.objects.get(person=person)
    assert client.get(url(PostRegister, "edit", post.pk)).status_code == 200
    answer = client.post(url(PostRegister, "edit", post.pk), {"to_date": "2099-12-31", "title": "科员", "deputy": bureau.head.pk})
    assert answer.status_code == 302, answer.context["form"].errors
    post.refresh_from_db()
    assert (str(post.to_date), post.title, post.deputy) == ("2099-12-31", "科员", bureau.head)
    assert [len(entries_of(verb)) for verb in ("org.appoint", "org.title", "org.deputy", "org.end")] == [1, 1, 1, 1]


def test_a_leader_is_given_other_divisions_from_a_day(client, bureau):
    """Without the day the form says so beside the field (五（二）)."""
    client.force_login(bureau.director)
    post = Post.objects.get(person=bureau.leader)
    given = {"to_date": "", "title": "", "deputy": "", "in_charge_of": [bureau.zhiliang.pk], "charge_from": ""}
    refused = client.post(url(PostRegister, "edit", post.pk), given)
    assert "charge_from" in refused.context["form"].errors
    refused = client.post(url(PostRegister, "edit", post.pk), {**given, "in_charge_of": ["9" * 30]})
    assert "in_charge_of" in refused.context["form"].errors
    assert client.post(url(PostRegister, "edit", post.pk), {**given, "charge_from": "2099-01-01"}).status_code == 302
    assert list(Post.objects.get(person=bureau.leader, to_date=None).in_charge_of.all()) == [bureau.zhiliang]


def test_the_main_leader_names_deputies_and_appoints_members(client, bureau):
    """五（一）: he leads the group; division heads are his to appoint too, divisions are not his to found."""
    client.force_login(bureau.main_leader)
    chair = Post.objects.get(person=bureau.chair)
    given = {"to_date": "", "title": "", "deputy": bureau.members[0].pk}
    assert client.post(url(PostRegister, "edit", chair.pk), given).status_code == 302
    chair.refresh_from_db()
    assert chair.deputy == bureau.members[0]
    assert client.post(url(DivisionRegister, "create"), {"code": "x", "name": "x", "order": 1}).status_code in (302, 403)
    assert not Division.objects.filter(code="x").exists()


def test_a_holder_delegates_only_his_own_post(client, bureau):
    """委托代办 from one's own admin; another's post is not on offer."""
    client.force_login(bureau.head)
    mine, other = Post.objects.get(person=bureau.head), Post.objects.get(person=bureau.leader)
    day = today().isoformat()
    given = {"to": bureau.editor.pk, "from_date": day, "to_date": day, "reason": "出差"}
    refused = client.post(url(DelegationRegister, "create"), {**given, "post": other.pk})
    assert "post" in refused.context["form"].errors
    assert client.post(url(DelegationRegister, "create"), {**given, "post": mine.pk}).status_code == 302
    delegation = Delegation.objects.get()
    assert client.get(url(DelegationRegister, "edit", delegation.pk)).status_code == 200
    assert client.post(url(DelegationRegister, "edit", delegation.pk), {"to_date": day}).status_code == 302
    client.force_login(bureau.editor)
    assert client.post(url(DelegationRegister, "edit", delegation.pk), {"to_date": day}).status_code in (302, 403)
    assert len(entries_of("org.undelegate")) == 1


def test_the_list_of_posts_takes_a_constant_number_of_queries(client, bureau, django_assert_max_num_queries):
    """However many posts there are."""
    client.force_login(bureau.director)
    client.get(url(PostRegister, "index"))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get(url(PostRegister, "index"))
    for _ in range(12):
        factories.post(PostKind.EDITOR, factories.person(), division=bureau.anquan)
    with django_assert_max_num_queries(len(few)):
        client.get(url(PostRegister, "index"))


def test_the_first_page_tells_the_main_leader_whom_to_appoint(client, bureau):
    """Never in silence; an editor, who can do nothing about it, is not shown it (五（二）)."""
    Post.objects.filter(person=bureau.chair).update(to_date="2021-01-01")
    shown = {}
    for user in (bureau.main_leader, bureau.director, bureau.editor):
        client.force_login(user)
        shown[user.username] = "领导小组组长" in client.get(reverse("wagtailadmin_home")).content.decode()
    assert shown == {"main-leader": True, "director": True, "editor-zhiliang": False}
