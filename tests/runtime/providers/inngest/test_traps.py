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
    "a response may have no JSON, no ids or empty ids": test_sending.test_response_without_all_ids_is_an_error,
    "the SDK does not retry status 429": test_sending.test_response_without_all_ids_is_an_error,
    "the SDK hides the status of a response": test_sending.test_wrong_key_names_its_variable,
    "a batch is not atomic": test_sending.test_partial_acceptance_is_reported_per_item,
    "a batch of more than 5000 events is partly refused": test_sending.test_batch_is_checked_before_it_is_sent,
    "an event has a maximum size": test_sending.test_large_batch_is_split_by_size,
    "an event's ts is in milliseconds": test_sending.test_delay_becomes_a_timestamp,
    "event ids are unique per function, not per tenant": test_sending.test_idempotency_keys_are_per_tenant,
    "a retry after a lost response could start a second run": test_sending.test_lost_response_makes_no_second_event,
    "the same seed gives the same ids": test_recorded.test_same_seed_gives_same_ids,
    "one client may be used on several event loops": test_sending.test_loops_and_threads_share_a_client,
    "the SDK drops the path of a base URL": test_sending.test_branch_and_path_prefix_are_sent,
    "functions cannot be registered at a server below a path": test_limits.test_base_url_with_a_path_is_refused,
    "the SDK ignores an address without a scheme and uses the cloud": test_settings.test_invalid_variable_is_reported,
    "the cloud has one host for events and one for its API": test_settings.test_origins_come_from_variables,
    "a signing key must be hexadecimal": test_settings.test_invalid_variable_is_reported,
    "the event key is part of the URL": test_secrets.test_keys_are_not_in_logs_errors_or_traces,
    "data must be valid JSON": test_sending.test_payload_is_sent_as_validated,
    "an event without a function never has a run": test_sending.test_unserved_event_times_out_with_a_hint,
    "a new event is not visible at once": test_sending.test_invisible_event_is_queued,
    "a retried run looks ended, and responses are cached for seconds": test_functions.test_retry_pauses_are_requested,
    "an event may have several runs": test_functions.test_wait_begins_before_runs_are_known,
    "a dev server accepts the keys of the cloud": test_sending.test_health_distinguishes_keys_and_modes,
    "the server has its own backoff": test_functions.test_retry_pauses_are_requested,
    "at most two concurrency limits and 20 retries": test_limits.test_unsupported_task_is_named,
    "cron with seconds, or with Sunday as 7, is not supported": test_limits.test_unsupported_schedule_is_named,
    "a schedule's event has no tenant": test_functions.test_schedules_reach_every_tenant,
    "functions may be refused with status 200": test_functions.test_refused_functions_are_not_registered,
    "registration with a wrong key": test_commands.test_serve_reports_mistakes_and_exits,
    "serving without a signing key": test_limits.test_cloud_mode_requires_the_signing_key,
    "the SDK ignores the age of a signature": test_serving.test_stale_request_is_refused,
    "a thread keeps the tenant of its last handler": test_functions.test_plain_handlers_run_in_threads,
    "options that only Trigger.dev supports are ignored": test_every_option.test_inngest_honors_or_refuses_task_options,
    "a priority above 600 is clipped": test_every_option.test_priority_beyond_inngests_range_fails,
    "a worker whose functions are refused retries forever": test_worker.test_refused_functions_end_the_worker,
    "a worker without a server gives up": test_worker.test_failed_start_is_reported_and_retried,
    "a worker misses a close during the handshake": test_worker.test_worker_stops_during_the_handshake,
}


def test_every_trap_has_a_test() -> None:
    for trap, test in TRAPS.items():
        assert test.__name__.startswith("test_"), trap
        assert not [mark for mark in getattr(test, "pytestmark", []) if mark.name in {"skip", "skipif", "xfail"}], trap
