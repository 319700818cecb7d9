"""Duties are opened by events and closed by people with a note and a file."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from disclosure.clocks.actions import close_duty, load_notice, open_duty
from disclosure.clocks.models import Duty, DutyKind
from disclosure.clocks.notices import Notice
from disclosure.ledger.errors import Invalid, NotAllowed, WrongState
from disclosure.ledger.record import entries_of
from disclosure.org.models import Delegation, Post, PostKind
from tests import factories

AT = dt.datetime(2026, 11, 25, 2, 0, tzinfo=dt.UTC)
D = dt.date.fromisoformat

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(site):
    return factories.bureau()


def paper(name="照片.txt", content="公告栏张贴记录"):
    return SimpleUploadedFile(name, content.encode())


def duty(bureau, **given):
    from wagtail.models import Page

    given = {
        "kind": DutyKind.CHANNEL, "page": Page.objects.get(depth=2), "channel": "noticeboard", "division": bureau.zhiliang,
        "owner_kind": PostKind.EDITOR, "working_days": 5, "at": AT, **given,
    }  # fmt: skip
    return open_duty(**given)


def test_a_duty_is_due_in_working_days_after_its_opening(bureau):
    """Owner and due day, with an entry about the item (三)."""
    one = duty(bureau)
    assert (one.due_on, one.subject_title) == (D("2026-12-02"), one.page.title)
    [said] = entries_of("duty.open")
    assert (said.about_kind, said.about_no, said.facts["channel"], said.facts["due_on"]) == ("page", one.page_id, "noticeboard", "2026-12-02")


def test_the_same_duty_is_open_once(bureau):
    """Publication tried twice opens one duty; another channel is another duty."""
    assert duty(bureau) == duty(bureau)
    assert duty(bureau, channel="journal") != duty(bureau)
    assert len(entries_of("duty.open")) == Duty.objects.count() == 2


def test_its_owner_closes_it_with_a_note_and_a_file(bureau, settings):
    """The file's fingerprint is in the ledger, the file itself at no public address (三)."""
    one = close_duty(duty(bureau), note="已张贴", file=paper(), by=bureau.editor, at=AT)
    assert (one.closed_at, one.closed_by) == (AT, bureau.editor)
    [said] = entries_of("duty.close")
    assert (said.actor_post, said.facts["note"], len(said.facts["sha256"])) == ("editor", "已张贴", 64)
    assert not one.file.path.startswith(str(settings.MEDIA_ROOT))
    with one.file.open() as kept:
        assert kept.read() == "公告栏张贴记录".encode()


@pytest.mark.parametrize(("note", "file", "field"), [("  ", True, "note"), ("已张贴", None, "file"), ("已张贴", "wrong", "file")])
def test_without_note_or_file_it_stays_open(bureau, note, file, field):
    """Closed only by evidence; a file that is not what it says is refused (三)."""
    given = paper() if file is True else paper("x.pdf", "no pdf") if file else None
    with pytest.raises(Invalid) as refused:
        close_duty(duty(bureau), note=note, file=given, by=bureau.editor, at=AT)
    assert refused.value.field == field
    assert Duty.objects.open().count() == 1 and not entries_of("duty.close")


def test_who_neither_owes_it_nor_directs_the_office_cannot_close_it(bureau):
    """Another division's editor, a head, a superuser: not theirs (五（二）)."""
    for user in (bureau.editor_anquan, bureau.head, bureau.leader, factories.person(is_superuser=True)):
        with pytest.raises(NotAllowed):
            close_duty(duty(bureau), note="已张贴", file=paper(), by=user, at=AT)


def test_the_director_and_a_delegate_can_close_it(bureau):
    """The record reads “X for Y” (五（二）)."""
    to = factories.person()
    Delegation.objects.create(post=Post.objects.get(person=bureau.editor), to=to, from_date=D("2026-11-25"), to_date=D("2026-11-25"), reason="出差")
    close_duty(duty(bureau), note="已张贴", file=paper(), by=to, at=AT)
    close_duty(duty(bureau, channel="journal"), note="已刊登", file=paper(), by=bureau.director, at=AT)
    assert [(each.actor_post, each.on_behalf_of) for each in entries_of("duty.close")] == [("office_director", ""), ("editor", "editor-zhiliang")]
    with pytest.raises(WrongState):
        close_duty(Duty.objects.get(channel="journal"), note="已刊登", file=paper(), by=bureau.director, at=AT)


def test_a_named_owner_owes_it_alone(bureau):
    """Another editor of the division cannot close what is his colleague's."""
    other = factories.person()
    factories.post(PostKind.EDITOR, other, division=bureau.zhiliang)
    with pytest.raises(NotAllowed):
        close_duty(duty(bureau, owner=bureau.editor), note="已张贴", file=paper(), by=other, at=AT)


def test_a_new_notice_moves_open_duties_and_says_which(bureau):
    """Open due dates follow; closed ones and those with a fixed day stay."""
    moving, fixed = duty(bureau), duty(bureau, channel="journal", due_on=D("2026-12-02"), working_days=None)
    closed = close_duty(duty(bureau, channel="media"), note="已刊登", file=paper(), by=bureau.editor, at=AT)
    changed = load_notice(Notice({D("2026-11-30"): (False, "停工")}, frozenset(), "通知", ()), at=AT)
    for one in (moving, fixed, closed):
        one.refresh_from_db()
    assert [one.due_on.day for one in (moving, fixed, closed)] == [3, 2, 2]
    [only] = changed
    assert (only.before, only.after) == (D("2026-12-02"), D("2026-12-03"))
    assert entries_of("clocks.workdays")[0].facts["changed"] == [str(only)]
