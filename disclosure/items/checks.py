"""Proved at start-up: each category that is switched on has exactly one page type, and each type declares what its category needs (二)."""

from collections import defaultdict

from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldDoesNotExist

from disclosure.rules.categories import Category

from .models.base import page_types


def _mistakes_of_a_type(model):
    """What is wrong with one page type's declaration, as sentences."""
    for name in model.legal_fields:
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            yield f"legal_fields names “{name}”, which is no field of it."
    if ("kind" in model.legal_fields) != bool(model.kinds):
        yield "kind in legal_fields and kinds go together."
    kinds = set(model.kinds.values) if model.kinds else set()
    for attribute in ("kind_fields", "required_for_kind"):
        for kind in set(getattr(model, attribute)) - kinds:
            yield f"{attribute} names the unknown kind “{kind}”."
    known = {field.name for field in model._meta.get_fields()}
    for name in {*model.required, *(name for names in model.required_for_kind.values() for name in names)} - known:
        yield f"required names “{name}”, which is no field of it."


@checks.register("disclosure")
def one_type_a_category(app_configs, **kwargs):
    """Errors where category and type do not go one to one, or a type's declaration does not hold."""
    errors, of = [], defaultdict(list)
    for model in page_types(every=True):
        of[str(model.category)].append(model)
        errors += [checks.Error(f"{model._meta.label}: {mistake}", id="disclosure.E003") for mistake in _mistakes_of_a_type(model)]
    chosen = getattr(settings, "DISCLOSURE_CATEGORIES", None)
    for code in [str(category) for category in Category] if chosen is None else chosen:
        if code not in of:
            errors.append(checks.Error(f"The category “{code}” is switched on and has no page type.", id="disclosure.E001"))
    for code, models in of.items():
        if len(models) > 1:
            names = ", ".join(model._meta.label for model in models)
            errors.append(checks.Error(f"The category “{code}” has more than one page type: {names}.", id="disclosure.E002"))
    numbers = defaultdict(set)
    for model in page_types(every=True):
        numbers[model.category.number].add(str(model.category))
    for number, codes in numbers.items():
        if len(codes) > 1:
            errors.append(checks.Error(f"The categories {', '.join(sorted(codes))} share the number {number} of the index.", id="disclosure.E004"))
    return errors
