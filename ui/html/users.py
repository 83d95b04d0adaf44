"""The accounts of a server as a view: who may come in, with which role, and what an administrator changes of it."""

from collections.abc import Sequence

from markupsafe import Markup

from ui.access.accounts import SHORTEST, User
from ui.access.roles import ROLES, Role
from ui.html.pieces import NOTHING, escaped, icon, sentence_html
from ui.text_fr import service as text_service

ADDRESS = "/vue/utilisateurs"


def users_html(users: Sequence[User], own: str, *, told: str = "", refused: str = "") -> Markup:
    """The form of a new account, then the accounts; `own` is the account of who looks, which somebody else has to change."""
    said = Markup('<p class="told good" role="status">{} <span>{}</span></p>').format(icon("list"), told) if told else NOTHING
    failed = sentence_html(refused) if refused else NOTHING
    lead = Markup('<p class="lead">{}</p>').format(text_service.USERS_LEAD)
    return lead + said + failed + _new() + _table(users, own)


def _new() -> Markup:
    return Markup(
        '<section class="card"><h2 class="first">{title}</h2><form class="user-form" method="post" action="{address}/ajouter">'
        '<p class="field-box"><label for="user-name">{name}</label><input id="user-name" type="text" name="nom" required maxlength="100" autocomplete="off" /></p>'
        '<p class="field-box"><label for="user-role">{role}</label>{roles}</p>{password}'
        '<button type="submit" class="button main">{add}</button></form></section>'
    ).format(
        title=text_service.USER_NEW,
        address=ADDRESS,
        name=text_service.LOGIN_NAME,
        role=text_service.USER_ROLE,
        roles=_roles("user-role", Role.LECTEUR),
        password=_password("user-password", text_service.LOGIN_PASSWORD),
        add=text_service.USER_ADD,
    )


def _roles(field: str, chosen: Role) -> Markup:
    options = NOTHING.join(
        Markup('<option value="{0}"{1}>{0}</option>').format(role.word, Markup(" selected") if role is chosen else NOTHING)
        for role in ROLES
    )
    return Markup('<select id="{}" name="role">{}</select>').format(field, options)


def _password(field: str, label: str) -> Markup:
    return Markup(
        '<p class="field-box"><label for="{0}">{1}</label>'
        '<input id="{0}" type="password" name="mot_de_passe" required minlength="{2}" maxlength="1000" autocomplete="new-password" aria-describedby="{0}-hint" />'
        '<span class="soft" id="{0}-hint">{3}</span></p>'
    ).format(field, label, SHORTEST, text_service.password_hint(SHORTEST))


def _table(users: Sequence[User], own: str) -> Markup:
    rows = NOTHING.join(_row(number, user, is_own=user.name == own) for number, user in enumerate(users))
    heads = NOTHING.join(
        Markup('<th scope="col">{}</th>').format(name)
        for name in (text_service.LOGIN_NAME, text_service.USER_ROLE, text_service.USER_SINCE, text_service.USER_CHANGES)
    )
    return Markup(
        '<h2>{title}</h2><div class="table-box folds users"><table><caption class="unseen">{title}</caption><thead><tr>{heads}</tr></thead>'
        "<tbody>{rows}</tbody></table></div>"
    ).format(title=text_service.users_count(len(users)), heads=heads, rows=rows)


def _row(number: int, user: User, *, is_own: bool) -> Markup:
    without = Markup('<span class="soft">{}</span>').format(text_service.USER_BY_PROXY) if not user.has_password else NOTHING
    changes = Markup('<span class="soft">{}</span>').format(text_service.USER_OWN) if is_own else _changes(number, user)
    return Markup(
        '<tr><th scope="row"><span class="quote">{name}</span> {without}</th><td data-label="{role_label}">{role}</td>'
        '<td data-label="{since_label}">{since}</td><td data-label="{changes_label}">{changes}</td></tr>'
    ).format(
        name=escaped(user.name),
        without=without,
        role_label=text_service.USER_ROLE,
        role=user.role.word,
        since_label=text_service.USER_SINCE,
        since=text_service.day(user.made_at),
        changes_label=text_service.USER_CHANGES,
        changes=changes,
    )


def _changes(number: int, user: User) -> Markup:
    """Each way is folded: its button would else stand a slip away from the next."""
    role = Markup('<p class="field-box"><label for="role-{}">{}</label>{}</p>').format(
        number, text_service.USER_ROLE, _roles(f"role-{number}", user.role)
    )
    password = _password(f"password-{number}", text_service.USER_NEW_PASSWORD)
    warning = Markup("<p>{}</p>").format(text_service.user_removal(user.name))
    return NOTHING.join(
        Markup(
            '<details><summary>{label}<span class="unseen"> : {name}</span></summary><form method="post" action="{address}/{action}">'
            '<input type="hidden" name="nom" value="{name}" />{field}<button type="submit" class="button{look}">{go}</button></form></details>'
        ).format(label=label, name=escaped(user.name), address=ADDRESS, action=action, field=field, look=look, go=go)
        for action, label, field, look, go in (
            ("role", text_service.USER_CHANGE_ROLE, role, "", text_service.USER_SAVE),
            ("mot-de-passe", text_service.USER_NEW_PASSWORD, password, "", text_service.USER_SAVE),
            ("retirer", text_service.USER_TAKE_AWAY, warning, " danger", text_service.USER_REMOVE),
        )
    )
