"""Where a request comes from: what a proxy says is believed from the proxy alone."""

from typing import Any

import pytest

from ui.access.callers import Proxy, ProxyError, caller_of, make_proxy, without_claims
from ui.access.roles import Role


def scope(client: str, **headers: str) -> dict[str, Any]:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "client": (client, 1), "scheme": "http", "headers": raw}


def proxy(addresses: str = "10.0.0.5, 10.1.0.0/16", header: str = "X-Utilisateur") -> Proxy:
    made = make_proxy(addresses, header, Role.LECTEUR)
    assert made is not None
    return made


def test_the_proxy_says_who_asks_from_where_and_by_tls() -> None:
    caller = caller_of(scope("10.0.0.5", x_utilisateur="marie", x_forwarded_for="192.0.2.7", x_forwarded_proto="https"), proxy())
    assert (caller.user, caller.address, caller.secure, caller.forged) == ("marie", "192.0.2.7", True, False)


def test_anybody_else_is_not_believed() -> None:
    caller = caller_of(scope("192.0.2.7", x_utilisateur="marie", x_forwarded_for="10.0.0.1", x_forwarded_proto="https"), proxy())
    assert (caller.user, caller.address, caller.secure, caller.forged) == ("", "192.0.2.7", False, True)


def test_an_address_that_the_caller_wrote_before_the_proxy_is_not_theirs() -> None:
    caller = caller_of(scope("10.0.0.5", x_forwarded_for="1.2.3.4, 192.0.2.7, 10.1.2.3"), proxy())
    assert caller.address == "192.0.2.7"


def test_two_names_are_nobody_s() -> None:
    twice = scope("10.0.0.5", x_utilisateur="marie")
    twice["headers"].append((b"X-UTILISATEUR".lower(), b"admin"))
    caller = caller_of(twice, proxy())
    assert (caller.user, caller.forged) == ("", True)


def test_the_page_is_not_told_what_only_the_proxy_may_say() -> None:
    inner = without_claims(scope("192.0.2.7", x_forwarded_host="mal.example", x_utilisateur="marie", accept="*/*"), proxy())
    assert [name for name, _value in inner["headers"]] == [b"accept"]


@pytest.mark.parametrize(
    ("addresses", "header"), [("", "X-Utilisateur"), ("partout", ""), ("0.0.0.0/0", ""), ("::/0", "X-Utilisateur"), ("10.0.0.300", "")]
)
def test_settings_that_would_let_anyone_name_themselves_are_refused(addresses: str, header: str) -> None:
    with pytest.raises(ProxyError):
        make_proxy(addresses, header, None)


def test_an_ipv4_address_is_itself_over_ipv6() -> None:
    assert proxy().trusts("::ffff:10.0.0.5")
    assert not proxy().trusts("::ffff:10.0.0.6")
    assert not proxy().trusts("")
