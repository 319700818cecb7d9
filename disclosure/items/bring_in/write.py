"""A checked file is written unpublished in chunks and made public at one moment; or nothing of it stays."""

import datetime as dt
import json
import uuid

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import File
from django.db import models, transaction
from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.documents import get_document_model
from wagtail.models import Locale, Page, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend

from disclosure.chain import heard
from disclosure.chain.actions import imported
from disclosure.chain.conditions import facts_of
from disclosure.chain.models import Clearance, ClearanceKind
from disclosure.files.actions import own_collection, put_into_use
from disclosure.ledger.errors import Invalid
from disclosure.rules.categories import Validity
from disclosure.rules.digest import digest
from disclosure.rules.numbers import NumberError, make_index_number, parse_index_number

from ..actions import home
from ..models import numbers
from ..models.base import DisclosurePage
from ..models.numbers import Serial
from .look import make, parts

CHUNK = 250
# How long after its beginning an import that left unpublished pages behind is taken for dead.
DEAD_AFTER = dt.timedelta(hours=1)


def bring_in(batch, *, at, progress=lambda done, of: None):
    """Write a checked batch and make it public; returns the numbers of the pages. All or nothing.

    `at`: aware datetime, now. Raises Invalid for a batch with faults, or where somebody has used one of its numbers meanwhile; whatever is raised,
    nothing of the batch stays.
    """
    if batch.faults or not batch.items:
        raise Invalid(_("Rows with faults are not brought in."), field="FILE")
    clear_away_the_dead(at=at)
    writer = Writer(batch, at)
    try:
        for some in parts(batch.items, CHUNK):
            writer.write(some)
            progress(len(writer.papers), len(batch.items))
        writer.go_live()
    except BaseException:  # also Ctrl-C and SIGTERM
        writer.undo()
        raise
    return [paper.page_no for paper in writer.papers]


class Writer:
    """Writes one batch: what it has written it can take away again."""

    def __init__(self, batch, at):
        self.batch, self.at, self.model = batch, at, batch.model
        self.papers, self.digests, self.documents = [], [], {}
        self.parent_no = home(self.model).pk
        self.bureau = numbers.bureau()
        self.locale = Locale.get_default() if hasattr(Locale, "get_default") else Locale.get_active()

    @cached_property
    def content_type(self):
        return ContentType.objects.get_for_model(self.model)

    @cached_property
    def page_type(self):
        return ContentType.objects.get_for_model(Page)

    def write(self, items):
        """One chunk, unpublished, in a transaction of its own."""
        with transaction.atomic():
            parent = Page.objects.select_for_update().get(pk=self.parent_no)
            self._store_files(items)
            pages = [self._page(item) for item in items]
            self._number(pages)
            self._insert(parent, pages)
            revisions = self._revisions(pages)
            papers, facts = [], {}
            for item, page, revision in zip(items, pages, revisions, strict=True):
                known = facts_of(page)
                seal = digest(known, imported.PROPOSAL)
                facts[seal] = known
                papers.append(
                    imported.Paper(
                        page.pk,
                        revision.pk,
                        seal,
                        page.title,
                        page.index_number,
                        page.division_id,
                        page.category_code,
                        page.formed_on,
                        page.published_at,
                        item.approved_by,
                        item.approved_on,
                    )  # fmt: skip
                )
                item.page_no, item.revision_no = page.pk, revision.pk
            imported.note(papers, facts)
            self._index(pages)
        self.papers += papers
        self.digests += facts

    def _page(self, item):
        page = make(self.model, item.values, self.bureau)
        if item.files:
            page.attachments = json.dumps([{"type": "file", "value": self.documents[path], "id": str(uuid.uuid4())} for path in item.files])
        page.locale, page.content_type = self.locale, self.content_type
        page.draft_title = page.title
        page.live, page.locked, page.has_unpublished_changes = False, True, False  # locked until it is public: nobody edits half an import
        page.first_published_at = page.last_published_at = page.published_at
        page.draw_columns()
        for relation in get_all_child_relations(self.model):
            getattr(page, relation.get_accessor_name()).set([])  # known to be empty: two queries a page fewer
        return page

    def _store_files(self, items):
        for path in {path for item in items for path in item.files} - set(self.documents):
            document = get_document_model()(title=path.stem[:255], collection=own_collection())
            with path.open("rb") as stream:
                document.file.save(path.name, File(stream), save=False)
                self.stored.append((document.file.storage, document.file.name))
                document._set_document_file_metadata()
                document.save()
            self.documents[path] = document.pk

    @cached_property
    def stored(self):
        return []

    def _number(self, pages):
        """Index numbers: those of the file stay and are never given out again, the others are taken in one go a year."""
        code, by_year = self.bureau.org_code, {}
        for page in pages:
            if page.index_number:
                self._never_again(page.index_number)
            else:
                by_year.setdefault(page.formed_on.year, []).append(page)
        for year, some in by_year.items():
            serial = numbers.take_serials(code, year, len(some))
            for offset, page in enumerate(some):
                page.index_number = make_index_number(code, page.category.number, year, serial + offset)
        for page in pages:
            page.slug = page.index_number

    def _never_again(self, text):
        try:
            parts = parse_index_number(text)
        except NumberError:
            return  # of another shape: no serial of ours can meet it
        numbers.take_serials(parts.org_code, parts.year, 0)
        Serial.objects.filter(org_code=parts.org_code, year=parts.year, last__lt=parts.serial).update(last=parts.serial)

    def _insert(self, parent, pages):
        """Rows of all tables of the type behind the parent's last child. bulk_create refuses inherited tables, hence `_insert` for the lower ones."""
        depth = parent.depth + 1
        last = Page.objects.filter(path__startswith=parent.path, depth=depth).order_by("-path").values_list("path", flat=True).first()
        place = Page._str2int(last[-Page.steplen :]) if last else 0
        names = [column.attname for column in Page._meta.local_concrete_fields if not column.primary_key]
        rows = []
        for number, page in enumerate(pages, place + 1):
            page.path, page.depth, page.numchild = Page._get_path(parent.path, depth, number), depth, 0
            page.url_path = f"{parent.url_path}{page.slug}/"
            rows.append(Page(**{name: getattr(page, name) for name in names}))
        Page.objects.bulk_create(rows)
        Page.objects.filter(pk=parent.pk).update(numchild=models.F("numchild") + len(pages))
        for page, row in zip(pages, rows, strict=True):
            page.pk = page.id = row.pk
            page._state.adding, page._state.db = False, row._state.db
        lower = [m for m in reversed(self.model.__mro__) if isinstance(m, models.base.ModelBase) and issubclass(m, Page) and m is not Page]
        for model in (m for m in lower if not m._meta.abstract):
            for link in model._meta.parents.values():
                if link is not None:
                    for page in pages:
                        setattr(page, link.attname, page.id)
            manager = model._base_manager.all()
            manager._for_write = True
            manager._insert(pages, fields=model._meta.local_concrete_fields, using=manager.db)

    def _revisions(self, pages):
        revisions = Revision.objects.bulk_create(
            [
                Revision(
                    content_type=self.content_type, base_content_type=self.page_type, object_id=str(page.pk), created_at=self.at,
                    object_str=str(page)[:255], content=page.serializable_data(),
                )
                for page in pages
            ],
            batch_size=100,
        )  # fmt: skip
        of_this_page = Revision.objects.filter(base_content_type=self.page_type, object_id=Cast(OuterRef("pk"), CharField()))
        newest = Subquery(of_this_page.order_by("-pk").values("pk")[:1])
        numbers_of = [page.pk for page in pages]
        Page.objects.filter(pk__in=numbers_of).update(latest_revision_id=newest, live_revision_id=newest, latest_revision_created_at=self.at)
        return revisions

    def _index(self, pages):
        """Wagtail's two indexes, without its signals: references (which page uses which file) and search."""
        ReferenceIndex.objects.bulk_create(references(pages, self.content_type, self.page_type), batch_size=500)
        get_search_backend().get_index_for_model(self.model).add_items(self.model, pages)

    def go_live(self):
        """Everything written becomes public at one moment, in one short transaction."""
        with transaction.atomic():
            self._still_alone()
            imported.clear(self.papers, at=self.at)
            for some in parts([paper.page_no for paper in self.papers], 500):
                Page.objects.filter(pk__in=some).update(live=True, locked=False, has_unpublished_changes=False)
            self._files_into_use()
            self._replacements()
            self._tell()
            imported.enter(self.papers, at=self.at, batch={"file": self.batch.path.name, "sha256": self.batch.sha256})

    def _still_alone(self):
        wanted = [item.values["document_number"] for item in self.batch.items if item.values.get("document_number")]
        mine = {paper.page_no for paper in self.papers}
        for some in parts(wanted, 500):
            found = DisclosurePage.objects.filter(document_number__in=some).values_list("pk", "document_number")
            if other := next((text for pk, text in found if pk not in mine), None):
                raise Invalid(_("“%(text)s” is here already.") % {"text": other}, field="document_number")

    def _files_into_use(self):
        for item in self.batch.items:
            if item.files:
                page = self.model.objects.get(pk=item.page_no)
                put_into_use(page, page.signed_files(), self.at)

    def _replacements(self):
        """Where an item of the file names what it replaces, and that came with the same file out of force, the two are linked for the reader."""
        mine = {paper.index_number: paper.page_no for paper in self.papers}
        for item in self.batch.items:
            for text in item.values.get("replaces") or ():
                if text in mine and mine[text] != item.page_no:
                    DisclosurePage.objects.filter(pk=mine[text]).exclude(validity=Validity.IN_FORCE).update(replaced_by=item.page_no)

    def _tell(self):
        if not heard.published:
            return
        for some in parts([paper.page_no for paper in self.papers], 200):
            for page in self.model.objects.filter(pk__in=some):
                heard.tell(heard.published, page=page, round=None, at=self.at, kind=ClearanceKind.IMPORTED)

    def undo(self):
        """Take away what was written: pages, revisions, matters, documents and their files."""
        take_away([paper.page_no for paper in self.papers], self.digests)
        for some in parts(list(self.documents.values()), 100):
            get_document_model().objects.filter(pk__in=some).delete()
        for storage, name in self.stored:
            storage.delete(name)


def references(pages, content_type, base_content_type):
    """The rows of Wagtail's reference index for pages that have none yet: what ReferenceIndex.create_or_update_for_object writes with four statements
    a page, of its own two private methods (a test compares the two)."""
    return [
        ReferenceIndex(
            content_type=content_type, base_content_type=base_content_type, object_id=str(page.pk), to_content_type_id=to_type,
            to_object_id=to_number, model_path=model_path, content_path=content_path,
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
        )
        for page in pages
        for to_type, to_number, model_path, content_path in set(ReferenceIndex._extract_references_from_object(page))
    ]  # fmt: skip


def take_away(page_nos, digests=()):
    """Remove unpublished pages of an import that came to nothing. Refused by the database for anything that was public."""
    for some in parts(list(page_nos), CHUNK):
        with transaction.atomic():
            imported.forget(some, ())
            Page.objects.filter(pk__in=some, live=False).delete()
    imported.forget((), digests)


def clear_away_the_dead(*, at):
    """Remove what an import left behind whose process was killed: unpublished, locked by nobody, published long ago, never cleared."""
    left = DisclosurePage.objects.filter(
        live=False, locked=True, locked_by=None, published_at__isnull=False, latest_revision_created_at__lt=at - DEAD_AFTER
    )  # fmt: skip
    cleared = Clearance.objects.filter(page_no=OuterRef("pk"))
    take_away(left.filter(~models.Exists(cleared)).values_list("pk", flat=True))
