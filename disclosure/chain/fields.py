"""A list of codes in one column: filterable on every database, and a plain list in Python."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models


class CodesField(models.TextField):
    """Stores ["portal:notices", "journal"] as "|portal:notices|journal|"; `contains="|portal"` finds it."""

    def from_db_value(self, value, expression, connection):
        return self.to_python(value)

    def to_python(self, value):
        if value is None or value == "":
            return []
        if isinstance(value, str):
            return [part for part in value.split("|") if part]
        return list(value)

    def get_prep_value(self, value):
        if isinstance(value, str):  # already stored form, or the needle of a lookup
            return value
        codes = self.to_python(value)
        if bad := [code for code in codes if "|" in code]:
            raise ValidationError(f"{self.name}: {bad[0]}")
        return f"|{'|'.join(codes)}|" if codes else ""

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))

    def formfield(self, **kwargs):
        if choices := kwargs.pop("choices", None):
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, required=not self.blank, label=self.verbose_name)
        return super().formfield(**kwargs)
