"""What a server knows of those who ask, and who they are."""

from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from pathlib import Path

from starlette.datastructures import Headers
from starlette.types import Scope

from ui.access.accounts import Accounts, folded_name
from ui.access.audit import Journal
from ui.access.callers import Caller, Proxy, make_proxy
from ui.access.keys import Sessions, Tokens
from ui.access.rates import Rates
from ui.access.roles import UNKNOWN, Identity, Role, role_named
from ui.access.throttle import Throttle
from ui.settings import Settings

SESSION_COOKIE, DEVICE_COOKIE = "fiches_session", "fiches_appareil"
_OWN_HOSTS = ("127.0.0.1", "localhost", "[::1]")


@dataclass
class Access:
    """Accounts, sessions, tokens, the proxy, and the role of the one person of a machine without accounts."""

    accounts: Accounts
    sessions: Sessions
    tokens: Tokens
    journal: Journal
    proxy: Proxy | None = None
    open_role: Role = Role.COORDINATEUR
    throttle: Throttle = field(default_factory=Throttle)
    rates: Rates = field(default_factory=lambda: Rates(600, 6_000))
    max_upload_bytes: int = 300_000_000
    _closed: bool = False

    @classmethod
    def of(cls, settings: Settings, open_role: Role = Role.COORDINATEUR) -> "Access":
        """Read the settings.

        Raises:
            ProxyError: those of the proxy cannot be used.
        """
        accounts = Accounts(Path(settings.data_dir))
        proxy = make_proxy(settings.proxy_address, settings.proxy_user_header, role_named(settings.proxy_role))
        return cls(
            accounts,
            Sessions(accounts, settings.session_hours),
            Tokens(accounts),
            Journal.of(settings),
            proxy=proxy,
            open_role=open_role,
            rates=Rates(settings.user_per_minute, settings.address_per_minute),
            max_upload_bytes=int(settings.max_upload_mb * 1e6),
        )

    @property
    def needs_login(self) -> bool:
        """Whether people must say who they are; once they must, they must until the server ends, even when the last account goes."""
        if not self._closed:
            self._closed = bool(self.proxy and self.proxy.user_header) or bool(self.accounts.users())
        return self._closed

    def identify(self, scope: Scope, caller: Caller) -> Identity:
        """Return who asks, UNKNOWN where nothing proves it; a token that is wrong is nobody's, whatever cookie comes with it."""
        headers = Headers(scope=scope)
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            owner = self.tokens.owner(token.strip())
            return Identity(owner.name, owner.role, "token") if owner else UNKNOWN
        if not self.needs_login:
            return Identity("", self.open_role, "open")
        if caller.user:
            return self._named(caller.user)
        user = self.sessions.user(cookie(headers, SESSION_COOKIE))
        return Identity(user.name, user.role, "session") if user else UNKNOWN

    def _named(self, name: str) -> Identity:
        """Whom the proxy names: with the role of their account, else with that of the settings."""
        user = self.accounts.user(folded_name(name))
        role = user.role if user else self.proxy.role if self.proxy else None
        return Identity(folded_name(name)[:200], role, "proxy") if role else UNKNOWN

    def is_own_host(self, host: str) -> bool:
        """Whether a name is one of this machine for itself: another would be a site that had its name point here."""
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        return name.lower() in _OWN_HOSTS


def cookie(headers: Headers, name: str) -> str:
    """Return a cookie, empty where it is not there."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""
