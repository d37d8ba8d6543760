# Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
"""What a client does beside sending one job; each function has its documentation at `cgk_runtime.sdk.Sdk`."""

from __future__ import annotations

from acme_jobs._catalog import sdk

around_run = sdk.around_run
around_send = sdk.around_send
cancel_job = sdk.cancel_job
cancel_job_sync = sdk.cancel_job_sync
create_job_client = sdk.create_job_client
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
schedule = sdk.schedule
send_job_dynamic = sdk.send_job
send_job_dynamic_sync = sdk.send_job_sync
send_jobs = sdk.send_jobs
send_jobs_sync = sdk.send_jobs_sync
set_job_client = sdk.set_job_client
tenant_source = sdk.tenant_source
with_tenant = sdk.with_tenant
