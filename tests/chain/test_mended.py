"""What corrections changed, as the public and the leaders read it (五（三）)."""

import pytest
from django.urls import reverse

from disclosure.consultation import actions
from disclosure.consultation.models import Subscription
from disclosure.outbox.models import Message
from tests import factories
from tests.consultation.conftest import Consulted
from tests.walker import Walker

pytestmark = pytest.mark.django_db
AGAIN = {"kind": "correction", "vital_interest": None, "vital_interest_reason": ""}
GROUND = "汛期抢险，来不及征求意见。"


def exempted():
    """A live item that touches vital interests."""
    bureau = factories.bureau()
    body = [("paragraph", "<p>第一条 施工应当提前公告。</p><p>第二条 夜间不得施工。</p>")]
    walk = Walker(bureau, factories.item("actions", by=bureau.editor, kind="policy", stage="planned", body=body))
    walk.propose(vital_interest="yes", vital_interest_reason="").head().secrecy().leader(exemption=GROUND)
    return walk.vote("for", "for", "for", "for").close()


def corrected(walk, old, new):
    """Its text with other words, published by two signatures."""
    draft = walk.page.__class__.objects.get(pk=walk.page.pk).get_latest_revision_as_object()
    walk.write(body=[("paragraph", draft.body[0].value.source.replace(old, new))])
    walk.propose(**AGAIN).head().secrecy()
    walk.page.refresh_from_db()


def read(client, page):
    return client.get(page.url).content.decode()


def test_the_page_of_a_final_text_shows_what_each_correction_changed(site, client):
    """Before and after, by article, the newest first, in words for a screen reader; not that the meaning was untouched. The next ordinary
    version begins anew."""
    walk = exempted()
    corrected(walk, "提前公告", "提早公告")
    corrected(walk, "夜间", "夜里")
    text = read(client, walk.page)
    assert '<b>第二条</b>：夜<del><span class="vh">删去：</span>间</del><ins><span class="vh">新增：</span>里</ins>' in text
    assert '<b>第一条</b>：施工应当提<del><span class="vh">删去：</span>前</del><ins><span class="vh">新增：</span>早</ins>公告' in text
    assert text.index("<b>第二条</b>") < text.index("<b>第一条</b>") and text.count("改动如下：") == 2 and "不影响内容" not in text
    walk.write(summary="新版。")
    walk.propose(vital_interest="yes", vital_interest_reason="").head().secrecy().leader(exemption=GROUND)
    walk.vote("for", "for", "for", "for").close()
    walk.page.refresh_from_db()
    assert "改动如下" not in read(client, walk.page)


def test_the_page_of_a_draft_open_to_comment_does_too(consulted, client):
    """Its own note, on its own page; the mail to its subscribers says what was changed."""
    address = {"page": consulted.fresh(), "email": "hear@example.org", "at": consulted.now()}
    actions.subscribe(**address)
    Subscription.objects.update(confirmed_at=consulted.now())
    consulted.write(draft=consulted.fresh().draft.replace("应当遵守法律", "应当严格遵守法律"))
    assert "改动如下" not in read(client, consulted.fresh())
    consulted.propose(kind="correction").head().secrecy()
    text = read(client, consulted.fresh())
    assert "改动如下" in text and '<ins><span class="vh">新增：</span>严格</ins>' in text and "<b>第六条</b>：" in text
    (mail,) = Message.objects.filter(to=["hear@example.org"], subject__contains="草案")
    assert "第六条：" in mail.body and "［新增：严格］" in mail.body


def test_what_touches_no_vital_interest_keeps_what_was_wrong_to_itself(site, client, walker):
    """The name of somebody that a penalty said by mistake is not said again: the page says that it was corrected."""
    walker.publish()
    walker.write(summary="说明（更正错字）。")
    walker.propose(kind="correction").head().secrecy()
    walker.page.refresh_from_db()
    text = read(client, walker.page)
    assert "更正" in text and "改动如下" not in text and "<del>" not in text


def test_leader_and_group_read_what_it_changed_in_their_mail(site):
    """Instead of that it does not touch the meaning."""
    walk = exempted()
    corrected(walk, "夜间", "夜里")
    mail = Message.objects.order_by("-id").first()
    assert walk.bureau.leader.email in mail.to
    assert "第二条：夜［删去：间］［新增：里］" in mail.body and "不影响" not in mail.body, mail.body


@pytest.fixture
def walker(site):
    """An item that was answered “no”, at its beginning."""
    bureau = factories.bureau()
    return Walker(bureau, factories.item("actions", by=bureau.editor, kind="policy", stage="planned"))


@pytest.fixture
def consulted(site):
    return Consulted().publish()


def test_who_did_not_sign_reads_it_on_the_sheet_first(site, client):
    """Both signers, as any change."""
    walk = exempted()
    walk.write(body=[("paragraph", "<p>第一条 施工应当提前公告。</p><p>第二条 夜里不得施工。</p>")])
    walk.propose(**AGAIN)
    client.force_login(walk.bureau.head)
    shown = client.get(reverse("disclosure_chain:review", args=[walk.page.pk])).content.decode()
    assert '<ins><span class="vh">新增：</span>里</ins>' in shown
