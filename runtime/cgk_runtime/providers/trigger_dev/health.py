"""Health check of the API: server reachable, key accepted, branch known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cgk_runtime.client.provider import Health
from cgk_runtime.errors import ApiError
from cgk_runtime.providers.http import RetryPolicy
from cgk_runtime.providers.http.api_errors import api_error
from cgk_runtime.providers.trigger_dev.api import COMPONENT

if TYPE_CHECKING:
    from cgk_runtime.providers.trigger_dev.api import TriggerDevApi

PROVIDER_NAME: Final = "trigger.dev"
_ONE_ATTEMPT: Final = RetryPolicy(attempts=1, deadline=10)


async def check_health(api: TriggerDevApi) -> Health:
    """Check the key by requesting its claims. A scoped key has none, so list one run with it.

    `whoami` is not used, because its response contains the key.
    """
    try:
        return await _check(api)
    except ApiError as error:
        return Health(PROVIDER_NAME, healthy=False, detail=str(error), status=error.status)


async def _check(api: TriggerDevApi) -> Health:
    settings = api.settings
    location = f"{settings.environment or 'unknown'} environment at {settings.base_url}"
    if settings.branch:
        location = f"branch {settings.branch} of the {location}"
    response = await api.request("POST", "/api/v1/auth/jwt/claims", operation="check key", policy=_ONE_ATTEMPT)
    is_accepted = response.is_success
    if response.status in {401, 404}:
        # A valid scoped key gets 401 here, and servers older than this route answer 404.
        response = await api.request("GET", "/api/v1/runs?page%5Bsize%5D=1", operation="check key", policy=_ONE_ATTEMPT)
        is_accepted = response.is_success or response.status == 403
    if is_accepted and isinstance(response.data, dict):
        key_type, limits = "key", ""
        if settings.is_scoped:
            key_type, limits = "scoped key", "; it may lack the permission to send, and cannot send large payloads"
        return Health(PROVIDER_NAME, healthy=True, detail=f"the {key_type} is accepted, {location}{limits}")
    if response.status == 401:
        detail = f"the key is not accepted, {location}{api.hint(401)}"
    else:
        detail = str(api_error(response, COMPONENT))
    return Health(PROVIDER_NAME, healthy=False, detail=detail, status=response.status)
