"""Parts of `cgk dev` that the dashboard's pages use."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from cgk_runtime.dashboard.access import Access
from cgk_runtime.dashboard.queries import distinct_values, find_run
from cgk_runtime.dashboard.rendering import create_environment, html_response
from cgk_runtime.schedules.fan_out import list_tenants
from cgk_runtime.tasks.source_location import relative_place

if TYPE_CHECKING:
    from cgk_runtime.client.client import JobClient
    from cgk_runtime.dashboard.history import HistoryReader
    from cgk_runtime.sdk import Sdk

DEFAULT_EDITOR: Final = "vscode://file/{file}:{line}"


@dataclass(frozen=True, slots=True)
class DashboardSettings:
    """Settings of the dashboard.

    Attributes:
        directory: The project's folder; source locations are shown relative to it.
        modules: Modules with handlers, which the pytest test on a run's page imports.
        editor: URL that opens an editor, with the placeholders {file} and {line}; empty for no links.
        keep: Number of runs in the history.
        persistent: Whether the history is kept after `cgk dev` ends.
        restart_reason: Text about the change that restarted the worker, such as "app/tasks.py changed", or empty.
    """

    directory: Path
    modules: Sequence[str] = ()
    editor: str = DEFAULT_EDITOR
    keep: int = 5000
    persistent: bool = True
    restart_reason: str = ""


@dataclass(frozen=True, slots=True)
class SourceLink:
    """Source location of a handler: the text to show, and the URL that opens it in an editor, or None."""

    text: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Services:
    """Parts of `cgk dev` that the pages use.

    Attributes:
        sdk: The handlers and the catalog.
        client: Client that sends the jobs submitted in forms.
        reader: Reader of the history.
        access: Access control.
        settings: Settings of the dashboard.
    """

    sdk: Sdk
    client: JobClient
    reader: HistoryReader
    access: Access
    settings: DashboardSettings
    _templates: Any = field(default_factory=create_environment)  # jinja2.Environment; its import stays in one module

    def render(
        self, request: web.Request, template: str, section: str, status: int = 200, **values: Any
    ) -> web.Response:
        """Render a page, or only its live part: the element that the page's script replaces after a change.

        Args:
            request: The request.
            template: The template's name without ".html.jinja".
            section: Name of the navigation entry to mark as current.
            status: HTTP status.
            **values: Values of the template. Any: each template has its own.
        """
        base = "part.html.jinja" if request.headers.get("X-Part") == "live" else "layout.html.jinja"
        text = self._templates.get_template(f"{template}.html.jinja").render(
            base=base,
            section=section,
            root=self.access.root,
            token=self.access.token,
            restart_reason=self.settings.restart_reason,
            **values,
        )
        return html_response(text, status)

    def redirect(self, path: str) -> web.HTTPSeeOther:
        """Return a redirect to a page, for the caller to raise."""
        return web.HTTPSeeOther(self.access.root + path)

    async def query(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call a function of `queries` in a thread, and return its result.

        Raises:
            web.HTTPInternalServerError: The history cannot be read.
        """
        try:
            return await asyncio.to_thread(function, self.reader, *arguments)
        except sqlite3.Error as error:
            text = f"The history cannot be read: {error}; start `cgk dev` again"
            raise web.HTTPInternalServerError(text=text) from None

    async def find_run(self, run_id: str) -> dict[str, Any]:
        """Return a run's row.

        Raises:
            web.HTTPNotFound: The history does not have it.
        """
        run: dict[str, Any] | None = await self.query(find_run, run_id)
        if run is None:
            raise web.HTTPNotFound(text="The history has no such run; it may have been replaced by newer ones")
        return run

    async def tenants(self) -> list[str]:
        """Return the tenants of the tenant source and of the history."""
        names: set[str] = set(await self.query(distinct_values, "tenant"))
        source = self.sdk.registry.tenant_source
        if source is not None:
            with contextlib.suppress(Exception):  # the application's own function; `cgk schedules` reports its error
                names |= set(await list_tenants(source, "tenants"))
        return sorted(names)

    def source_link(self, location: str) -> SourceLink:
        """Return a link to a source location, shown relative to the project."""
        file, _, line = location.rpartition(":")
        if not line.isdigit():
            return SourceLink(location, None)
        editor = self.settings.editor
        text = relative_place(location, self.settings.directory)
        return SourceLink(text, editor.replace("{file}", file).replace("{line}", line) if editor else None)
