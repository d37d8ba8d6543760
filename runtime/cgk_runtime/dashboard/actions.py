"""Cancellation and replay, of one run or of many."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from cgk_runtime._internal.plurals import pluralize
from cgk_runtime.client.provider import JobMessage, version_header
from cgk_runtime.dashboard.access import FORM
from cgk_runtime.dashboard.forms import first_value
from cgk_runtime.dashboard.queries import RunQuery, find_run, matching_ids
from cgk_runtime.dashboard.send_pages import ORIGIN
from cgk_runtime.dashboard.services import Services
from cgk_runtime.errors import JobsError, RunNotFoundError
from cgk_runtime.providers.local.observer import job_origin
from cgk_runtime.validation.payloads import parse_received_payload

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobProvider

_VERBS: Final = {"replay": "Replay", "cancel": "Cancel"}
_PAST_TENSES: Final = {"replay": "Replayed", "cancel": "Canceled"}


class Actions:
    """Cancellation and replay.

    Args:
        services: Parts of `cgk dev`.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._provider: JobProvider = services.client.provider

    async def cancel(self, request: web.Request) -> web.StreamResponse:
        """Cancel a run and redirect to its page."""
        await self._cancel(await self._services.find_run(request.match_info["id"]))
        raise self._services.redirect(f"/runs/{request.match_info['id']}")

    async def replay(self, request: web.Request) -> web.StreamResponse:
        """Send a run's payload again and redirect to the new run."""
        try:
            job_id = await self._replay(await self._services.find_run(request.match_info["id"]))
        except JobsError as error:
            return self._render_message(request, "The job was not sent again", str(error))
        raise self._services.redirect(f"/runs/{job_id}")

    async def bulk(self, request: web.Request) -> web.StreamResponse:
        """Cancel or replay many runs after the user has confirmed their number."""
        form = request[FORM]
        action, _, scope = first_value(form, "action").partition("-")
        if action not in _VERBS:
            raise web.HTTPBadRequest(text="Unknown action")
        query = RunQuery.read(dict(parse_qsl(urlsplit(first_value(form, "filter")).query)))
        ids: Sequence[str] = form.get("id", [])
        if scope == "all":
            ids = await self._services.query(matching_ids, query, time.time())
        if not ids:
            return self._render_message(request, "No run is selected", "Select runs in the list first.")
        if first_value(form, "confirmed") == str(len(ids)):
            return await self._act_on_each(request, action, ids)
        return self._services.render(
            request,
            "confirm",
            "Runs",
            question=f"{_VERBS[action]} {pluralize(len(ids), 'run')}?",
            action=first_value(form, "action"),
            verb=_VERBS[action],
            ids=[] if scope == "all" else ids,
            filter=query.address(),
            confirmed=len(ids),
        )

    async def _act_on_each(self, request: web.Request, action: str, ids: Sequence[str]) -> web.Response:
        """Cancel or replay runs one by one, and respond with their number and the problems."""
        act = self._replay if action == "replay" else self._cancel
        changed_count, problems, replayed_jobs = 0, list[str](), set[str]()
        for run_id in ids:
            run = await self._services.query(find_run, run_id)
            try:
                if run is None:
                    problems.append(f"{run_id}: the history has no such run")
                elif action == "replay" and run["job_id"] in replayed_jobs:
                    changed_count += 1  # the replay of another handler's run has sent the job to this handler as well
                elif await act(run):
                    changed_count += 1
                    replayed_jobs.add(run["job_id"] or "")
                else:
                    problems.append(f"{run_id}: it had ended already")
            except JobsError as error:
                problems.append(f"{run_id}: {error}")
        title = f"{_PAST_TENSES[action]} {changed_count} of {pluralize(len(ids), 'run')}"
        return self._render_message(request, title, "", "\n".join(problems), 200)

    async def _cancel(self, run: Mapping[str, Any]) -> bool:
        """Cancel a run; return False if it has ended."""
        try:
            # The provider knows better than the history, which is written with a delay.
            if all(current.is_final for current in await self._provider.runs(run["id"])):
                return False
            await self._provider.cancel(run["id"])
        except RunNotFoundError:
            return False  # it ended and was removed from memory after the history was read
        return True

    async def _replay(self, run: Mapping[str, Any]) -> str:
        """Send a run's payload again and return the id of the new job."""
        job_origin.set(ORIGIN)
        catalog = self._services.sdk.catalog
        document = run["payload"].encode()
        tenant_id = parse_received_payload(catalog, run["event"], document)[1]
        headers = version_header(json.loads(run["headers"] or "{}"))
        return await self._provider.send(JobMessage(catalog.event(run["event"]), tenant_id, document, headers=headers))

    def _render_message(
        self, request: web.Request, title: str, text: str, details: str = "", status: int = 422
    ) -> web.Response:
        return self._services.render(request, "message", "Runs", status, title=title, text=text, details=details)
