"""The MCP server: the commands that read, as tools for assistants, with typed arguments and the shapes of the commands."""

import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, get_type_hints

from fastapi.concurrency import run_in_threadpool
from mcp import types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp.shared.exceptions import MCPError
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, create_model
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ui import text_fr
from ui.access.table import TOOLS
from ui.directory_shapes import FundingShape, PartnerShape
from ui.shapes import AnswerShape, FicheShape, FindingShape, SearchShape
from ui.tabs import gr
from ui.text_fr import service as text_service

NAME = "fiches"
PATH = "/mcp"
# What each returns. MCP wants an object: a list stands under « result ».
_RETURNED: Mapping[str, Any] = {
    "ask": AnswerShape,
    "search": list[SearchShape],
    "show": FicheShape,
    "funding": list[FundingShape],
    "partners": list[PartnerShape],
    "check": list[FindingShape],
}
_LEFT_OUT = {"funding": ("deadlines",)}  # another shape: a tool returns one


@dataclass(frozen=True, slots=True)
class _Tool:
    run: Callable[..., Any]
    arguments: type[BaseModel]
    described: types.Tool


def _tool(name: str, function: Callable[..., Any]) -> _Tool:
    """Describe a function by its signature; its sentences are those of the commands."""
    hints = get_type_hints(function)
    fields: dict[str, Any] = {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name not in _LEFT_OUT.get(name, ()):
            default = ... if parameter.default is parameter.empty else parameter.default
            fields[parameter.name] = (hints[parameter.name], Field(default, description=text_service.ARGUMENTS[parameter.name]))
    arguments = create_model(name, __config__=ConfigDict(extra="forbid"), **fields)
    returned = _RETURNED[name]
    schema = TypeAdapter(returned).json_schema()
    if isinstance(returned, type) and issubclass(returned, BaseModel):
        output = schema
    else:
        definitions = schema.pop("$defs", {})
        output = {"type": "object", "properties": {"result": schema}, "required": ["result"], "$defs": definitions}
    described = types.Tool(
        name=name,
        title=text_service.TOOL_TITLES[name],
        description=inspect.getdoc(function),
        input_schema=arguments.model_json_schema(),
        output_schema=output,
        annotations=types.ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False),
    )
    return _Tool(function, arguments, described)


def mcp_manager(functions: Mapping[str, Callable[..., Any]]) -> StreamableHTTPSessionManager:
    """Return the server as what answers its requests; `run` holds it open for as long as the application lives."""
    tools = {name: _tool(name, functions[name]) for name in TOOLS}

    async def list_tools(_context: ServerRequestContext[Any], _given: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[tool.described for tool in tools.values()])

    async def call_tool(_context: ServerRequestContext[Any], given: types.CallToolRequestParams) -> types.CallToolResult:
        tool = tools.get(given.name)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, text_service.no_such_tool(given.name, list(tools)))
        try:
            arguments = tool.arguments.model_validate(given.arguments or {})
        except ValidationError as error:
            names = ", ".join(sorted({str(found["loc"][0]) for found in error.errors() if found["loc"]}))
            return _failed(text_fr.bad_argument(names))
        given_by_name = {name: getattr(arguments, name) for name in type(arguments).model_fields}
        try:
            found = await run_in_threadpool(tool.run, **given_by_name)
        except gr.Error as error:
            return _failed(str(error.message))
        structured = found if isinstance(found, dict) else {"result": found}
        text = json.dumps(structured, ensure_ascii=False, indent=1)
        return types.CallToolResult(content=[types.TextContent(text=text)], structured_content=structured)

    server: Server[Any] = Server(
        NAME,
        version=version("fiches"),
        title=text_fr.PAGE_TITLE,
        instructions=text_service.MCP_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    # The gate has looked at the host and the origin already, with the accounts and the proxy in mind.
    return StreamableHTTPSessionManager(
        server, json_response=True, stateless=True, security_settings=TransportSecuritySettings(enable_dns_rebinding_protection=False)
    )


def mcp_route(manager: StreamableHTTPSessionManager) -> Route:
    class Endpoint:  # a class, so that Starlette hands it the request as it comes
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await manager.handle_request(scope, receive, send)

    return Route(PATH, Endpoint(), methods=["POST"])


def _failed(sentence: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=sentence)], is_error=True)
