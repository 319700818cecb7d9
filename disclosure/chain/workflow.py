"""Keeps Wagtail's workflow rows beside our rounds, so that its editor, history and reports show the chain. Our rows decide; these follow.

Rows are written without WorkflowState.save(), whose full_clean() costs a dozen queries a step, and without Wagtail's workflow signals, whose
receivers mail all superusers: the chain has its own mail. Until Wagtail offers an engine that takes the step as an argument.
"""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext as _
from wagtail.models import Task, TaskState, Workflow, WorkflowState, WorkflowTask

from disclosure.rules.chain import Step

NAME = "政务公开审批"


def task_models():
    """Step → task type: by name, since the task types are doors that call the actions, which call this."""
    names = {Step.HEAD: "HeadReviewTask", Step.SECRECY: "SecrecyReviewTask", Step.LEADER: "LeaderOpinionTask", Step.GROUP: "GroupDeliberationTask"}
    return {step: apps.get_model("disclosure_chain", name) for step, name in names.items()}


def the_workflow():
    """The workflow of the chain with its four tasks, made when it is not there yet."""
    kinds = task_models()
    types = ContentType.objects.get_for_models(*kinds.values())
    first = Task.objects.filter(content_type=types[kinds[Step.HEAD]]).order_by("pk").first()
    found = Workflow.objects.filter(workflow_tasks__task=first).order_by("pk").first() if first else None
    if found:
        return found
    workflow = Workflow.objects.create(name=NAME)
    for place, (step, kind) in enumerate(kinds.items()):
        WorkflowTask.objects.create(workflow=workflow, task=kind.objects.create(name=str(step.label)), sort_order=place)
    return workflow


def _task_no(step):
    kind = task_models()[step]
    number = Task.objects.filter(content_type=ContentType.objects.get_for_model(kind)).order_by("pk").values_list("pk", flat=True).first()
    if number is None:  # the first round of a site, or somebody deleted the task: the chain does not wait for Wagtail's rows
        the_workflow()
        found = kind.objects.order_by("pk").first() or kind.objects.create(name=str(step.label))
        number = found.pk
    return number


def _open_step(number, step, revision_no):
    task_state = TaskState(
        workflow_state_id=number, task_id=_task_no(step), revision_id=revision_no, content_type=ContentType.objects.get_for_model(TaskState)
    )
    task_state.save()
    WorkflowState.objects.filter(pk=number).update(current_task_state=task_state, status=WorkflowState.STATUS_IN_PROGRESS)


def begin(page, *, step, revision_no, by):
    """Start Wagtail's workflow at a step; returns the number of its state row."""
    WorkflowState.objects.for_instance(page).filter(status__in=(WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)).update(
        status=WorkflowState.STATUS_CANCELLED
    )
    number = (
        Task.objects.filter(content_type=ContentType.objects.get_for_model(task_models()[Step.HEAD]))
        .order_by("pk")
        .values_list("workflow_tasks__workflow", flat=True)
        .first()
    )
    state = WorkflowState(
        content_type=page.get_content_type(),
        base_content_type=page.get_base_content_type(),
        object_id=str(page.pk),
        workflow_id=number or the_workflow().pk,
        requested_by=by,
    )
    models.Model.save(state)
    _open_step(state.pk, step, revision_no)
    return state.pk


def move(number, *, step, revision_no, by, at, status=TaskState.STATUS_APPROVED, comment=""):
    """End the step that is open and open the next."""
    ended = _end_step(number, by=by, at=at, status=status, comment=comment)
    if number and (ended or WorkflowState.objects.filter(pk=number).exists()):  # deleted with its workflow: our rows go on alone
        _open_step(number, step, revision_no)


def end(number, *, by, at, approved, comment=""):
    """End the workflow: approved, or cancelled with what was said."""
    _end_step(number, by=by, at=at, status=TaskState.STATUS_APPROVED if approved else TaskState.STATUS_REJECTED, comment=comment)
    WorkflowState.objects.filter(pk=number).update(status=WorkflowState.STATUS_APPROVED if approved else WorkflowState.STATUS_CANCELLED)


def _end_step(number, *, by, at, status, comment):
    return TaskState.objects.filter(workflow_state=number, status=TaskState.STATUS_IN_PROGRESS).update(
        status=status, finished_at=at, finished_by=by, comment=comment
    )


def describe(step):
    """What a step is, for Wagtail's list of task types."""
    return _("%(step)s (%(clause)s)") % {"step": step.label, "clause": step.clause}
