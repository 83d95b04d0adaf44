"""Coming in and going out: the login page, plain HTML that needs no script, and its cookies."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse, Response
from markupsafe import Markup

from ui import plain_page
from ui.access.access import DEVICE_COOKIE, SESSION_COOKIE, Access, cookie
from ui.access.accounts import User, folded_name
from ui.access.forms import read_form
from ui.access.gate import LOGIN, LOGOUT, caller_at, identity_of
from ui.text_fr import service as text_service

_LONGEST_NAME = 64


def login_router(access: Access) -> APIRouter:
    router = APIRouter()

    @router.get(LOGIN)
    def login(suite: str = "/") -> Response:
        return _login_page(access, _inside(suite))

    @router.post(LOGIN)
    async def log_in(request: Request) -> Response:
        form = await read_form(request)
        if form is None:
            return plain_page.sentence_page(text_service.TOO_LONG, status=413)
        return await run_in_threadpool(_log_in, access, request, form)

    @router.post(LOGOUT)
    def log_out(request: Request) -> Response:
        key, identity = cookie(request.headers, SESSION_COOKIE), identity_of(request)
        if key:
            access.sessions.close(key)
            access.journal.write("deconnexion", identity.name, role=identity.role.word, address=caller_at(request).address)
        response = RedirectResponse(LOGIN, status_code=303)
        response.delete_cookie(SESSION_COOKIE, path="/")
        # The conversation that the tab keeps goes too; not the cookies, one of which spares this browser the wait of others' failures.
        response.headers["Clear-Site-Data"] = '"storage"'
        return response

    @router.get("/moi")
    def myself(request: Request) -> Response:
        identity = identity_of(request)
        return JSONResponse({"name": identity.name, "role": identity.role.word, "means": identity.means})

    return router


def _log_in(access: Access, request: Request, form: dict[str, str]) -> Response:
    name, password, following = (
        folded_name(form.get("nom", ""))[:_LONGEST_NAME],
        form.get("motdepasse", ""),
        _inside(form.get("suite", "/")),
    )
    caller, device = caller_at(request), cookie(request.headers, DEVICE_COOKIE)
    known = access.sessions.knows_device(device, name)
    place = f"device {device}" if known else caller.address
    wait = access.throttle.begin(name, place)
    if wait:
        access.journal.write("connexion_freinee", name, address=caller.address, done=False)
        page = _login_page(access, following, name, text_service.login_wait(wait), status=429)
        page.headers["Retry-After"] = str(int(wait) + 1)
        return page
    user = access.accounts.verify(name, password)
    if user is None:
        access.journal.write("connexion", name, address=caller.address, done=False)
        return _login_page(access, following, name, text_service.LOGIN_WRONG, status=403)
    access.throttle.succeeded(name, place)
    access.journal.write("connexion", user.name, role=user.role.word, address=caller.address)
    response = RedirectResponse(following, status_code=303, headers={"Cache-Control": "no-store"})
    _give_cookies(response, access, user, secure=caller.secure, known=known)
    return response


def _give_cookies(response: Response, access: Access, user: User, *, secure: bool, known: bool) -> None:
    """A session that ends with the browser, or after its hours; and what tells this browser from others at the next login."""
    response.set_cookie(SESSION_COOKIE, access.sessions.open(user), path="/", httponly=True, samesite="lax", secure=secure)
    if not known:
        key, age = access.sessions.remember_device(user), 400 * 86_400
        response.set_cookie(DEVICE_COOKIE, key, max_age=age, path=LOGIN, httponly=True, samesite="strict", secure=secure)


def _login_page(access: Access, following: str, name: str = "", told: str = "", *, status: int = 200) -> Response:
    if not access.needs_login:
        body = Markup('<p>{}</p><p><a href="/">{}</a></p>').format(text_service.LOGIN_NONE, text_service.HOME)
        return plain_page.page(text_service.LOGIN_TITLE, body, status=status)
    alert = Markup('<p role="alert" id="faute">{}</p>').format(told) if told else Markup("")
    described = Markup(' aria-describedby="faute"') if told else Markup("")
    body = Markup(
        '{alert}<form method="post" action="{login}"><input type="hidden" name="suite" value="{following}">'
        '<label for="nom">{name_label}</label><input id="nom" name="nom" value="{name}" autocomplete="username" autocapitalize="none" '
        'spellcheck="false" required{described}>'
        '<label for="motdepasse">{password_label}</label><input id="motdepasse" name="motdepasse" type="password" '
        'autocomplete="current-password" required{described}>'
        '<button>{button}</button></form><p class="hint">{forgotten}</p>'
    ).format(
        alert=alert,
        login=LOGIN,
        following=following,
        name_label=text_service.LOGIN_NAME,
        name=name,
        described=described,
        password_label=text_service.LOGIN_PASSWORD,
        button=text_service.LOGIN_BUTTON,
        forgotten=text_service.LOGIN_FORGOTTEN,
    )
    return plain_page.page(text_service.LOGIN_TITLE, body, status=status)


def _inside(following: str) -> str:
    """An address of ours, whatever is given: another site could lead here, and be led back to."""
    plain = following.isprintable() and following.startswith("/") and not following.startswith(("//", "/\\"))
    return following if plain and "\\" not in following else "/"
