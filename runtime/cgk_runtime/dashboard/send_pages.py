"""Send form, which also edits the payload of a run before it is sent again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from aiohttp import web

from cgk_runtime.catalog_pages import EventPage, read_event_page
from cgk_runtime.client.options import SendOptions
from cgk_runtime.dashboard.access import FORM
from cgk_runtime.dashboard.forms import FormError, first_value, form_fields, read_payload
from cgk_runtime.dashboard.rendering import indented_json
from cgk_runtime.dashboard.services import Services
from cgk_runtime.errors import JobsError
from cgk_runtime.providers.local.observer import job_origin

ORIGIN = "the dashboard"
"""Origin of jobs that the send form and replays create; shown on the pages of their runs."""


class SendPages:
    """Send form and its submission.

    Args:
        services: Parts of `cgk dev`.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._catalog = services.sdk.catalog

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Respond with the form of an event, prefilled from an example."""
        default_event = next(iter(self._services.sdk.registry.events or self._catalog.events), "")
        event = self._check_event(request.query.get("event") or default_event)
        examples = _examples(read_event_page(self._catalog, event))
        examples_by_number = {str(number): example for number, example in enumerate(examples, 1)}
        payload = examples_by_number.get(request.query.get("example", "1"), {})
        return await self._render_form(request, event, payload, {})

    async def edit(self, request: web.Request) -> web.StreamResponse:
        """Respond with the form, filled from a run, with personal data; only for requests with the token."""
        run = await self._services.find_run(request.match_info["id"])
        # As JSON, because the form has no inputs for fields of another version of the catalog.
        event, payload = self._check_event(run["event"]), json.loads(run["payload"])
        return await self._render_form(request, event, payload, {"mode": ["json"]})

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """Validate and send the job as `send_job` does; respond with the form and the problems if it is invalid."""
        form = request[FORM]
        event = self._check_event(first_value(form, "event"))
        payload: dict[str, Any] = {}
        try:
            payload = read_payload(self._catalog, event, form)
            job_origin.set(ORIGIN)
            handle = await self._services.client.send_job_dynamic(event, payload, **_options(form))
        except JobsError as error:
            return await self._render_form(request, event, payload, form, error=str(error))
        raise self._services.redirect(f"/runs/{handle.id}")

    def _check_event(self, event: str) -> str:
        if event not in self._catalog.events:
            raise web.HTTPNotFound(text="The catalog has no such event")
        return event

    async def _render_form(
        self,
        request: web.Request,
        event: str,
        payload: Mapping[str, Any],
        form: Mapping[str, Sequence[str]],
        *,
        error: str = "",
    ) -> web.Response:
        services, page = self._services, read_event_page(self._catalog, event)
        fields = form_fields(self._catalog, event, payload)
        if first_value(form, "mode") == "form":
            fields = [replace(field, value=first_value(form, f"field.{field.name}")) for field in fields]
        tenants = await services.tenants()
        payload_tenant = str(payload.get(self._catalog.tenant_field, ""))
        tenant = first_value(form, "tenant") or payload_tenant or next(iter(tenants), "")
        document = first_value(form, "document") or indented_json(payload)
        handlers = services.sdk.registry.handlers(event)
        is_json = first_value(form, "mode") == "json" or not fields
        return services.render(
            request,
            "send",
            "Send",
            422 if error else 200,
            event=event,
            events=list(self._catalog.events),
            examples=len(_examples(page)),
            fields=fields,
            tenants=tenants,
            tenant=tenant,
            tenant_field=self._catalog.tenant_field,
            document=document,
            is_json=is_json,
            delay=first_value(form, "delay"),
            key=first_value(form, "idempotency_key"),
            error=error,
            places=[services.source_link(handler.place) for handler in handlers],
        )


def _examples(page: EventPage | None) -> Sequence[Mapping[str, Any]]:
    return page.examples if page else ()


def _options(form: Mapping[str, Sequence[str]]) -> SendOptions:
    options: dict[str, Any] = {}
    delay, key = first_value(form, "delay"), first_value(form, "idempotency_key")
    if delay:
        try:
            options["delay"] = float(delay)
        except ValueError:
            raise FormError("The delay must be a number of seconds") from None
    if key:
        options["idempotency_key"] = key
    return cast("SendOptions", options)
