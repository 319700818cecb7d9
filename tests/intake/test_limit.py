"""How often the street may knock."""

import datetime as dt

import pytest

from disclosure.intake import limit
from disclosure.intake.address import client_address

AT = dt.datetime(2026, 11, 25, 2, 0, tzinfo=dt.UTC)


def asked(rf, address="203.0.113.9", **headers):
    return rf.post("/apply/", REMOTE_ADDR=address, **headers)


def test_exactly_the_limit_passes_and_the_window_ends(db, rf, settings):
    """INTAKE_LIMIT writes pass in ten minutes, the next is told how long to wait, and a new window lets in again."""
    settings.INTAKE_LIMIT = 3
    for _ in range(3):
        limit.require_write(asked(rf), at=AT)
    with pytest.raises(limit.TooMany) as refusal:
        limit.require_write(asked(rf), at=AT + dt.timedelta(minutes=4))
    assert 0 < refusal.value.retry_after <= 360
    limit.require_write(asked(rf), at=AT + dt.timedelta(minutes=10))
    limit.require_write(asked(rf, "203.0.113.10"), at=AT)


def test_zero_is_off(db, rf, settings):
    """INTAKE_LIMIT=0 counts nothing."""
    settings.INTAKE_LIMIT = 0
    for _ in range(50):
        limit.require_write(asked(rf), at=AT)


@pytest.mark.parametrize(
    "trusted, sent, wanted",
    [
        ([], "198.51.100.7", "203.0.113.9"),
        (["203.0.113.9"], "198.51.100.7", "198.51.100.7"),
        (["203.0.113.0/24"], "1.2.3.4, 198.51.100.7, 203.0.113.8", "198.51.100.7"),
        (["203.0.113.9"], "not an address", "unknown"),
    ],
)
def test_a_forwarded_address_is_believed_only_from_our_proxies(rf, settings, trusted, sent, wanted):
    """What a client writes into X-Forwarded-For itself never counts."""
    settings.TRUSTED_PROXIES = trusted
    assert client_address(asked(rf, HTTP_X_FORWARDED_FOR=sent)) == wanted


def test_an_ipv6_client_counts_by_its_network(rf):
    """One subscriber has a /64."""
    assert client_address(asked(rf, "2001:db8:1:2:3:4:5:6")) == "2001:db8:1:2::/64"
