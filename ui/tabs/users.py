"""The view of the accounts: what an administrator sends -> the accounts as they stand after it."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from ui.access.accounts import AccountError, Accounts, folded_name
from ui.access.forms import read_form
from ui.access.gate import identity_of, tell
from ui.access.roles import ROLE_NAMES, Role, role_named
from ui.html.users import ADDRESS, users_html
from ui.text_fr import service as text_service
from ui.views import view_response
from ui.wiring import Desk

Fields = dict[str, str]


def users_router(desk: Desk) -> APIRouter:
    router = APIRouter()
    accounts = Accounts(desk.settings.data_dir)  # the gate reads the same file, and sees a change at once

    def shown(request: Request, *, told: str = "", refused: str = "") -> HTMLResponse:
        part = users_html(accounts.users(), identity_of(request).name, told=told, refused=refused)
        return view_response(request, "utilisateurs", [part], title=text_service.USERS, status=409 if refused else 200)

    async def changed(request: Request, change: Callable[[str, Fields], str]) -> HTMLResponse:
        """Make a change of the account that the form names, and say what was done or why not."""
        fields = await read_form(request) or {}
        name = folded_name(fields.get("nom", ""))
        tell(request, account=name[:200])
        if name and name == identity_of(request).name:
            return shown(request, refused=text_service.USER_OWN_REFUSED)
        try:
            return shown(request, told=await run_in_threadpool(change, name, fields))
        except AccountError as error:
            return shown(request, refused=str(error))

    def add(name: str, fields: Fields) -> str:
        user = accounts.add(name, _role(fields), fields.get("mot_de_passe", ""))
        return text_service.user_added(user.name, user.role.word)

    def set_role(name: str, fields: Fields) -> str:
        role = _role(fields)
        accounts.set_role(name, role)
        return text_service.role_changed(name, role.word)

    def set_password(name: str, fields: Fields) -> str:
        accounts.set_password(name, fields.get("mot_de_passe", ""))
        return text_service.password_changed(name)

    def remove(name: str, _fields: Fields) -> str:
        accounts.remove(name)
        return text_service.user_removed(name)

    @router.get(ADDRESS, response_class=HTMLResponse)
    def users(request: Request) -> HTMLResponse:
        return shown(request)

    @router.post(f"{ADDRESS}/ajouter", response_class=HTMLResponse)
    async def added(request: Request) -> HTMLResponse:
        return await changed(request, add)

    @router.post(f"{ADDRESS}/role", response_class=HTMLResponse)
    async def role_set(request: Request) -> HTMLResponse:
        return await changed(request, set_role)

    @router.post(f"{ADDRESS}/mot-de-passe", response_class=HTMLResponse)
    async def password_set(request: Request) -> HTMLResponse:
        return await changed(request, set_password)

    @router.post(f"{ADDRESS}/retirer", response_class=HTMLResponse)
    async def removed(request: Request) -> HTMLResponse:
        return await changed(request, remove)

    return router


def _role(fields: Fields) -> Role:
    word = fields.get("role", "")
    found = role_named(word)
    if found is None:
        raise AccountError(text_service.no_such_role(word, ROLE_NAMES))
    return found
