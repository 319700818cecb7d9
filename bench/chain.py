"""A whole chain, from the proposal to the portal, beside a stock Wagtail workflow of five tasks.

Ours: write, propose, head, secrecy review, leader, five votes and the close, with signatures, ledger, clearance and mail written. Stock: write,
start and five approvals by the task's own action, with Wagtail's own log and mail. Both count from nothing to a page that is live.
"""

from bench.measure import in_turns, kept


def stock_workflow():
    """A workflow of five group tasks on the site's root page, and the approver."""
    from django.contrib.auth.models import Group
    from wagtail.models import GroupApprovalTask, GroupPagePermission, Site, Workflow, WorkflowTask

    from tests import factories

    home = Site.objects.get(is_default_site=True).root_page
    group, workflow = Group.objects.create(name="bench"), Workflow.objects.create(name="five tasks")
    approver = factories.person("approver", name="审批人")
    approver.groups.add(group)
    from django.contrib.auth.models import Permission

    publish = Permission.objects.get(content_type__app_label="wagtailcore", codename="publish_page")
    GroupPagePermission.objects.create(group=group, page=home, permission=publish)
    for number in range(5):
        task = GroupApprovalTask.objects.create(name=f"task {number}")
        task.groups.add(group)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=number)
    return workflow, approver, home


TEXT = "<p>" + "经核查，该工程质量安全监督情况如下，现予公开。" * 25 + "</p>"


def measure(given):
    from bench.models import StockPage
    from disclosure.chain import actions
    from tests import factories
    from tests.walker import Walker

    bureau = given.bureau
    workflow, approver, home = stock_workflow()
    writer = factories.person("writer")
    numbers = iter(range(10_000))

    def ours():
        def walk():
            walker = Walker(bureau, body=[("paragraph", TEXT)])
            walker.propose(channels=list(walker.page.channels))
            seen = {"digest": walker.round.digest}  # read once, as a form sends it back
            walker.head(**seen).secrecy(**seen).leader(**seen)
            for person in (*bureau.members, bureau.chair):
                actions.vote(page=walker.page, by=person, at=walker.now(), choice="for", **seen)
            walker.close(**seen)
            walked.append(walker)

        return walk

    def stock():
        def walk():
            page = home.add_child(instance=StockPage(title=f"页{next(numbers)}", body=[("paragraph", TEXT)], live=False, owner=writer))
            page.save_revision(user=writer)
            page = StockPage.objects.get(pk=page.pk)
            state = workflow.start(page, writer)
            for _ in range(5):
                state.refresh_from_db()
                task_state = state.current_task_state.specific
                task_state.task.specific.on_action(task_state, approver, "approve")
            stocks.append(page)

        return walk

    walked, stocks = [], []
    mine, theirs = in_turns(ours, stock, times=20)
    assert all(walker.live for walker in walked), "a chain did not end live"
    assert StockPage.objects.filter(live=True).count() == len(stocks), "a stock workflow did not end live"
    queries = mine.queries / theirs.queries
    return [
        ("whole chain, queries", f"{mine.queries:.0f}", f"{theirs.queries:.0f}", f"{queries:.2f}", "≤ 1", kept(queries <= 1)),
        ("whole chain, ms", f"{mine.ms:.0f}", f"{theirs.ms:.0f}", f"{mine.ms / theirs.ms:.2f}", "≤ 1", kept(mine.ms <= theirs.ms * 1.05)),
        ("whole chain, ms of processor", f"{mine.cpu:.0f}", f"{theirs.cpu:.0f}", f"{mine.cpu / theirs.cpu:.2f}", "", ""),
    ]
