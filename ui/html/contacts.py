"""The contacts that the town gives for a body, to click on."""

from markupsafe import Markup

from rag.partner_lookup import PartnerHit
from ui import directory_words
from ui.contacts import Contact, Contacts
from ui.html.pieces import NOTHING, escaped
from ui.look_up import contacts_of


def contacts_html(hit: PartnerHit, contacts: Contacts | None) -> Markup:
    """A line a contact; nothing where the town gives no list, and that it says nothing where it does not."""
    known = contacts_of(hit, contacts)
    if known is None:
        return NOTHING
    if not known:
        return Markup('<p class="soft">{}</p>').format(directory_words.NOT_IN_LIST.capitalize())
    return Markup('<ul class="contacts">{}</ul>').format(NOTHING.join(map(_contact, known)))


def _contact(contact: Contact) -> Markup:
    dialled = "".join(letter for letter in contact.telephone if letter.isdigit() or letter == "+")
    parts = [
        Markup('<span class="quote">{}</span>').format(escaped(contact.service)) if contact.service else NOTHING,
        Markup('<a href="mailto:{0}">{0}</a>').format(escaped(contact.email)) if contact.email else NOTHING,
        Markup('<a href="tel:{}">{}</a>').format(dialled, escaped(contact.telephone)) if contact.telephone else NOTHING,
    ]
    return Markup("<li>{}</li>").format(Markup(" · ").join(part for part in parts if part))
