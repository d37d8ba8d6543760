"""Page that replaces all others while `cgk dev` has no running worker, such as after an import error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from cgk_runtime.dashboard.rendering import ASSETS, create_environment, html_response

if TYPE_CHECKING:
    from cgk_runtime.dashboard.access import Access


def install_error_page(application: web.Application, access: Access, title: str, details: str) -> None:
    """Add the page to an application, for all paths except those below /v1/.

    Args:
        application: The application.
        access: Access control.
        title: Title of the page, such as "the worker ended with status 1".
        details: Traceback, or empty.
    """
    template = create_environment().get_template("message.html.jinja")
    page = template.render(
        base="layout.html.jinja",
        section="",
        root=access.root,
        restart_reason="",
        title=title,
        text="Save a Python file to restart the worker; this page then shows the runs again.",
        details=details or "The terminal shows the reason.",
    )

    async def show(_request: web.Request) -> web.Response:
        return html_response(page, 503, {"Refresh": "2"})

    access.protect(application)
    application.router.add_static(f"{access.root}/assets", ASSETS)
    application.router.add_route("*", "/{path:.*}", show)
