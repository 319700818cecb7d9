"""The tests' own ground."""

import pytest
from django.db import connection


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_test_with_real_transactions_leaves_a_set_up_site_behind(turn):
    """Whatever it wrote is gone for the next one, and what `setup_site` made is there."""
    from wagtail.models import Page, Site

    assert Site.objects.count() == 1
    assert Page.objects.filter(title="written").count() == 0
    Page.objects.filter(depth=1).update(title="written")
    assert not connection.in_atomic_block


def test_a_bureau_holds_every_post(site):
    """Every kind of post that the contract names is held in the tests' bureau."""
    from disclosure.org.models import Post, PostKind
    from tests import factories

    factories.bureau()
    assert set(Post.objects.values_list("kind", flat=True)) == set(PostKind.values)
