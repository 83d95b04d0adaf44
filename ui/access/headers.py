"""What every answer says to browsers, whoever made it: errors, files and what Gradio serves too."""

from starlette.datastructures import MutableHeaders

_NOWHERE = "frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
# An answer that is no page fetches nothing, whatever a browser takes it for.
NO_PAGE = f"default-src 'none'; {_NOWHERE}"
# Our own pages: files of this server and pictures within them; no script and no style in the page itself, no code made of text.
OWN_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# The page of Gradio, which writes scripts and styles in its page and compiles the functions of its events: hence 'unsafe-…'.
GRADIO_PAGE = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
# Pages without any script.
PLAIN_PAGE = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# No other site reads our answers; Gradio would let any that a browser names.
_SHARED = (
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-allow-headers",
    "access-control-allow-methods",
)


def page_headers(policy: str) -> dict[str, str]:
    """The headers of a page of ours: what fails outside of the gate has them too."""
    return {**ALWAYS, "Content-Security-Policy": policy}


def guard(headers: MutableHeaders, *, secure: bool, private: bool) -> None:
    """Add to an answer what it does not say itself, and take away what would share it."""
    for name, value in ALWAYS.items():
        headers[name] = value
    headers.setdefault("Content-Security-Policy", NO_PAGE)
    for name in _SHARED:
        if name in headers:
            del headers[name]
    if private and not headers.get("cache-control"):
        headers["Cache-Control"] = "private, no-cache"
    if secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
