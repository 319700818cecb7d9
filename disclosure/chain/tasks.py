"""The task types of the chain, a door: what Wagtail's workflow may do, it does through the actions, which refuse under the matter's lock.

No buttons of Wagtail's are offered: the decision has one page of its own, with the item, what changed and what the step asks (views.review).
"""

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, Task, TaskState

from disclosure.ledger.errors import Refused
from disclosure.rules.chain import Step

from . import actions
from .models import Round


class ChainTask(Task):
    """What the four steps share."""

    step = None

    class Meta:
        abstract = True

    def start(self, workflow_state, user=None):
        """Bind the revision of the round, not whatever is the latest (a late edit would be signed unseen)."""
        round = Round.objects.filter(matter_id=int(workflow_state.object_id), ended_at=None).first()
        state = TaskState(workflow_state=workflow_state, task=self, status=TaskState.STATUS_IN_PROGRESS)
        state.revision = Revision.objects.get(pk=round.revision_no) if round else workflow_state.content_object.get_latest_revision()
        state.save()
        return state

    def on_action(self, task_state, user, action_name, **kwargs):
        """Wagtail's own approve and reject, also with data that no form has checked: validated by the action, or refused."""
        page = Page.objects.get(pk=task_state.workflow_state.object_id)
        asked = {name: value for name, value in kwargs.items() if name not in ("comment", "update")}
        try:
            if action_name == "approve" and self.step != Step.GROUP:
                actions.sign(page=page, by=user, at=timezone.now(), digest=asked.pop("digest", ""), opinion=kwargs.get("comment", ""), **asked)
            elif action_name == "reject":
                actions.return_to(
                    page=page, by=user, at=timezone.now(), digest=asked.get("digest", ""), to=asked.get("to", "proposer"),
                    reason=kwargs.get("comment", ""),
                )  # fmt: skip
            else:
                raise PermissionDenied(_("Decide on the item's review page."))
        except Refused as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except TypeError as unknown:
            raise PermissionDenied(_("Decide on the item's review page.")) from unknown

    def locked_for_user(self, obj, user):
        """A running round is locked for everyone; recall opens it."""
        return True

    def get_actions(self, obj, user):
        return []

    @classmethod
    def get_description(cls):
        return f"{cls.step.label} {cls.step.clause}" if cls.step else ""


class HeadReviewTask(ChainTask):
    """处室负责人审核 (四（二）)."""

    step = Step.HEAD

    class Meta:
        verbose_name = _("Review by the division head")


class SecrecyReviewTask(ChainTask):
    """办公室保密审查 (四（二）)."""

    step = Step.SECRECY

    class Meta:
        verbose_name = _("Secrecy review by the office")


class LeaderOpinionTask(ChainTask):
    """分管领导签署意见 (四（三）)."""

    step = Step.LEADER

    class Meta:
        verbose_name = _("Opinion of the leader in charge")


class GroupDeliberationTask(ChainTask):
    """领导小组审议 (四（三）)."""

    step = Step.GROUP

    class Meta:
        verbose_name = _("Deliberation by the leading group")
