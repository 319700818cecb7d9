"""Refusals of the organisation name the field as its form does."""

import polib
import pytest

from disclosure.org.models import Delegation, Division, Post

# A form's own field, a short name, a hint that is no refusal, and what is said of the whole entry.
OTHERS = {"新分工起始日", "公开办公室", "变更分管处室时填写", "在您打开之后，这条记录已被改动，现为"}


@pytest.mark.once
def test_a_refusal_begins_with_the_label_of_its_field():
    """“截止日：…” and not “止：…”, so that the reader finds the field that is meant."""
    fields = [field for model in (Division, Post, Delegation) for field in model._meta.get_fields()]
    labels = OTHERS | {str(field.verbose_name) for field in fields if hasattr(field, "verbose_name")}
    catalogue = polib.pofile("disclosure/org/locale/zh_Hans/LC_MESSAGES/django.po")
    refusals = [entry.msgstr for entry in catalogue if "：" in entry.msgstr and ":" in entry.msgid and "{" not in entry.msgid.split(":")[0]]
    begun = {label for sentence in refusals for label in sentence.split("：")[0].split("、")}
    assert begun and begun <= labels, begun - labels
