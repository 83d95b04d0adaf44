"""Which other machines the settings send something to, and what: said to readers, and nowhere else decided."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from ui.settings import Settings
from ui.text_fr import about as words


@dataclass(frozen=True, slots=True)
class Recipient:
    """A machine that is not this one, and what it is sent, in French."""

    host: str
    sent: str


def recipients(settings: Settings) -> tuple[Recipient, ...]:
    """Return the other machines that these settings make use of; none where nothing leaves this one."""
    found = [(settings.chroma_url, words.SENT_TO_CHROMA)]
    hosts = ((urlsplit(url).hostname or url, sent) for url, sent in found if url)
    return tuple(Recipient(host, sent) for host, sent in hosts if not _is_this_machine(host))


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
