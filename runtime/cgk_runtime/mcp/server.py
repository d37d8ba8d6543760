"""MCP server with the tools about a catalog, built with the official SDK."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from cgk_runtime._internal.optional_deps import require
from cgk_runtime.errors import JobsError

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

    from cgk_runtime.catalog import Catalog
    from cgk_runtime.mcp.catalog_tools import CatalogTools

Tool = Callable[..., dict[str, Any]]


def create_server(catalog: Catalog, tools: CatalogTools) -> MCPServer:
    """Return a server with the tools; `run("stdio")` serves a client.

    Args:
        catalog: The catalog.
        tools: The tools about it.

    Raises:
        ConfigurationError: The extra `mcp` is not installed.
    """
    require("mcp", "mcp", "serving the catalog to assistants")
    from mcp.server.mcpserver import MCPServer
    from mcp.types import ToolAnnotations

    instructions = (
        f"The catalog of background jobs of {catalog.name} ({catalog.package} {catalog.version}). Every payload "
        f"carries {catalog.tenant_field}, which must match {catalog.tenant_pattern}. Search for an event, describe it "
        "before you write code that sends or handles it, and validate payloads."
    )
    server = MCPServer(catalog.name, instructions=instructions, version=catalog.version, log_level="WARNING")
    only_reads = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    for tool in (tools.search_events, tools.describe_event, tools.validate_payload, tools.list_schedules,
                 tools.list_handlers):  # fmt: skip
        server.add_tool(_with_tool_errors(tool), annotations=only_reads)
    return server


def _with_tool_errors(tool: Tool) -> Tool:
    """Return a tool whose errors reach the assistant; the SDK hides the text of other exceptions."""
    from mcp.server.mcpserver.exceptions import ToolError

    @wraps(tool)
    def call(**arguments: Any) -> dict[str, Any]:
        try:
            return tool(**arguments)
        except JobsError as error:
            raise ToolError(str(error)) from error

    return call
