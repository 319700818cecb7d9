"""People with tokens who lead one matter into any state by the API alone."""

import datetime as dt
import io

from django.core.management import call_command
from django.utils import timezone

from tests import factories
from tests.walker import PASS

DRAFT = {
    "category": "other", "title": "门上的事项", "document_number": "闽交质测〔2026〕78号", "formed_on": "2026-11-02", "issuer": "测试局",
    "summary": "说明", "body": "<p>正文。</p>", "article_20_item": 15,
}  # fmt: skip
SUBMIT = {"scope": "public", "channels": ["portal:notices"], "vital_interest": "no", "vital_interest_reason": "例行公开", "kind": "normal"}
DIGESTED = ("approve", "return", "vote", "close", "urgent")


class Office:
    """A bureau and one matter; `facts` is the matter as the last answer showed it."""

    def __init__(self, client):
        self.client, self.bureau, self.facts, self.tokens = client, factories.bureau(), {}, {}
        self.root = factories.person("root", is_superuser=True)
        self.nobody = factories.person("nobody")

    def user(self, who):
        if not isinstance(who, str):
            return who
        return {"root": self.root, "nobody": self.nobody, "member": self.bureau.members[0]}.get(who) or getattr(self.bureau, who)

    def token(self, who, scope="read,propose,approve", **more):
        user = self.user(who)
        key = (user.pk, scope, *more.items())
        if key not in self.tokens:
            out = io.StringIO()
            call_command("api_token", user.get_username(), scope=scope, stdout=out, **more)
            self.tokens[key] = out.getvalue().strip()
        return {"HTTP_AUTHORIZATION": f"Bearer {self.tokens[key]}"}

    def send(self, who, verb, path, body=None, **headers):
        given = {"content_type": "application/json", "data": body} if body is not None else {}
        answer = getattr(self.client, verb)(path, **given, **(self.token(who) if who else {}), **headers)
        if answer.status_code < 300 and answer["Content-Type"].startswith("application/json") and "state" in answer.json():
            self.facts = answer.json()
        return answer

    @property
    def path(self):
        return f"/api/v3/matters/{self.facts['id']}/"

    def do(self, who, action, **body):
        """An action that must succeed."""
        answer = self.attempt(who, action, **body)
        assert answer.status_code == 200, (who, action, answer.content.decode())
        return self.facts

    def attempt(self, who, action, **body):
        if action in DIGESTED and "digest" not in body:
            body["digest"] = self.facts.get("digest")
        return self.send(who, "post", f"{self.path}actions/{action}/", body)

    def read(self, who="editor"):
        return self.send(who, "get", self.path).json()

    # --- into a state

    def draft(self, **values):
        answer = self.send("editor", "post", "/api/v3/matters/", DRAFT | values)
        assert answer.status_code == 201, answer.content.decode()
        return self

    def write(self, **values):
        answer = self.send("editor", "patch", self.path, values or {"summary": "新的说明"})
        assert answer.status_code == 200, answer.content.decode()
        return self

    def submit(self, **values):
        self.do("editor", "submit", **(SUBMIT | values))
        return self

    def head(self):
        self.do("head", "approve", opinion="同意")
        return self

    def secrecy(self, **values):
        self.do("reviewer", "approve", **({"opinion": "已审查", "outcome": "publish", "checklist": PASS} | values))
        return self

    def leader(self):
        self.do("leader", "approve", opinion="同意")
        return self

    def votes(self, choice="for"):
        for member in [*self.bureau.members[:3], self.bureau.chair]:
            self.do(member, "vote", choice=choice)
        return self

    def close(self):
        self.do("chair", "close", minutes="会议纪要")
        return self

    def to_group(self, **values):
        return self.submit(**values).head().secrecy().leader()

    def finish(self, **values):
        return self.to_group(**values).votes().close()

    @property
    def stands(self):
        return self.facts["state"], self.facts["step"]


def later(days=30):
    """A moment to come, as the API takes it."""
    return (timezone.now() + dt.timedelta(days=days)).isoformat()


STATES = {
    "draft": lambda o: o.draft(),
    "running head": lambda o: o.draft().submit(),
    "running secrecy": lambda o: o.draft().submit().head(),
    "running leader": lambda o: o.draft().submit().head().secrecy(),
    "running group": lambda o: o.draft().to_group(),
    "referred": lambda o: o.draft().submit().head().secrecy(outcome="refer"),
    "withheld": lambda o: o.draft().submit().head().secrecy(outcome="withhold", ground="N5").leader(),
    "registered": lambda o: o.draft().finish(scope="on-application"),
    "scheduled": lambda o: o.draft(go_live_at=later()).finish(),
    "live": lambda o: o.draft().finish(),
    "live, newer draft": lambda o: o.draft().finish().write(),
    "live, newer running": lambda o: o.draft().finish().write().submit(),
    "after-review": lambda o: o.draft().submit().head().secrecy()._urgent(),
    "withdrawn": lambda o: o.draft().finish()._down(),
}


def _urgent(self):
    self.do("leader", "urgent", reason="台风预警")
    return self


def _down(self):
    self.do("director", "withdraw", reason="附件有误")
    return self


Office._urgent, Office._down = _urgent, _down
