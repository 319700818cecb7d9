# ruff: noqa
import datetime as dt, re, html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from disclosure.applications import actions as applications
from disclosure.complaints import actions as complaints
from disclosure.feedback import actions as feedback
from tests import factories
from tests.doors.test_reporters import text_of
from tests.consultation.conftest import Consulted
HERE = dt.timezone(dt.timedelta(hours=8))
AT = dt.datetime(2026, 11, 18, 10, 0, tzinfo=HERE)

def test_crawl(site, client):
    b = factories.bureau()
    client.raise_request_exception = False
    made, code = complaints.receive(given=factories.complaint_given(email="ouyang@example.com"), way="web", files=[SimpleUploadedFile("欧阳的照片.txt", "欧阳建华在现场".encode())], at=AT)
    complaints.take_on(made, gist="反映抽查不到位", by=b.efficiency, at=AT)
    inq = complaints.inquire(made, division=b.zhiliang, title="抽查程序", question="请说明抽查安排和到场记录。", by=b.efficiency, at=AT)
    complaints.order_open(kind="improvement", title="改进抽查", text="请完善留痕制度。", division=b.zhiliang, about=("case", made.case_id, ""), by=b.efficiency, at=AT)
    complaints.answer_inquiry(inq, text="到场记录附后", by=b.head, at=AT)
    complaints.reply(made, result="solved", text="已责令改正。", way="post", by=b.efficiency, at=AT)
    named, _ = complaints.receive(given=factories.complaint_given(name="司马光明", phone="13700137000", text="leader打招呼，插手工程。", division=None), way="web", at=AT)
    app, _ = applications.receive(given=factories.application_given(name="诸葛小明", phone="13600136000", email="zhuge@example.com", address="某某巷九十九号"), way="web", at=AT)
    fb, _ = feedback.receive(given={"kind": "question", "text": "请问如何办理", "contact": "东方不败 13500135000", "credit_code": ""}, page=None, way="web", at=AT)
    everyone = ["欧阳建华","13900139000","ouyang@","只喝茶不看现场","做过三年试验员","欧阳的照片", "司马光明","13700137000","插手工程", "诸葛小明","13600136000","zhuge@","某某巷", "东方不败","13500135000"]
    boss = factories.person("boss", is_superuser=True)
    bad = []
    for user in (boss, b.head, b.auditor, b.leader, b.director):
        client.force_login(user)
        office = user in (b.director, b.editor_bangong)
        secrets = [s for s in everyone if not (office and s in ("诸葛小明","13600136000","zhuge@","某某巷","东方不败","13500135000")) and not (user == b.main_leader and s in ("插手工程",))]
        seen, todo, n = set(), ["/admin/", f"/admin/cases/{made.case_id}/", f"/admin/cases/{app.case_id}/", f"/admin/cases/{fb.case_id}/", "/admin/disclosure_ledger/entry/?p=1", "/api/v3/dashboard/figures/", "/admin/dashboard/", "/admin/api/main/pages/?limit=50", "/admin/reports/", "/admin/reports/site-history/?export=csv","/admin/disclosure_outbox/message/?export=csv"], 0
        status = {}
        while todo and n < 40:
            url = todo.pop(0)
            if url in seen or "logout" in url: continue
            seen.add(url); n += 1
            r = client.get(url)
            status[r.status_code] = status.get(r.status_code, 0) + 1
            if r.status_code >= 500: bad.append((user.username, url, 500))
            t = text_of(r) if r.status_code == 200 else r.content.decode(errors="replace")
            for s in secrets:
                if s in t: bad.append((user.username, url, s))
            for h in re.findall(r'href="(/[^"#]*)"', t):
                h = html.unescape(h)
                key = re.sub(r"\d+", "N", h.split("?")[0])
                if h.startswith(("/admin/", "/api/")) and h not in seen and sum(re.sub(r"\d+","N",u.split("?")[0]) == key for u in list(seen)+todo) < 4:
                    todo.append(h)
        bad.append((user.username, n, status))
    raise AssertionError("\n".join(map(str, bad)))
