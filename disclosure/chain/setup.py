"""The room's part of `setup_disclosure`: the workflow of the chain, assigned to the two roots. Safe to run twice."""

from wagtail.models import Page, WorkflowPage

from disclosure.org.set_ups import set_up

from .workflow import the_workflow


@set_up(order=30)
def workflow(ground):
    """Wagtail's lists and history show the chain as a workflow of four tasks; a root that an administrator gave another keeps it."""
    chain = the_workflow()
    for root in ground.roots:
        WorkflowPage.objects.get_or_create(page=Page.objects.get(pk=root.pk), defaults={"workflow": chain})
