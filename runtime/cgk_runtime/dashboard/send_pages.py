"""Send form, which also edits a payload before a replay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from aiohttp import web

from cgk_runtime.catalog_pages import read_event_page
from cgk_runtime.client.options import SendOptions
from cgk_runtime.dashboard.access import FORM
from cgk_runtime.dashboard.documents import restore_payload, visible_payload
from cgk_runtime.dashboard.forms import FormError, examples_of, first, form_fields, read_payload
from cgk_runtime.dashboard.queries import find_run
from cgk_runtime.dashboard.rendering import pretty
from cgk_runtime.dashboard.services import Services
from cgk_runtime.errors import JobsError
from cgk_runtime.providers.local.observer import job_origin

ORIGIN = "the dashboard"


class SendPages:
    """Send form and its submission.

    Args:
        services: Parts of `cgk dev`.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._catalog = services.sdk.catalog

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Respond with the form of an event, prefilled from an example or from a run."""
        handled = self._services.sdk.registry.events
        event = request.query.get("event") or next(iter(handled or self._catalog.events), "")
        number = request.query.get("example", "1")
        run: dict[str, Any] | None = None
        if "run" in request.query:
            run = await self._services.read(find_run, request.query["run"])
            if run is None:
                raise web.HTTPNotFound(text="The history has no such run")
            event = run["event"]
        if event not in self._catalog.events:
            raise web.HTTPNotFound(text="The catalog has no such event")
        payload: Mapping[str, Any]
        if run is not None:
            payload = visible_payload(self._catalog, event, run["payload"])
        else:
            examples = examples_of(read_event_page(self._catalog, event))
            at = int(number) - 1 if number.isascii() and number.isdigit() and len(number) < 4 else 0
            payload = examples[at] if 0 <= at < len(examples) else {}
        return await self._form(request, event, payload, {}, run_id=run["id"] if run else "")

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """Validate and send the job as `send_job` does; respond with the form and the problems if it is invalid."""
        form = request[FORM]
        event = first(form, "event")
        if event not in self._catalog.events:
            raise web.HTTPNotFound(text="The catalog has no such event")
        payload: dict[str, Any] = {}
        try:
            payload = read_payload(self._catalog, event, form)
            run_id = first(form, "run")
            sent: object = payload
            if run_id:
                run = await self._services.read(find_run, run_id)
                if run is None:
                    raise FormError("The history no longer has the run to replay")
                sent = restore_payload(self._catalog, event, payload, run["payload"])
            options = _options(form)
            job_origin.set(ORIGIN)
            handle = await self._services.client.send_job_dynamic(event, sent, **options)
        except JobsError as error:
            return await self._form(request, event, payload, form, error=str(error), run_id=first(form, "run"))
        raise self._services.redirect(f"/runs/{handle.id}")

    async def _form(
        self,
        request: web.Request,
        event: str,
        payload: Mapping[str, Any],
        form: Mapping[str, Sequence[str]],
        *,
        error: str = "",
        run_id: str = "",
    ) -> web.Response:
        services, page = self._services, read_event_page(self._catalog, event)
        fields = form_fields(self._catalog, event, payload)
        tenants = await services.tenants()
        tenant = first(form, "tenant") or str(payload.get(self._catalog.tenant_field, "")) or next(iter(tenants), "")
        document = first(form, "document") or pretty(payload)
        handlers = services.sdk.registry.handlers(event)
        is_json = first(form, "mode") == "json" or bool(run_id) or not fields
        return services.page(
            request,
            "send",
            "Send",
            422 if error else 200,
            event=event,
            events=list(self._catalog.events),
            page=page,
            examples=len(examples_of(page)),
            fields=fields,
            tenants=tenants,
            tenant=tenant,
            tenant_field=self._catalog.tenant_field,
            document=document,
            is_json=is_json,
            delay=first(form, "delay"),
            key=first(form, "idempotency_key"),
            error=error,
            run_id=run_id,
            places=[services.place(handler.place) for handler in handlers],
        )


def _options(form: Mapping[str, Sequence[str]]) -> SendOptions:
    options: dict[str, Any] = {}
    delay, key = first(form, "delay"), first(form, "idempotency_key")
    if delay:
        try:
            options["delay"] = float(delay)
        except ValueError:
            raise FormError("The delay must be a number of seconds") from None
    if key:
        options["idempotency_key"] = key
    return cast("SendOptions", options)
