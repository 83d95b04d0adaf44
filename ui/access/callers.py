"""Where a request comes from: the address behind the proxy that is trusted, and whether it came by TLS."""

import ipaddress
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Scope

from ingest.errors import FichesError
from ui.access.roles import Role

_FORWARDED = (
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-port",
    "x-forwarded-prefix",
    "x-real-ip",
)
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class ProxyError(FichesError):
    """The settings of the proxy cannot be used: the message names them."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """The server in front of ours: its word is taken for who asks, from where, and by TLS."""

    networks: tuple[Network, ...]
    user_header: str = ""  # empty: it only passes on, and people log in here
    role: Role | None = None  # of those whom it names and no account knows; None: they may not come in

    def trusts(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        found = getattr(found, "ipv4_mapped", None) or found
        return any(found in network for network in self.networks)


@dataclass(frozen=True, slots=True)
class Caller:
    """What is known of a request before anybody is identified."""

    address: str
    secure: bool
    forwarded: bool  # something stood between, or claims so
    proxied: bool  # and that something is the proxy of the settings
    user: str = ""  # whom that proxy names
    forged: bool = False  # the proxy's header, from somewhere else


def make_proxy(addresses: str, user_header: str, role: Role | None) -> Proxy | None:
    """Return the proxy of the settings, None where there is none.

    Raises:
        ProxyError: an address is none, or a header comes without an address.
    """
    given = [part.strip() for part in addresses.split(",") if part.strip()]
    if user_header.strip() and not given:
        raise ProxyError("FICHES_PROXY_USER_HEADER ne va pas sans FICHES_PROXY_ADDRESS : sinon, n’importe qui pourrait se nommer.")
    if not given:
        return None
    try:
        networks = tuple(ipaddress.ip_network(part, strict=False) for part in given)
    except ValueError as error:
        raise ProxyError(
            f"FICHES_PROXY_ADDRESS attend des adresses, par exemple « 127.0.0.1 » ou « 10.0.0.0/24 », pas « {addresses} »."
        ) from error
    if any(network.prefixlen == 0 for network in networks):
        raise ProxyError("FICHES_PROXY_ADDRESS ne peut pas être toutes les adresses : n’importe qui pourrait se nommer.")
    return Proxy(networks, user_header.strip().lower(), role)


def caller_of(scope: Scope, proxy: Proxy | None) -> Caller:
    """Read a request; the headers that only the proxy may set are believed from it alone."""
    headers = Headers(scope=scope)
    peer = scope["client"][0] if scope.get("client") else ""
    forwarded = any(name in headers for name in _FORWARDED)
    named = headers.getlist(proxy.user_header) if proxy and proxy.user_header else []
    secure = scope.get("scheme") == "https"
    if proxy is None or not proxy.trusts(peer):
        return Caller(peer, secure, forwarded, proxied=False, forged=bool(named))
    # Two names would be one from the proxy and one from the person: neither is believed.
    user = named[0].strip() if len(named) == 1 else ""
    proto = headers.get("x-forwarded-proto", "").rsplit(",", 1)[-1].strip().lower()
    return Caller(_behind(headers, proxy) or peer, secure or proto == "https", forwarded, True, user, forged=len(named) > 1)


def _behind(headers: Headers, proxy: Proxy) -> str:
    """The last address of the chain that is no proxy of ours: what stands before it, anyone may have written."""
    chain = [part.strip() for part in ",".join(headers.getlist("x-forwarded-for")).split(",") if part.strip()]
    last = next((address for address in reversed(chain) if not proxy.trusts(address)), "")
    try:
        return str(ipaddress.ip_address(last))
    except ValueError:
        return ""


def without_claims(scope: Scope, proxy: Proxy | None) -> Scope:
    """The request as the page sees it: claims of where it comes from are left out, so that no one can put another address in it."""
    dropped = {name.encode() for name in (*_FORWARDED, proxy.user_header if proxy else "") if name}
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name.lower() not in dropped]}
