"""What test_host.py does inside the stranger's site: `python visit.py VERB [JSON]` runs one verb there and prints its answer as JSON.

Runs in a process of its own, with the stranger's settings and the installed wheel; it cannot import anything of this repository.
"""

import datetime as dt
import io
import json
import os
import sys

import django

LONG_AGO = dt.date(2020, 1, 1)


def populate(**_):
    """What the site had before: an editor, two moderators in a two-step workflow, a token, a public document, a live page; its ids."""
    from django.contrib.auth.models import Group, Permission
    from django.core.files.base import ContentFile
    from home.models import TextPage
    from library.models import Paper
    from people.models import User
    from wagtail.models import GroupApprovalTask, GroupPagePermission, Page, Site, Workflow, WorkflowPage, WorkflowTask
    from wagtail.models.api import APIToken

    home = Site.objects.get(is_default_site=True).root_page
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    groups = {}
    for name, grants in (("Writers", ["add", "change"]), ("Readers of proofs", ["change"]), ("Chiefs", ["change", "publish"])):
        groups[name] = Group.objects.create(name=name)
        groups[name].permissions.add(access)
        for grant in grants:
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{grant}_page")
            GroupPagePermission.objects.create(group=groups[name], page=home, permission=permission)
    for username, group in (("ann", "Writers"), ("bob", "Readers of proofs"), ("cyd", "Chiefs")):
        user = User.objects.create_user(username, f"{username}@example.org", username, staff_number=f"S-{username}")
        user.groups.add(groups[group])
    User.objects.create_superuser("root", "root@example.org", "root")
    workflow = Workflow.objects.create(name="Two steps")
    for order, name in enumerate(("Readers of proofs", "Chiefs")):
        task = GroupApprovalTask.objects.create(name=name)
        task.groups.add(groups[name])
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": workflow})
    _, token = APIToken.create_token(user=User.objects.get(username="cyd"), name="the site's own")
    paper = Paper.objects.create(title="Timetable", file=ContentFile(b"08:00", name="timetable.txt"), shelf="A1")
    Paper.objects.create(title="Kept aside", file=ContentFile(b"nobody links here", name="aside.txt"))
    about = home.add_child(instance=TextPage(title="About", slug="about", body="<p>We were here before.</p>", paper=paper))
    section = home.add_child(instance=TextPage(title="Public affairs", slug="affairs"))
    about.save_revision().publish()
    assert Page.objects.get(pk=about.pk).live
    return {"token": token, "paper": paper.pk, "about": about.pk, "section": section.pk}


def answers(*, token, paper, about, **_):
    """What the site answers to the public and to its token."""
    from django.test import Client
    from library.models import Paper

    anonymous, known = Client(), Client(headers={"Authorization": f"Bearer {token}"})

    def titles(client, path):
        got = client.get(path)
        return sorted(item["title"] for item in got.json()["items"]) if got.status_code == 200 else got.status_code

    return {
        "documents": titles(anonymous, "/api/v3/documents/"),
        "documents with the token": titles(known, "/api/v3/documents/"),
        "document": anonymous.get(f"/api/v3/documents/{paper}/").status_code,
        "pages of its own type": titles(anonymous, "/api/v3/pages/?type=home.TextPage"),
        "page with the token": known.get(f"/api/v3/pages/{about}/").status_code,
        "download": b"".join(anonymous.get(Paper.objects.get(pk=paper).url).streaming_content).decode(),
        "page": anonymous.get("/about/").status_code,
        "search": "About" in anonymous.get("/search/?query=About").content.decode(),
        "home": anonymous.get("/").status_code,
        "a token that is none": Client(headers={"Authorization": "Bearer nonsense"}).get("/api/v3/pages/").status_code,
    }


def own_workflow(*, title="News", **_):
    """The site's writer submits a page in the admin, its two groups approve there: the two answers and whether it is live, then taken down."""
    from django.test import Client
    from django.urls import reverse
    from home.models import TextPage
    from people.models import User
    from wagtail.models import Page, Site

    home = Site.objects.get(is_default_site=True).root_page
    ann, bob, cyd = (Client() for _ in range(3))
    for client, username in ((ann, "ann"), (bob, "bob"), (cyd, "cyd")):
        client.force_login(User.objects.get(username=username))
    slug = title.lower().replace(" ", "-")
    fields = {"title": title, "slug": slug, "body": '{"blocks": [], "entityMap": {}}', "paper": "", "comments-TOTAL_FORMS": 0,
              "comments-INITIAL_FORMS": 0, "comments-MIN_NUM_FORMS": 0, "comments-MAX_NUM_FORMS": ""}  # fmt: skip
    made = ann.post(reverse("wagtailadmin_pages:add", args=["home", "textpage", home.pk]), {**fields, "action-submit": "1"})
    page = TextPage.objects.get(slug=slug)
    steps = []
    for client in (bob, cyd):
        state = page.current_workflow_task_state
        steps.append(client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]), {"comment": ""}).status_code)
        page = TextPage.objects.get(pk=page.pk)
    live = page.live
    shown = Client().get(f"/{slug}/").status_code
    gone = cyd.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), {}).status_code
    after = Page.objects.get(pk=page.pk).live
    return {"submitted": made.status_code, "steps": steps, "live": live, "shown": shown, "unpublished": gone, "live after": after}


def categories(**_):
    """The lists that setup_disclosure made: {category: path}, and how many of everything a second run would double."""
    from django.contrib.auth.models import Group
    from wagtail.models import Page, Workflow

    from disclosure.items.models import CategoryIndexPage

    return {
        "lists": {page.category: page.url_path for page in CategoryIndexPage.objects.all()},
        "counts": [Page.objects.count(), Group.objects.count(), Workflow.objects.count()],
    }


def draft(title):
    """A complete draft in the list of the laws and standards, with a division."""
    from disclosure.items.models import CategoryIndexPage, RulePage
    from disclosure.org.models import Division

    division, _ = Division.objects.get_or_create(code="works", defaults={"name": "Works", "founded_on": LONG_AGO})
    parent = CategoryIndexPage.objects.get(category="rules")
    page = parent.add_child(instance=RulePage(title=title, live=False, division=division))
    page.save_revision()
    return page


def attempts(**_):
    """Every way to make a disclosure live without a chain: {way: [live afterwards, what was said]}."""
    from django.contrib.messages import get_messages
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone
    from people.models import User
    from wagtail.actions.publish_page_revision import PublishPageRevisionAction
    from wagtail.models import Page, Revision
    from wagtail.models.api import APIToken

    root = User.objects.get(username="root")
    _, token = APIToken.create_token(user=root, name="a superuser's")
    api, admin = Client(headers={"Authorization": f"Bearer {token}"}), Client()
    admin.force_login(root)
    table = connection.ops.quote_name("wagtailcore_page")

    def raw(page):
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET live = %s WHERE id = %s", [True, page.pk])

    def scheduled(page):
        page.save_revision(approved_go_live_at=timezone.now() - dt.timedelta(hours=1))
        Revision.objects.filter(object_id=str(page.pk)).update(approved_go_live_at=timezone.now() - dt.timedelta(hours=1))
        call_command("publish_scheduled", stdout=io.StringIO())

    def base_save(page):
        row = Page.objects.get(pk=page.pk)
        row.live = True
        row.save()

    def posted(page):
        got = admin.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"title": page.title, "slug": page.slug, "action-publish": "1"})
        return " ".join(str(message) for message in get_messages(got.wsgi_request)) or str(got.status_code)

    ways = {
        "revision": lambda page: page.get_latest_revision().publish(user=root),
        "action with every permission skipped": lambda page: PublishPageRevisionAction(page.get_latest_revision(), user=root).execute(
            skip_permission_checks=True
        ),
        "admin": posted,
        "admin, many at once": lambda page: (
            admin.post(
                reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}", {"include_descendants": ""}
            ).status_code
        ),
        "token": lambda page: api.post(f"/api/v3/pages/{page.pk}/actions/publish/", {}, content_type="application/json").status_code,
        "scheduler": scheduled,
        "copy": lambda page: page.copy(update_attrs={"slug": f"{page.slug}-copy", "live": True}, keep_live=True),
        "save of the base": base_save,
        "update": lambda page: Page.objects.filter(pk=page.pk).update(live=True),
        "raw SQL": raw,
    }
    found = {}
    for name, way in ways.items():
        page = draft(f"By {name}")
        try:
            with transaction.atomic():
                said = way(page)
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
        found[name] = [Page.objects.filter(pk=page.pk, live=True).exists(), str(said)[:200]]
    found["any copy"] = [Page.objects.filter(title__startswith="By ", live=True).exists(), ""]
    return found


def triggers(**_):
    """The names of the triggers on the table of pages."""
    from django.db import connection

    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'wagtailcore_page'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'wagtailcore_page'::regclass AND NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return sorted(name for (name,) in cursor.fetchall())


def where(**_):
    """Where the packages come from, and whether the bureau's own site came along."""
    import importlib.util

    import disclosure

    return {"disclosure": disclosure.__file__, "cms": importlib.util.find_spec("cms") is not None}


def pages_of_the_set(**_):
    """What the plugin set's own addresses answer here."""
    from django.test import Client
    from people.models import User

    anonymous, root = Client(raise_request_exception=False), Client(raise_request_exception=False)
    root.force_login(User.objects.get(username="root"))
    public = ("/open/", "/open/rules/", "/catalogue/", "/ledger/", "/api/v3/categories/", "/api/v3/catalogue/", "/api/v3/openapi.json")
    return {**{path: anonymous.get(path).status_code for path in public}, "/admin/": root.get("/admin/").status_code}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stranger.settings")
    django.setup()
    answer = globals()[sys.argv[1]](**json.loads(sys.argv[2] if len(sys.argv) > 2 else "{}"))
    sys.stdout.write(json.dumps(answer))
