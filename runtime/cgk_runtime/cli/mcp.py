"""`cgk mcp [MODULE...]`: serve the catalog to assistants over the Model Context Protocol."""

from __future__ import annotations

import argparse

from cgk_runtime.cli.options import add_modules_argument, add_sdk_option


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Serve the catalog to an assistant over the Model Context Protocol, on standard input and output: search "
        "events, describe one with its schema and snippets, validate a payload, list schedules and handlers. Nothing "
        "is sent. Requires the extra: pip install 'cgk-runtime[cli,mcp]'.\n\n"
        "The assistant starts the command; add it to its configuration. Handlers are read once, from the modules."
    )
    parser.epilog = "Examples:\n\n  cgk mcp\n  cgk mcp app.tasks"
    add_modules_argument(parser)
    add_sdk_option(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command until the client closes the connection.

    Raises:
        ConfigurationError: The extra `mcp` or a generated package is not installed.
        CommandError: A module cannot be imported.
    """
    from cgk_runtime.cli.handlers.command import read_handlers
    from cgk_runtime.mcp.catalog_tools import CatalogTools
    from cgk_runtime.mcp.server import create_server

    catalog, document = read_handlers(options.modules, options.sdk)
    create_server(catalog, CatalogTools(catalog, document)).run("stdio")
    return 0
