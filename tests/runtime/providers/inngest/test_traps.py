"""Known traps of Inngest, each with the test that covers it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tests.runtime.client import test_every_option
from tests.runtime.providers.inngest import (
    test_commands,
    test_functions,
    test_limits,
    test_recorded,
    test_secrets,
    test_sending,
    test_serving,
    test_settings,
    test_worker,
)

TRAPS: Final[dict[str, Callable[..., Any]]] = {
    "no success, no JSON, no ids, empty ids": test_sending.test_response_without_all_ids_is_an_error,
    "429 is not tried again by the SDK": test_sending.test_response_without_all_ids_is_an_error,
    "the statuses of answers are lost by the SDK": test_sending.test_wrong_key_names_its_variable,
    "a batch is not atomic": test_sending.test_partial_acceptance_is_reported_per_item,
    "5001 events: the first ones run": test_sending.test_batch_is_checked_before_it_is_sent,
    "an event's size": test_sending.test_large_batch_is_split_by_size,
    "ts in seconds": test_sending.test_delay_becomes_a_timestamp,
    "ids are counted per function, not per tenant": test_sending.test_idempotency_keys_are_per_tenant,
    "a lost answer and a second run": test_sending.test_lost_response_makes_no_second_event,
    "one seed, the same ids": test_recorded.test_same_seed_gives_same_ids,
    "one client on two loops": test_sending.test_loops_and_threads_share_a_client,
    "a path before every address is dropped": test_sending.test_branch_prefix_and_host_are_used,
    "an API below a path cannot be served": test_limits.test_base_url_with_a_path_is_refused,
    "localhost means the cloud": test_settings.test_invalid_variable_is_reported,
    "the cloud's API has another host": test_settings.test_origins_come_from_variables,
    "a signing key that is not hexadecimal": test_settings.test_invalid_variable_is_reported,
    "the key is part of the address": test_secrets.test_keys_are_not_in_logs_errors_or_traces,
    "data that is no JSON": test_sending.test_payload_is_sent_as_validated,
    "an event without a function": test_sending.test_unserved_event_times_out_with_a_hint,
    "an event that is not to be seen yet": test_sending.test_invisible_event_is_queued,
    "a run that seems to have ended; answers kept for seconds": test_functions.test_catalog_backoff_is_requested,
    "one event, several runs": test_functions.test_wait_begins_before_runs_are_known,
    "a dev server and keys for the cloud": test_sending.test_health_distinguishes_keys_and_modes,
    "back-off is the server's": test_functions.test_catalog_backoff_is_requested,
    "more than two bounds, than 20 retries": test_limits.test_unsupported_task_is_named,
    "cron of six fields, Sunday as 7": test_limits.test_unsupported_schedule_is_named,
    "a schedule's event has no tenant": test_functions.test_schedules_reach_every_tenant,
    "a refusal with HTTP 200": test_functions.test_refused_functions_are_not_registered,
    "a wrong key when registering": test_commands.test_serve_reports_mistakes_and_exits,
    "serving without a signing key": test_limits.test_cloud_mode_requires_the_signing_key,
    "the age of a signature is not looked at": test_serving.test_stale_request_is_refused,
    "the tenant of a thread stays": test_functions.test_plain_handlers_run_in_threads,
    "what only Trigger.dev has is dropped": test_every_option.test_inngest_honors_or_refuses_task_options,
    "a priority above 600 is clipped": test_every_option.test_priority_beyond_inngests_range_fails,
    "a worker whose functions are refused tries forever": test_worker.test_refused_functions_end_the_worker,
    "a worker gives up without a server": test_worker.test_failed_start_is_reported_and_retried,
}


def test_every_trap_has_a_test() -> None:
    for trap, test in TRAPS.items():
        assert test.__name__.startswith("test_"), trap
        assert not [mark for mark in getattr(test, "pytestmark", []) if mark.name in {"skip", "skipif", "xfail"}], trap
