"""Files of this room are tested below the chain: plain pages stand in for items (factories: stored_document, stored_image, plain_page)."""

import pytest


@pytest.fixture
def media(settings, tmp_path):
    """A storage of its own for each test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT
