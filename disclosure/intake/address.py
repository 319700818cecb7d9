"""Whose request is it: the client's address, believed from `X-Forwarded-For` only as far as proxies of ours have written it."""

import ipaddress

from django.conf import settings


def client_address(request):
    """The address of the client as text: behind TRUSTED_PROXIES (addresses or networks) the last one that is no proxy of ours.

    An IPv6 client counts by its /64, which is what one subscriber has. "unknown" where the server was told none.
    """
    here = request.META.get("REMOTE_ADDR") or ""
    trusted = [ipaddress.ip_network(each, strict=False) for each in getattr(settings, "TRUSTED_PROXIES", []) if _is_network(each)]
    socket = "unix" in getattr(settings, "TRUSTED_PROXIES", [])
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    while chain and (_within(here, trusted) or (not here and socket)):
        here = chain.pop()
    return _counted(here)


def _is_network(text):
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _address(text):
    try:
        return ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None


def _within(text, networks):
    address = _address(text)
    return address is not None and any(address in network for network in networks)


def _counted(text):
    address = _address(text)
    if address is None:
        return "unknown"
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ipaddress.ip_network(f"{address}/64", strict=False)) if address.version == 6 else str(address)
