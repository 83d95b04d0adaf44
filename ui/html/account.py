"""Who is logged in, what their role opens beside the views, and the way out."""

from markupsafe import Markup

from ui.access.roles import Identity, Role
from ui.html.pieces import NOTHING
from ui.text_fr import service as text_service

_LINKS = (
    (Role.LECTEUR, "/vue/historique", text_service.HISTORY),
    (Role.COORDINATEUR, "/vue/retours", text_service.GAPS_TITLE),
    (Role.COORDINATEUR, "/vue/a-revoir", text_service.REVIEW),
    (Role.ADMIN, "/vue/utilisateurs", text_service.USERS),
    (Role.ADMIN, "/journal", text_service.JOURNAL),
)


def account_html(identity: Identity) -> Markup:
    """The account and its links; on a machine without accounts, the links alone; nothing for somebody unknown."""
    if identity.role is Role.ANYONE:
        return NOTHING
    shown = [link for link in _LINKS if identity.role >= link[0] and (identity.name or link[0] is not Role.LECTEUR)]
    links = NOTHING.join(Markup('<li><a href="{}">{}</a></li>').format(address, label) for _least, address, label in shown)
    who = Markup("<span>{}</span>").format(text_service.logged_in_as(identity.name, identity.role.word)) if identity.name else NOTHING
    out = Markup('<form method="post" action="/deconnexion"><button class="button">{}</button></form>').format(text_service.LOGOUT)
    return Markup('<details class="account"><summary>{}</summary><div>{}<ul>{}</ul>{}</div></details>').format(
        identity.name or text_service.TO_FOLLOW, who, links, out if identity.means == "session" else NOTHING
    )
