"""Papers of inquiries and orders: looked at by content, kept sealed, under names that tell nothing of who sent them."""

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from disclosure.files.check import check_upload
from disclosure.intake.sealed import box, fingerprint
from disclosure.ledger.errors import Invalid

MOST, MOST_MB = 10, 10


def keep(files, make):
    """Look at uploads and keep each sealed in the row that `make(name=, size=, sha256=)` gives, unsaved. Raises Invalid(field="file")."""
    files = [file for file in files or () if file]
    if len(files) > MOST:
        raise Invalid(_("File: at most {most} at a time.").format(most=MOST), field="file")
    for file in files:
        if file.size > MOST_MB << 20:
            raise Invalid(_("“{name}” is larger than {most} MB; make it smaller or divide it.").format(name=file.name, most=MOST_MB), field="file")
        check_upload(file)
        store(file.read(), make, str(file.name).replace("\\", "/").rpartition("/")[2][:255])


def store(data, make, name):
    """Keep bytes sealed in the row that `make` gives."""
    row = make(name=name, size=len(data), sha256=fingerprint(data))
    row.file.save("paper.sealed", ContentFile(box().encrypt(data)), save=False)
    row.save()
    return row
