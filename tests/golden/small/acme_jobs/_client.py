# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Functions other than `send_job` and `trigger_and_wait`; `cgk_runtime.sdk.Sdk` documents each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acme_jobs._catalog import CATALOG, sdk

if TYPE_CHECKING:
    from cgk_runtime import JobProvider, Settings

    from acme_jobs._job_client import JobClient

around_run = sdk.around_run
around_send = sdk.around_send
cancel_job = sdk.cancel_job
cancel_job_sync = sdk.cancel_job_sync
get_handle = sdk.get_handle
get_run_status = sdk.get_run_status
get_run_status_sync = sdk.get_run_status_sync
health_check = sdk.health_check
health_check_sync = sdk.health_check_sync
replay_job = sdk.replay_job
replay_job_sync = sdk.replay_job_sync
reset_job_client = sdk.reset_job_client
reset_job_client_sync = sdk.reset_job_client_sync
resource = sdk.resource
send_job_dynamic = sdk.send_job_dynamic
send_job_dynamic_sync = sdk.send_job_dynamic_sync
send_jobs = sdk.send_jobs
send_jobs_sync = sdk.send_jobs_sync
set_job_client = sdk.set_job_client
tenant_source = sdk.tenant_source
tenant_weight = sdk.tenant_weight
trigger_and_wait_dynamic = sdk.trigger_and_wait_dynamic
trigger_and_wait_dynamic_sync = sdk.trigger_and_wait_dynamic_sync
upcast = sdk.upcast
with_tenant = sdk.with_tenant


def create_job_client(provider: str | JobProvider | None = None, *, settings: Settings | None = None) -> JobClient:
    """Create a separate client; use it as an async or sync context manager, which closes its connections.

    Args:
        provider: A provider or its name; None uses the one that the settings name.
        settings: Replaces the environment and `.env.local`.

    Raises:
        NotConfiguredError: No provider is configured.
        ConfigurationError: The provider is unknown, or a setting is missing or invalid.

    Example:
        async with create_job_client("local") as client:
            await client.send_job("parcel.sent", {"tenantId": "acme", "parcelId": "p1", "weight": 2, "to": {"street": "Main Street 1"}, "returnTo": None, "speed": "fast", "note": None})
    """
    from acme_jobs._job_client import JobClient

    return JobClient(CATALOG, sdk.find_provider(provider, settings), sdk.send_middleware)
