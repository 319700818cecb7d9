"""Every name of Wagtail (or another package) that we wrap, replace or override, and the source it was written against.

When a line here fails after an upgrade: read the new source, see whether the wrap is still right (or no longer needed), then write the new sum.
docs/decisions/patches.md says the same in words; both lists are compared.
"""

import hashlib
import inspect
import os
import re
import sys
from importlib import import_module
from pathlib import Path
from types import FunctionType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = (ROOT / "docs" / "decisions" / "patches.md").read_text()

# (dotted name, SHA-256 of its source, why we touch it, until when)
PATCHES = [
    (
        "wagtail.documents.api.v3.router.get_documents_queryset",
        "fad57aa71c3f1d4d6d17b30b6db075caaea664526247a4d4aedd224d7f0138b8",
        "documents of disclosures are listed only while a live page uses them (disclosure/files/doors.py)",
        "Wagtail has a hook for the API's document list",
    ),
    (
        "wagtail.images.api.v3.router.get_images_queryset",
        "e09dff6808d30ac9b690d0498b9ce27b1fa20c849b2003f8bff75b4ce18619bd",
        "the same for images",
        "Wagtail has a hook for the API's image list",
    ),
    (
        "wagtail.documents.views.serve.serve",
        "0a1a68421bd88adcbce8ade04fe9d3cfd5c4478e24887d267e20ed528fb67988",
        "Cache-Control of a document that may be withdrawn; whether it is served at all is decided in the hook before_serve_document",
        "Wagtail sends Cache-Control itself or lets a hook return a streaming response",
    ),
    (
        "wagtail.images.views.serve.ServeView.get",
        "4ce6951c7676cf759087bc4c6090e43a8744f022ad180fdbab838efac9ece2a6",
        "the signed image address asks too, and is not cached for an hour",
        "Wagtail has a hook before_serve_image",
    ),
    (
        "wagtail.documents.api.v2.views.DocumentsAPIViewSet.get_queryset",
        "72437779ed8ce480476fa3c474869736a09fe0d0d0a4b4dcf1e1cb62eafa8384",
        "the same list in API v2, where a host has it",
        "API v2 is gone",
    ),
    (
        "wagtail.images.api.v2.views.ImagesAPIViewSet.get_queryset",
        "f02bc92bd941448d409227904a056f76a8555dc5778dcafb55ed29bd539c746d",
        "the same list in API v2, where a host has it",
        "API v2 is gone",
    ),
    (
        "wagtail.documents.models.AbstractDocument.clean",
        "c663d81e0143f4a2f1cea73ecf04c03a538d5448762f1287a05929ea754af91d",
        "the site's document model gets a check of its title behind this, and its `file` field (as that of images) a validator, "
        "in this process alone (disclosure/files/uploads.py)",
        "Wagtail lets an app add validators to uploads",
    ),
    (
        "django.db.models.base.Model.clean",
        "634966d9033bc7c3a7d9864ccc415615ba25724a3fd0a2ba7958a4c6cfe34d5c",
        "the same check of the title for the site's image model, where Wagtail's image has no check of its own (disclosure/files/uploads.py)",
        "Wagtail lets an app add validators to uploads",
    ),
    (
        "wagtail.admin.forms.auth.LoginForm",
        "30ebc69fe56fa88afaf999f663ee72cc55e81fd4d27e74f76edb23f6958914db",
        "its field `password` gets a label in the language of the site (cms/words.py)",
        "Wagtail marks the label for translation",
    ),
    (
        "wagtail.admin.forms.workflows.WorkflowPageForm",
        "bf8863f4811fe8a9668e868a93f255a62f2ea2dd4c118b7093e9b35d06b7fa0b",
        "the same for its field `page`",
        "Wagtail marks the label for translation",
    ),
    (
        "wagtail.users.forms.PagePermissionsForm",
        "af4a3955e624b680d0f5187e69533c39b8026c0403516310c461e24bdb68a6c7",
        "the same for its fields `page` and `permissions`",
        "Wagtail marks the labels for translation",
    ),
    (
        "wagtail.sites.views.IndexView",
        "d206d12e54021c12bd70a468e1c6c6cb1d13740f7bfaaa4baf2e13a730d035e9",
        "the same for the headings of its columns `port`, `site_name`, `root_page`",
        "Wagtail marks the headings for translation",
    ),
    (
        "wagtail.api.v3.auth.BearerTokenAuth.authenticate",
        "01ef47237ab8ba7b1e139ccc437db049cc57b03270db539957ccc36a23e15f2d",
        "a token with a grant of ours ends on its day and writes only with a scope for it (disclosure/chain/tokens.py)",
        "Wagtail's tokens have scopes and an end",
    ),
    (
        "wagtail.models.reference_index.ReferenceIndex.create_or_update_for_object",
        "58e9352db7ed8907a711d87c48ae029b16a996702d4f7310e28893c76c197b32",
        "not replaced: an import writes the same rows in bulk (disclosure/items/bring_in/write.py)",
        "Wagtail indexes many new pages at once",
    ),
    (
        "django.db.models.query.QuerySet._insert",
        "99e47ddb286746af0f14632e7136539cdcd095846e7b6d5009845879f5b39c29",
        "not replaced: an import fills inherited tables with it, which bulk_create refuses (disclosure/items/bring_in/write.py)",
        "Django's bulk_create takes models of several tables",
    ),
    (
        "django.contrib.auth.models.AbstractUser.get_full_name",
        "6a1c5839ad7c3346a9a0952785c87e3d0226b50af8f735a187acc705a4732524",
        "a Chinese name is written family name first, without a space (cms/words.py)",
        "Wagtail lets a site say how a user is called",
    ),
    (
        "wagtail.admin.ui.sidebar.MainMenuModule.js_args",
        "81c38761f86e43b690e18370aab7ce7fa6990320a8aac7aae58687c4d42b4a6c",
        "the side bar shows the whole name, not the given one (cms/words.py)",
        "the side bar shows what get_full_name() says",
    ),
    (
        "wagtail.api.v3.querysets.get_pages_queryset",
        "2dc734406f997c155febf1f1e200589d6e2877efc8f053b679074800b2ecbe1b",
        "of the pages asked for as a draft only those whose draft the caller may read (disclosure/files/doors.py)",
        "Wagtail has a hook for the API's list of pages",
    ),
    (
        "wagtail.admin.auth.require_admin_access",
        "4f09342d152b7a422a7328aa56351f32d5eb5cd317c24bbc5317f026c77548f8",
        "a page that does not exist for somebody is 404 at every address of the admin that takes its number (disclosure/files/doors.py)",
        "Wagtail asks one permission before every view of a page",
    ),
    (
        "wagtail.admin.views.reports.page_types_usage.PageTypesUsageReportView.decorate_paginated_queryset",
        "d7e995116213fd4bb8507169309a06fae19ddcc39635b21ddcfdc843a41f0b98",
        "the report names the page last edited only where it exists for who reads (disclosure/files/doors.py)",
        "the report asks the permission policy",
    ),
    (
        "wagtail.admin.views.pages.bulk_actions.page_bulk_action.PageBulkAction.get_all_objects_in_listing_query",
        "96a6c930cca6c9893da6ed8eb1282456314bc6afd56f6eca71103ac5a5f061ae",
        "“all of this list” names no page that does not exist for who asks (disclosure/files/doors.py)",
        "the bulk action asks the permission policy",
    ),
    (
        "wagtail.admin.wagtail_hooks.PageListingDeleteButton.is_shown",
        "e1277f9eaadd6a2f33daf100d6f62f02c7e370370f932cac979871e55e25f59d",
        "“delete” is not offered in the menus for an item that was in the chain or is public; the door answers as before "
        "(disclosure/chain/wagtail_hooks.py)",
        "Wagtail has a hook for the buttons of a page's header",
    ),
    (
        "wagtail.actions.unpublish_page.UnpublishPageAction.execute",
        "fb18f284468c362c9edd6861509c1dd57db6aa57bdc2a4e5c5109d3d4895a34e",
        "a page with all below it goes down whole or not at all: one that is refused half way leaves the front page up "
        "(disclosure/chain/signal_handlers.py)",
        "Wagtail unpublishes a tree in one transaction",
    ),
    (
        "gunicorn.workers.gthread.ThreadWorker.finish_request",
        "616e7bb15a009ff75914809553105afa5933a5f35977103986295ea2c8ddbb8a",
        "an answered connection lingers in the poller: a peer that keeps its side open stopped the process for two seconds (deploy/worker.py)",
        "gunicorn lingers in its poller itself",
    ),
    (
        "gunicorn.workers.gthread.ThreadWorker.murder_pending",
        "7bf11f46454296e1c1b529da11d4c874875363c669881560a3be8b6150858b4d",
        "where connections that lingered long enough are closed (deploy/worker.py)",
        "gunicorn lingers in its poller itself",
    ),
]


def original(dotted):
    """The function as the package has it, below any wrap of ours."""
    parts = dotted.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            found = import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for name in parts[cut:]:
            found = getattr(found, name)
        return inspect.unwrap(found)
    raise AssertionError(f"{dotted} is gone")


@pytest.mark.parametrize(("dotted", "expected"), [patch[:2] for patch in PATCHES], ids=[patch[0] for patch in PATCHES])
def test_the_source_we_wrap_is_the_one_we_read(dotted, expected):
    """The sum of the installed source; another one means: read it before you trust the wrap."""
    assert hashlib.sha256(inspect.getsource(original(dotted)).encode()).hexdigest() == expected


def test_the_list_in_the_docs_is_this_list():
    """docs/decisions/patches.md names every patch and no other, so that who upgrades finds them."""
    assert set(re.findall(r"^\| `([\w.]+)` \|", DOCS, re.MULTILINE)) == {patch[0] for patch in PATCHES}


OURS = ("cms", "dashboard", "disclosure")
BELOW = {"django", "django_filters", "modelcluster", "ninja", "taggit", "treebeard", "wagtail", "wagtail_modeladmin"}  # what we stand on
LEFT_BEHIND = {"wagtail.admin.urls.fn"}  # a loop of Wagtail's over hooks: the last one of them, called and not replaced


def replaced():
    """{dotted name: value} of every attribute of a module or class below us that was written here: a wrap, or something put in its place."""
    files, found = tuple(f"{ROOT / name}{os.sep}" for name in OURS), {}
    for module, held in list(sys.modules.items()):
        if module.partition(".")[0] not in BELOW:
            continue
        classes = [(f"{module}.{name}", each) for name, each in vars(held).items() if issubclass(type(each), type)]
        found |= {name: each for name, each in classes if each.__module__.partition(".")[0] in OURS}
        for where, place in [(module, held), *classes]:
            for name, value in list(vars(place).items()):
                if type(value) in (staticmethod, classmethod, property):
                    value = value.fget if type(value) is property else value.__func__
                if type(value) is FunctionType and value.__code__.co_filename.startswith(files):
                    found[f"{where}.{name}"] = value
    return found


def test_whatever_was_wrapped_or_replaced_is_in_the_list():
    """Looked for in the running site, not in our sources: however it was put there, what it was made of has a line above."""
    from cms import words

    known = {id(original(patch[0])) for patch in PATCHES}
    found = {name: value for name, value in replaced().items() if name not in LEFT_BEHIND}
    assert "wagtail.documents.views.serve.serve" in found and "wagtail.api.v3.auth.BearerTokenAuth.authenticate" in found
    assert sorted(name for name, value in found.items() if id(inspect.unwrap(value)) not in known) == []
    taught = {f"{each.__module__}.{each.__qualname__}" for each, _name, _label in (*words.forms(), *words.columns())}
    assert taught <= {patch[0] for patch in PATCHES}


def test_every_template_of_another_app_that_we_override_is_in_the_list():
    """A file of ours by the name of one of Wagtail's (or Django's) is read instead of it; docs/decisions/patches.md says why."""
    from django.template.utils import get_app_template_dirs

    dirs = [Path(each) for each in get_app_template_dirs("templates")]
    theirs = {path.relative_to(folder) for folder in dirs if ROOT not in folder.parents or ".venv" in folder.parts for path in folder.rglob("*.html")}
    mine = [ROOT / "templates", *(folder for name in OURS for folder in (ROOT / name).rglob("templates"))]
    both = {str(path.relative_to(folder)) for folder in mine for path in folder.rglob("*.html") if path.relative_to(folder) in theirs}
    assert both and both == set(re.findall(r"^\| `([\w/]+\.html)` \|", DOCS, re.MULTILINE))
