"""The editor's side: forms with what follows filled in, drafts first, a new item from an old one."""

import datetime as dt
import json
import re

import pytest
from django.db import transaction
from wagtail.models import Page

from disclosure.chain.gate import Closed
from disclosure.chain.permissions import today
from disclosure.items.models import CategoryIndexPage, EnforcementPage, OtherPage, RulePage
from disclosure.items.models.base import page_types
from disclosure.ledger.record import entries_about
from disclosure.org.groups import editors
from tests.factories import bureau, item, person, post

pytestmark = pytest.mark.once
FORMED = dt.date(2026, 3, 9)
EMPTY = {"body-count": "0", "attachments-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "go_live_at": "", "expire_at": ""}


@pytest.fixture
def people(site):
    made = bureau()
    made.editor.groups.add(editors())
    return made


@pytest.fixture
def desk(people, client):
    """The browser of an editor."""
    client.force_login(people.editor)
    return client


def typed(people, **values):
    """What the form of an item of the category `other` sends."""
    return {
        "title": "新的说明", "document_number": "闽交质测[2026]1号", "formed_on": "2026-03-01", "issuer": "测试局", "division": people.zhiliang.pk,
        "legal_basis": "条例第二十条", "summary": "", "keywords": "甲；乙,丙", "article_20_item": "15", "scope": "public", "withheld_reason": "",
        "channels": ["portal:notices"], "validity": "in-force", **EMPTY, **values,
    }  # fmt: skip


def add(desk, people, **values):
    home = CategoryIndexPage.objects.get(category="other")
    return desk.post(f"/admin/pages/add/disclosure_items/otherpage/{home.pk}/", typed(people, **values))


def test_an_editor_finds_a_form_for_each_of_the_fourteen_types(desk):
    for model in page_types():
        home = CategoryIndexPage.objects.get(category=str(model.category))
        answer = desk.get(f"/admin/pages/add/disclosure_items/{model.__name__.lower()}/{home.pk}/")
        assert answer.status_code == 200 and 'name="title"' in answer.text
        assert "w-sync" not in re.search(r'<input[^>]*name="title"[^>]*>', answer.text)[0]  # the script that would write the slug fails without one
        assert 'name="slug"' not in answer.text and 'name="published_at"' not in answer.text


def test_a_new_form_holds_what_follows_from_category_and_division(desk, people):
    home = CategoryIndexPage.objects.get(category="other")
    form = desk.get(f"/admin/pages/add/disclosure_items/otherpage/{home.pk}/").context["form"]
    assert form["division"].value() == people.zhiliang.pk and "条例" in form["legal_basis"].value()
    assert form["channels"].value() == ["portal:disclosure"]
    assert [code for code, _words in form.fields["scope"].choices] == ["public", "on-application"]
    assert list(form.fields["division"].queryset) == [people.zhiliang]


@pytest.mark.parametrize("button", [{}, {"action-publish": "1"}])
def test_whatever_button_was_pressed_a_new_item_is_kept_as_a_draft(desk, people, button):
    assert add(desk, people, **button).status_code == 302
    page = OtherPage.objects.get()
    draft = page.get_latest_revision_as_object()
    assert not page.live and draft.keywords == ["甲", "乙", "丙"] and draft.document_number == "闽交质测〔2026〕1号"
    assert [entry.verb for entry in entries_about("page", page.pk) if entry.verb.startswith("items")] == ["items.create"]


def test_a_day_in_the_future_is_refused_in_words_and_nothing_is_lost(desk, people):
    answer = add(desk, people, formed_on="2126-01-01")
    assert answer.status_code == 200 and "formed_on" in answer.context["form"].errors
    assert "新的说明" in answer.text and not OtherPage.objects.exists()


def test_a_time_beyond_every_calendar_is_refused_in_words(desk, people):
    answer = add(desk, people, go_live_at="9999-12-31 23:59")
    assert answer.status_code == 200 and "go_live_at" in answer.context["form"].errors and not OtherPage.objects.exists()


def test_two_editors_saving_at_once_lose_nothing(desk, people):
    """The second is told who saved meanwhile and keeps what he typed; saved again, knowing it, it stands. The first one's version stays on record."""
    from django.test import Client

    add(desk, people)
    page = OtherPage.objects.get()
    address, seen = f"/admin/pages/{page.pk}/edit/", {"loaded_revision_id": page.latest_revision_id}
    colleague, other = person(name="王丽"), Client()
    post("editor", colleague, division=people.zhiliang)
    colleague.groups.add(editors())
    other.force_login(colleague)
    assert other.post(address, typed(people, title="王丽的标题", **seen)).status_code == 302
    answer = desk.post(address, typed(people, title="我的标题", **seen))
    assert answer.status_code == 200 and "王丽" in answer.text and "我的标题" in answer.text and "再保存" in answer.text
    assert OtherPage.objects.get().get_latest_revision_as_object().title == "王丽的标题"
    shown = re.search(r'name="loaded_revision_id" value="(\d+)"', answer.text)[1]
    assert desk.post(address, typed(people, title="我的标题", loaded_revision_id=shown)).status_code == 302
    for digits in ("9" * 30, "9" * 5000):
        assert desk.post(address, typed(people, title="我的标题", loaded_revision_id=digits)).status_code == 302, "no version has that number"
    titles = [content["title"] for content in page.revisions.values_list("content", flat=True)]
    assert sorted(set(titles)) == ["我的标题", "新的说明", "王丽的标题"]


def test_what_the_form_saved_by_itself_does_not_bar_its_own_save(desk, people):
    """The page saves itself while one types; the button pressed afterwards still names the revision with which the page was opened."""
    add(desk, people)
    page = OtherPage.objects.get()
    address, opened = f"/admin/pages/{page.pk}/edit/", shown_revision(desk.get(f"/admin/pages/{page.pk}/edit/"))
    by_itself = desk.post(address, typed(people, title="打了一半", **opened), HTTP_ACCEPT="application/json").json()
    assert by_itself["success"] and str(by_itself["revision_id"]) != opened["loaded_revision_id"]
    assert desk.post(address, typed(people, title="打完了", **opened)).status_code == 302
    assert OtherPage.objects.get().get_latest_revision_as_object().title == "打完了"


def test_what_a_colleagues_form_saved_by_itself_is_told(desk, people):
    """His page writes over its own revision again and again; who opened the item in between is told, although the number is the same."""
    from django.test import Client

    add(desk, people)
    page = OtherPage.objects.get()
    address = f"/admin/pages/{page.pk}/edit/"
    colleague, other = person(name="王丽"), Client()
    post("editor", colleague, division=people.zhiliang)
    colleague.groups.add(editors())
    other.force_login(colleague)
    first = other.post(address, typed(people, title="王丽写了一半", **shown_revision(other.get(address))), HTTP_ACCEPT="application/json").json()
    mine = shown_revision(desk.get(address))
    again = typed(people, title="王丽写完了", overwrite_revision_id=first["revision_id"])
    assert other.post(address, again, HTTP_ACCEPT="application/json").json()["revision_id"] == first["revision_id"]
    answer = desk.post(address, typed(people, title="我的标题", **mine))
    assert answer.status_code == 200 and "王丽" in answer.text and "再保存" in answer.text


def shown_revision(answer):
    """What the open form says of the revision that it shows."""
    names = ("loaded_revision_id", "loaded_revision_created_at")
    return {name: re.search(rf'name="{name}" value="([^"]*)"', answer.text)[1] for name in names}


def test_a_wrong_credit_code_is_said_at_its_field():
    """Not above the block: which of several parties is meant would be a guess."""
    from wagtail.blocks.struct_block import StructBlockValidationError

    from disclosure.items.blocks import PartyBlock

    block = PartyBlock()
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python({"name": "演示公司", "credit_code": "91350000MA2XXXXX00"}))
    assert set(refused.value.block_errors) == {"credit_code"}
    assert block.clean(block.to_python({"name": "演示公司", "credit_code": ""}))["name"] == "演示公司"  # a draft may lack it


def test_delete_is_offered_only_where_it_can_be_done(desk, people):
    """A draft that never was in the chain; what is public is taken down instead."""
    import datetime as dt

    from tests import factories

    draft = item("other", division=people.zhiliang, by=people.editor, formed_on=today())
    address = f"/admin/pages/{draft.pk}/delete/"
    assert address in desk.get(f"/admin/pages/{draft.pk}/edit/").text
    factories.published(draft, at=dt.datetime(2026, 11, 16, 1, 0, tzinfo=dt.UTC))
    assert address not in desk.get(f"/admin/pages/{draft.pk}/edit/").text


def marked(answer):
    """Names of the fields whose label bears a *."""
    return set(re.findall(r'<label[^>]*for="id_(\w+)"[^>]*>(?:(?!</label>).)*w-required-mark', answer.text, re.S))


def test_what_must_be_there_at_the_proposal_bears_a_mark_in_every_form(desk):
    """The common fields, the category's, and in the group of a kind the kind's; for what the chosen kind asks besides, the page's script is told."""
    for model in page_types():
        home = CategoryIndexPage.objects.get(category=str(model.category))
        page, shown = model(), desk.get(f"/admin/pages/add/disclosure_items/{model.__name__.lower()}/{home.pk}/")
        of_kinds = {name for kind, names in model.kind_fields.items() for name in names if name in model.required_for_kind[kind]}
        apart = {"parties", "channels", "validity"}  # a stream and a row of boxes have their label elsewhere; validity is never empty
        assert marked(shown) - apart == {*page.required_fields(), *of_kinds} - apart, model
        assert "标有 * 的" in shown.text
        if model.kinds:
            told = json.loads(shown.context["form"].fields["kind"].widget.attrs["data-required"])
            assert told == {"": page.required_fields(""), **{kind: page.required_fields(kind) for kind in model.kinds.values}}


def test_a_saved_items_form_marks_what_its_kind_asks_for_besides(desk, people):
    """规范性文件 needs its document number, a law does not."""
    for kind, needed in (("normative", True), ("law", False)):
        page = item("rules", division=people.zhiliang, by=people.editor, kind=kind)
        assert ("document_number" in marked(desk.get(f"/admin/pages/{page.pk}/edit/"))) == needed


def test_another_item_with_the_same_document_number_is_named_and_the_draft_is_kept(desk, people):
    """Of one's own division, or public, by its title; another division's draft without."""
    number = "闽交质测〔2026〕1号"
    mine = OtherPage.objects.get(pk=add(desk, people).url.rstrip("/").split("/")[-2])
    shown = desk.get(f"/admin/pages/{mine.pk}/edit/").text
    assert "一个文号只对应一份文件" not in shown
    item("other", division=people.zhiliang, by=people.editor, title="本处室的另一份", document_number=number)
    item("other", division=people.anquan, by=people.editor_anquan, title="安全处的草稿", document_number=number)
    assert desk.post(f"/admin/pages/{mine.pk}/edit/", typed(people, title="改了一句")).status_code == 302
    shown = desk.get(f"/admin/pages/{mine.pk}/edit/").text
    assert f"文号{number}与“本处室的另一份”（质量处）相同" in shown and "一个文号只对应一份文件" in shown
    assert f"文号{number}与其他处室的一份草稿相同" in shown and "安全处的草稿" not in shown


def test_a_late_draft_is_given_up_and_not_deleted(desk, people):
    """Past its legal day it is owed: the editor is told how to end it, at every door; before its day it is deleted, and so is what has no day."""
    late, early, blank = (item("other", division=people.zhiliang, by=people.editor, formed_on=day) for day in (FORMED, today(), None))
    assert f"/admin/pages/{late.pk}/delete/" not in desk.get(f"/admin/pages/{late.pk}/edit/").text, "the menu offers no door that refuses"
    assert f"/admin/pages/{early.pk}/delete/" in desk.get(f"/admin/pages/{early.pk}/edit/").text
    answer = desk.post(f"/admin/pages/{late.pk}/delete/", follow=True)
    assert "说明理由后撤回" in answer.text and OtherPage.objects.filter(pk=late.pk).exists()
    assert [entry.verb for entry in entries_about("page", late.pk)] == ["gate.refuse"]
    for page in (OtherPage.objects.get(pk=late.pk), Page.objects.get(pk=late.pk)):
        with pytest.raises(Closed, match="说明理由后撤回"), transaction.atomic():
            page.delete()
    for page in (early, blank):
        desk.post(f"/admin/pages/{page.pk}/delete/")
    assert [page.pk for page in OtherPage.objects.all()] == [late.pk]


def test_the_day_of_a_draft_moved_in_the_editor_is_kept_and_saves_no_late_draft(desk, people):
    """The entry says from which day its time ran before; put later when it was late, it is not deleted either. Filled in at first it is no change."""
    add(desk, people, formed_on="")
    page, address = OtherPage.objects.get(), f"/admin/pages/{OtherPage.objects.get().pk}/edit/"

    def write(day):
        loaded = {"loaded_revision_id": OtherPage.objects.get().latest_revision_id}
        assert desk.post(address, typed(people, formed_on=day, **loaded)).status_code == 302
        return [entry.facts for entry in entries_about("page", page.pk) if entry.verb == "items.formed"]

    assert write("2026-03-01") == [] == write("2026-03-01")
    (told,) = write(str(today()))
    assert (told["before"]["formed_on"], told["formed_on"]) == ("2026-03-01", str(today()))
    assert "说明理由后撤回" in desk.post(f"/admin/pages/{page.pk}/delete/", follow=True).text and OtherPage.objects.exists()


def test_a_draft_may_lack_things(desk, people):
    assert add(desk, people, formed_on="", article_20_item="", channels=[]).status_code == 302
    assert {name for name, _sentence in OtherPage.objects.get().get_latest_revision_as_object().missing()} >= {"formed_on", "article_20_item"}


BLOCK = {"key": "a", "text": "第一段。", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
PARAGRAPH = {"blocks": [BLOCK], "entityMap": {}}


def test_the_editor_is_wagtails_own(desk, people):
    """Blocks of text, a revision for each saving with its history, the preview of what was typed, a time to go out (scheduled publishing)."""
    body = {"body-count": "1", "body-0-type": "paragraph", "body-0-order": "0", "body-0-deleted": "", "body-0-id": ""}
    written = body | {"body-0-value": json.dumps(PARAGRAPH), "go_live_at": "2030-01-02 08:00"}
    assert add(desk, people, **written).status_code == 302
    page = OtherPage.objects.get()
    draft = page.get_latest_revision_as_object()
    assert "第一段。" in str(draft.body) and draft.go_live_at == dt.datetime(2030, 1, 2, tzinfo=dt.UTC)
    assert not page.live and page.approved_schedule is False, "the gate schedules, not the form"
    edited = typed(people, title="第二稿", **written)
    preview = f"/admin/pages/{page.pk}/edit/preview/"
    assert desk.post(preview, edited).json()["is_valid"] and "第二稿" in desk.get(preview).text
    assert OtherPage.objects.get().get_latest_revision_as_object().title == "新的说明", "a preview writes nothing"
    assert desk.post(f"/admin/pages/{page.pk}/edit/", edited).status_code == 302
    assert page.revisions.count() == 2 and desk.get(f"/admin/pages/{page.pk}/history/").status_code == 200


def test_the_end_of_its_display_is_greyed_out_in_the_form(desk, people):
    """An item goes down by a named action: whatever is sent, no end is kept. The time to go out stays the editor's."""
    assert add(desk, people, expire_at="2030-01-02 08:00").status_code == 302
    page = OtherPage.objects.get()
    shown = desk.get(f"/admin/pages/{page.pk}/edit/").text
    fields = {name: re.search(rf'<input[^>]*name="{name}"[^>]*>', shown)[0] for name in ("go_live_at", "expire_at")}
    assert "disabled" in fields["expire_at"] and "disabled" not in fields["go_live_at"]
    assert page.get_latest_revision_as_object().expire_at is None


def test_new_from_this_one_takes_over_the_text_and_not_the_dates(desk, people):
    old = item("enforcement", division=people.zhiliang, by=people.editor, decision_number="1", decided_on=dt.date(2026, 3, 2))
    assert f"/admin/items/{old.pk}/new/" in desk.get(f"/admin/pages/{old.pk}/edit/").text
    assert desk.get(f"/admin/items/{old.pk}/new/").status_code == 200 and EnforcementPage.objects.count() == 1
    assert desk.get(f"/admin/items/{2**63}/new/").status_code == 404
    desk.post(f"/admin/items/{old.pk}/new/")
    new = EnforcementPage.objects.exclude(pk=old.pk).get()
    assert (new.title, new.kind, len(new.parties)) == (old.title, old.kind, 1)
    assert old.decided_on and new.decided_on is None
    assert new.formed_on is None and new.decision_number == "" and new.index_number != old.index_number
    assert entries_about("page", new.pk)[0].facts["from"] == old.index_number


def test_new_from_a_standard_asks_for_its_own_number(desk, people):
    """No number of the old one goes on under another text."""
    old = item("rules", division=people.zhiliang, by=people.editor, kind="standard", standard_number="JTG F80/1—2017")
    desk.post(f"/admin/items/{old.pk}/new/")
    new = RulePage.objects.exclude(pk=old.pk).get()
    assert (new.kind, new.standard_number) == ("standard", "")


def test_an_item_that_one_may_not_read_gives_nothing(desk, people):
    assert desk.get(f"/admin/items/{item('internal-other', division=people.anquan).pk}/new/").status_code == 404
