"""Which other machines the settings send something to, and what: said to readers, and nowhere else decided."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from ui.settings import Settings
from ui.text_fr import about as words
from ui.wiring import model_host


@dataclass(frozen=True, slots=True)
class Recipient:
    """A machine that is not this one, and what it is sent, in French."""

    host: str
    sent: str


def recipients(settings: Settings) -> tuple[Recipient, ...]:
    """Return the other machines that these settings make use of; none where nothing leaves this one."""
    found = []
    if model := model_host(settings):
        found.append(Recipient(model, words.SENT_TO_MODEL))
    chroma = urlsplit(settings.chroma_url).hostname or settings.chroma_url
    if chroma and not _is_this_machine(chroma):
        found.append(Recipient(chroma, words.SENT_TO_CHROMA))
    return tuple(found)


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
