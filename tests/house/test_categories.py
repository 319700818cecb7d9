"""Fourteen categories of the work points, fourteen page types (二（一）1–9, 二（二）1–5)."""

from disclosure.rules.categories import INWARD, OUTWARD, Category


def page_types():
    from wagtail.models import get_page_models

    from disclosure.items.models.base import DisclosurePage

    return [model for model in get_page_models() if issubclass(model, DisclosurePage) and model is not DisclosurePage and model.main_type]


def test_fourteen_categories_and_fourteen_page_types_match():
    """Each category has exactly one page type and each page type one category: nine outward, five inward."""
    assert sorted(model.category for model in page_types()) == sorted(Category)
    assert (len(OUTWARD), len(INWARD)) == (9, 5)


def test_every_page_type_declares_its_legal_fields_as_columns():
    """`legal_fields` is not empty and names fields of the model: panels, search, schema, completeness and digest hang on it."""
    for model in page_types():
        names = {field.name for field in model._meta.get_fields()}
        assert model.legal_fields, model
        assert set(model.legal_fields) <= names, model
