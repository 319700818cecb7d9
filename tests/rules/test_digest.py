"""Signed facts → one hash."""

from hypothesis import given
from hypothesis import strategies as st

from disclosure.rules.digest import digest

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def test_one_changed_character_changes_it():
    facts = {"page": 1, "title": "通知", "attachments": [{"name": "a.pdf", "sha256": "0" * 64}]}
    before = digest(facts, {"kind": "normal"})
    assert len(before) == 64
    assert digest(facts | {"title": "通知。"}, {"kind": "normal"}) != before
    assert digest(facts | {"attachments": [{"name": "a.pdf", "sha256": "1" * 64}]}, {"kind": "normal"}) != before
    assert digest(facts, {"kind": "correction"}) != before
    assert digest(facts | {"page": 2}, {"kind": "normal"}) != before


@given(st.dictionaries(st.text(max_size=8), json_values, max_size=6))
def test_the_order_of_keys_does_not_matter(facts):
    turned = dict(reversed(list(facts.items())))
    assert digest(facts, {}) == digest(turned, {})
