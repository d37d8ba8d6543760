# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
# pyright: reportDeprecated=false
"""acme-jobs 1.2.3: typed background jobs.

Import all public names from here; their modules are loaded on first use.
"""

from __future__ import annotations

import re as _re
from importlib import import_module
from typing import TYPE_CHECKING

from cgk_runtime import __version__ as _runtime_version

if TYPE_CHECKING:
    from cgk_runtime import AbortTask as AbortTask
    from cgk_runtime import ApiError as ApiError
    from cgk_runtime import AuthenticationError as AuthenticationError
    from cgk_runtime import BadRequestError as BadRequestError
    from cgk_runtime import BatchError as BatchError
    from cgk_runtime import CancelOn as CancelOn
    from cgk_runtime import Catalog as Catalog
    from cgk_runtime import Concurrency as Concurrency
    from cgk_runtime import ConfigurationError as ConfigurationError
    from cgk_runtime import ConflictError as ConflictError
    from cgk_runtime import ConnectionFailedError as ConnectionFailedError
    from cgk_runtime import CrossTenantError as CrossTenantError
    from cgk_runtime import Debounce as Debounce
    from cgk_runtime import EventDefinition as EventDefinition
    from cgk_runtime import Health as Health
    from cgk_runtime import InvalidOptionError as InvalidOptionError
    from cgk_runtime import InvalidPayloadError as InvalidPayloadError
    from cgk_runtime import InvalidTenantError as InvalidTenantError
    from cgk_runtime import Job as Job
    from cgk_runtime import JobHandle as JobHandle
    from cgk_runtime import JobItem as JobItem
    from cgk_runtime import JobMessage as JobMessage
    from cgk_runtime import JobProvider as JobProvider
    from cgk_runtime import JobsError as JobsError
    from cgk_runtime import MissingTenantError as MissingTenantError
    from cgk_runtime import NotConfiguredError as NotConfiguredError
    from cgk_runtime import NoTenantError as NoTenantError
    from cgk_runtime import NotFoundError as NotFoundError
    from cgk_runtime import NotSupportedError as NotSupportedError
    from cgk_runtime import PayloadTooLargeError as PayloadTooLargeError
    from cgk_runtime import PermissionDeniedError as PermissionDeniedError
    from cgk_runtime import ProviderError as ProviderError
    from cgk_runtime import QueueFullError as QueueFullError
    from cgk_runtime import RateLimit as RateLimit
    from cgk_runtime import RateLimitError as RateLimitError
    from cgk_runtime import Retry as Retry
    from cgk_runtime import RetryAfter as RetryAfter
    from cgk_runtime import Run as Run
    from cgk_runtime import RunFailedError as RunFailedError
    from cgk_runtime import RunFailure as RunFailure
    from cgk_runtime import RunningLoopError as RunningLoopError
    from cgk_runtime import RunNotFoundError as RunNotFoundError
    from cgk_runtime import ScheduleContext as ScheduleContext
    from cgk_runtime import ScheduleDefinition as ScheduleDefinition
    from cgk_runtime import ScopeInGeneratorError as ScopeInGeneratorError
    from cgk_runtime import SendOptions as SendOptions
    from cgk_runtime import ServerError as ServerError
    from cgk_runtime import TaskContext as TaskContext
    from cgk_runtime import TaskOptions as TaskOptions
    from cgk_runtime import UnknownEventError as UnknownEventError
    from cgk_runtime import UnknownScheduleError as UnknownScheduleError
    from cgk_runtime import UnprocessableError as UnprocessableError
    from cgk_runtime import WaitOptions as WaitOptions
    from cgk_runtime import WaitTimeoutError as WaitTimeoutError
    from cgk_runtime import current_tenant as current_tenant

    from acme_jobs._catalog import CATALOG as CATALOG
    from acme_jobs._client import around_run as around_run
    from acme_jobs._client import around_send as around_send
    from acme_jobs._client import cancel_job as cancel_job
    from acme_jobs._client import cancel_job_sync as cancel_job_sync
    from acme_jobs._client import create_job_client as create_job_client
    from acme_jobs._client import get_handle as get_handle
    from acme_jobs._client import get_run_status as get_run_status
    from acme_jobs._client import get_run_status_sync as get_run_status_sync
    from acme_jobs._client import health_check as health_check
    from acme_jobs._client import health_check_sync as health_check_sync
    from acme_jobs._client import replay_job as replay_job
    from acme_jobs._client import replay_job_sync as replay_job_sync
    from acme_jobs._client import reset_job_client as reset_job_client
    from acme_jobs._client import reset_job_client_sync as reset_job_client_sync
    from acme_jobs._client import resource as resource
    from acme_jobs._client import send_job_dynamic as send_job_dynamic
    from acme_jobs._client import send_job_dynamic_sync as send_job_dynamic_sync
    from acme_jobs._client import send_jobs as send_jobs
    from acme_jobs._client import send_jobs_sync as send_jobs_sync
    from acme_jobs._client import set_job_client as set_job_client
    from acme_jobs._client import tenant_source as tenant_source
    from acme_jobs._client import tenant_weight as tenant_weight
    from acme_jobs._client import trigger_and_wait_dynamic as trigger_and_wait_dynamic
    from acme_jobs._client import trigger_and_wait_dynamic_sync as trigger_and_wait_dynamic_sync
    from acme_jobs._client import upcast as upcast
    from acme_jobs._client import with_tenant as with_tenant
    from acme_jobs._job_client import JobClient as JobClient
    from acme_jobs._jobs import Jobs as Jobs
    from acme_jobs._jobs import jobs as jobs
    from acme_jobs._send import send_job as send_job
    from acme_jobs._send import send_job_sync as send_job_sync
    from acme_jobs._task import schedule as schedule
    from acme_jobs._task import task as task
    from acme_jobs._wait import trigger_and_wait as trigger_and_wait
    from acme_jobs._wait import trigger_and_wait_sync as trigger_and_wait_sync
    from acme_jobs.events import EVENT_CATEGORIES as EVENT_CATEGORIES
    from acme_jobs.events import TOTAL_EVENT_COUNT as TOTAL_EVENT_COUNT
    from acme_jobs.events import EventName as EventName
    from acme_jobs.events import JobEvents as JobEvents
    from acme_jobs.models.bills import BillPaidPayload as BillPaidPayload
    from acme_jobs.models.bills import BillSettledPayload as BillSettledPayload
    from acme_jobs.models.odds import OddEmptyPayload as OddEmptyPayload
    from acme_jobs.models.odds import OddFormatsPayload as OddFormatsPayload
    from acme_jobs.models.odds import OddNames as OddNames
    from acme_jobs.models.odds import OddOpenPayload as OddOpenPayload
    from acme_jobs.models.odds import Stop as Stop
    from acme_jobs.models.parcels import ParcelPackedItemsItem as ParcelPackedItemsItem
    from acme_jobs.models.parcels import ParcelPackedPayload as ParcelPackedPayload
    from acme_jobs.models.parcels import ParcelPackedResult as ParcelPackedResult
    from acme_jobs.models.parcels import ParcelPostedPayload as ParcelPostedPayload
    from acme_jobs.models.parcels import ParcelSentPayload as ParcelSentPayload
    from acme_jobs.models.parcels import ParcelSentResult as ParcelSentResult
    from acme_jobs.models.parcels import ParcelSize as ParcelSize
    from acme_jobs.models.shared import Address as Address
    from acme_jobs.models.shared import Money as Money
    from acme_jobs.models.shared import Origin as Origin
    from acme_jobs.models.shared import Receipt as Receipt
    from acme_jobs.payloads.bills import BillPaidDict as BillPaidDict
    from acme_jobs.payloads.bills import BillSettledDict as BillSettledDict
    from acme_jobs.payloads.odds import OddEmptyDict as OddEmptyDict
    from acme_jobs.payloads.odds import OddFormatsDict as OddFormatsDict
    from acme_jobs.payloads.odds import OddNamesDict as OddNamesDict
    from acme_jobs.payloads.odds import OddOpenDict as OddOpenDict
    from acme_jobs.payloads.odds import StopDict as StopDict
    from acme_jobs.payloads.parcels import ParcelPackedDict as ParcelPackedDict
    from acme_jobs.payloads.parcels import ParcelPackedItemsItemDict as ParcelPackedItemsItemDict
    from acme_jobs.payloads.parcels import ParcelPackedResultDict as ParcelPackedResultDict
    from acme_jobs.payloads.parcels import ParcelPostedDict as ParcelPostedDict
    from acme_jobs.payloads.parcels import ParcelSentDict as ParcelSentDict
    from acme_jobs.payloads.parcels import ParcelSentResultDict as ParcelSentResultDict
    from acme_jobs.payloads.parcels import ParcelSizeDict as ParcelSizeDict
    from acme_jobs.payloads.shared import AddressDict as AddressDict
    from acme_jobs.payloads.shared import MoneyDict as MoneyDict
    from acme_jobs.payloads.shared import OriginDict as OriginDict
    from acme_jobs.payloads.shared import ReceiptDict as ReceiptDict
    from acme_jobs.schedules import SCHEDULES as SCHEDULES
    from acme_jobs.schedules import ScheduleName as ScheduleName
    from acme_jobs.schedules import Schedules as Schedules

if not (0, 1) <= tuple(map(int, _re.findall("[0-9]+", _runtime_version)[:2])) < (0, 2):
    raise ImportError(
        f"acme-jobs 1.2.3 requires cgk-runtime>=0.1,<0.2, but cgk-runtime {_runtime_version} is installed; "
        "run `pip install 'cgk-runtime>=0.1,<0.2'`, or generate acme-jobs with a cgk-codegen that matches it"
    )

__version__ = "1.2.3"

__all__ = [
    "AbortTask",
    "Address",
    "AddressDict",
    "ApiError",
    "AuthenticationError",
    "BadRequestError",
    "BatchError",
    "BillPaidDict",
    "BillPaidPayload",
    "BillSettledDict",
    "BillSettledPayload",
    "CATALOG",
    "CancelOn",
    "Catalog",
    "Concurrency",
    "ConfigurationError",
    "ConflictError",
    "ConnectionFailedError",
    "CrossTenantError",
    "Debounce",
    "EVENT_CATEGORIES",
    "EventDefinition",
    "EventName",
    "Health",
    "InvalidOptionError",
    "InvalidPayloadError",
    "InvalidTenantError",
    "Job",
    "JobClient",
    "JobEvents",
    "JobHandle",
    "JobItem",
    "JobMessage",
    "JobProvider",
    "Jobs",
    "JobsError",
    "MissingTenantError",
    "Money",
    "MoneyDict",
    "NoTenantError",
    "NotConfiguredError",
    "NotFoundError",
    "NotSupportedError",
    "OddEmptyDict",
    "OddEmptyPayload",
    "OddFormatsDict",
    "OddFormatsPayload",
    "OddNames",
    "OddNamesDict",
    "OddOpenDict",
    "OddOpenPayload",
    "Origin",
    "OriginDict",
    "ParcelPackedDict",
    "ParcelPackedItemsItem",
    "ParcelPackedItemsItemDict",
    "ParcelPackedPayload",
    "ParcelPackedResult",
    "ParcelPackedResultDict",
    "ParcelPostedDict",
    "ParcelPostedPayload",
    "ParcelSentDict",
    "ParcelSentPayload",
    "ParcelSentResult",
    "ParcelSentResultDict",
    "ParcelSize",
    "ParcelSizeDict",
    "PayloadTooLargeError",
    "PermissionDeniedError",
    "ProviderError",
    "QueueFullError",
    "RateLimit",
    "RateLimitError",
    "Receipt",
    "ReceiptDict",
    "Retry",
    "RetryAfter",
    "Run",
    "RunFailedError",
    "RunFailure",
    "RunNotFoundError",
    "RunningLoopError",
    "SCHEDULES",
    "ScheduleContext",
    "ScheduleDefinition",
    "ScheduleName",
    "Schedules",
    "ScopeInGeneratorError",
    "SendOptions",
    "ServerError",
    "Stop",
    "StopDict",
    "TOTAL_EVENT_COUNT",
    "TaskContext",
    "TaskOptions",
    "UnknownEventError",
    "UnknownScheduleError",
    "UnprocessableError",
    "WaitOptions",
    "WaitTimeoutError",
    "around_run",
    "around_send",
    "cancel_job",
    "cancel_job_sync",
    "create_job_client",
    "current_tenant",
    "get_handle",
    "get_run_status",
    "get_run_status_sync",
    "health_check",
    "health_check_sync",
    "jobs",
    "replay_job",
    "replay_job_sync",
    "reset_job_client",
    "reset_job_client_sync",
    "resource",
    "schedule",
    "send_job",
    "send_job_dynamic",
    "send_job_dynamic_sync",
    "send_job_sync",
    "send_jobs",
    "send_jobs_sync",
    "set_job_client",
    "task",
    "tenant_source",
    "tenant_weight",
    "trigger_and_wait",
    "trigger_and_wait_dynamic",
    "trigger_and_wait_dynamic_sync",
    "trigger_and_wait_sync",
    "upcast",
    "with_tenant",
    "__version__",
]

_MODULES = {
    "AbortTask": "cgk_runtime",
    "Address": "acme_jobs.models.shared",
    "AddressDict": "acme_jobs.payloads.shared",
    "ApiError": "cgk_runtime",
    "AuthenticationError": "cgk_runtime",
    "BadRequestError": "cgk_runtime",
    "BatchError": "cgk_runtime",
    "BillPaidDict": "acme_jobs.payloads.bills",
    "BillPaidPayload": "acme_jobs.models.bills",
    "BillSettledDict": "acme_jobs.payloads.bills",
    "BillSettledPayload": "acme_jobs.models.bills",
    "CATALOG": "acme_jobs._catalog",
    "CancelOn": "cgk_runtime",
    "Catalog": "cgk_runtime",
    "Concurrency": "cgk_runtime",
    "ConfigurationError": "cgk_runtime",
    "ConflictError": "cgk_runtime",
    "ConnectionFailedError": "cgk_runtime",
    "CrossTenantError": "cgk_runtime",
    "Debounce": "cgk_runtime",
    "EVENT_CATEGORIES": "acme_jobs.events",
    "EventDefinition": "cgk_runtime",
    "EventName": "acme_jobs.events",
    "Health": "cgk_runtime",
    "InvalidOptionError": "cgk_runtime",
    "InvalidPayloadError": "cgk_runtime",
    "InvalidTenantError": "cgk_runtime",
    "Job": "cgk_runtime",
    "JobClient": "acme_jobs._job_client",
    "JobEvents": "acme_jobs.events",
    "JobHandle": "cgk_runtime",
    "JobItem": "cgk_runtime",
    "JobMessage": "cgk_runtime",
    "JobProvider": "cgk_runtime",
    "Jobs": "acme_jobs._jobs",
    "JobsError": "cgk_runtime",
    "MissingTenantError": "cgk_runtime",
    "Money": "acme_jobs.models.shared",
    "MoneyDict": "acme_jobs.payloads.shared",
    "NoTenantError": "cgk_runtime",
    "NotConfiguredError": "cgk_runtime",
    "NotFoundError": "cgk_runtime",
    "NotSupportedError": "cgk_runtime",
    "OddEmptyDict": "acme_jobs.payloads.odds",
    "OddEmptyPayload": "acme_jobs.models.odds",
    "OddFormatsDict": "acme_jobs.payloads.odds",
    "OddFormatsPayload": "acme_jobs.models.odds",
    "OddNames": "acme_jobs.models.odds",
    "OddNamesDict": "acme_jobs.payloads.odds",
    "OddOpenDict": "acme_jobs.payloads.odds",
    "OddOpenPayload": "acme_jobs.models.odds",
    "Origin": "acme_jobs.models.shared",
    "OriginDict": "acme_jobs.payloads.shared",
    "ParcelPackedDict": "acme_jobs.payloads.parcels",
    "ParcelPackedItemsItem": "acme_jobs.models.parcels",
    "ParcelPackedItemsItemDict": "acme_jobs.payloads.parcels",
    "ParcelPackedPayload": "acme_jobs.models.parcels",
    "ParcelPackedResult": "acme_jobs.models.parcels",
    "ParcelPackedResultDict": "acme_jobs.payloads.parcels",
    "ParcelPostedDict": "acme_jobs.payloads.parcels",
    "ParcelPostedPayload": "acme_jobs.models.parcels",
    "ParcelSentDict": "acme_jobs.payloads.parcels",
    "ParcelSentPayload": "acme_jobs.models.parcels",
    "ParcelSentResult": "acme_jobs.models.parcels",
    "ParcelSentResultDict": "acme_jobs.payloads.parcels",
    "ParcelSize": "acme_jobs.models.parcels",
    "ParcelSizeDict": "acme_jobs.payloads.parcels",
    "PayloadTooLargeError": "cgk_runtime",
    "PermissionDeniedError": "cgk_runtime",
    "ProviderError": "cgk_runtime",
    "QueueFullError": "cgk_runtime",
    "RateLimit": "cgk_runtime",
    "RateLimitError": "cgk_runtime",
    "Receipt": "acme_jobs.models.shared",
    "ReceiptDict": "acme_jobs.payloads.shared",
    "Retry": "cgk_runtime",
    "RetryAfter": "cgk_runtime",
    "Run": "cgk_runtime",
    "RunFailedError": "cgk_runtime",
    "RunFailure": "cgk_runtime",
    "RunNotFoundError": "cgk_runtime",
    "RunningLoopError": "cgk_runtime",
    "SCHEDULES": "acme_jobs.schedules",
    "ScheduleContext": "cgk_runtime",
    "ScheduleDefinition": "cgk_runtime",
    "ScheduleName": "acme_jobs.schedules",
    "Schedules": "acme_jobs.schedules",
    "ScopeInGeneratorError": "cgk_runtime",
    "SendOptions": "cgk_runtime",
    "ServerError": "cgk_runtime",
    "Stop": "acme_jobs.models.odds",
    "StopDict": "acme_jobs.payloads.odds",
    "TOTAL_EVENT_COUNT": "acme_jobs.events",
    "TaskContext": "cgk_runtime",
    "TaskOptions": "cgk_runtime",
    "UnknownEventError": "cgk_runtime",
    "UnknownScheduleError": "cgk_runtime",
    "UnprocessableError": "cgk_runtime",
    "WaitOptions": "cgk_runtime",
    "WaitTimeoutError": "cgk_runtime",
    "around_run": "acme_jobs._client",
    "around_send": "acme_jobs._client",
    "cancel_job": "acme_jobs._client",
    "cancel_job_sync": "acme_jobs._client",
    "create_job_client": "acme_jobs._client",
    "current_tenant": "cgk_runtime",
    "get_handle": "acme_jobs._client",
    "get_run_status": "acme_jobs._client",
    "get_run_status_sync": "acme_jobs._client",
    "health_check": "acme_jobs._client",
    "health_check_sync": "acme_jobs._client",
    "jobs": "acme_jobs._jobs",
    "replay_job": "acme_jobs._client",
    "replay_job_sync": "acme_jobs._client",
    "reset_job_client": "acme_jobs._client",
    "reset_job_client_sync": "acme_jobs._client",
    "resource": "acme_jobs._client",
    "schedule": "acme_jobs._task",
    "send_job": "acme_jobs._send",
    "send_job_dynamic": "acme_jobs._client",
    "send_job_dynamic_sync": "acme_jobs._client",
    "send_job_sync": "acme_jobs._send",
    "send_jobs": "acme_jobs._client",
    "send_jobs_sync": "acme_jobs._client",
    "set_job_client": "acme_jobs._client",
    "task": "acme_jobs._task",
    "tenant_source": "acme_jobs._client",
    "tenant_weight": "acme_jobs._client",
    "trigger_and_wait": "acme_jobs._wait",
    "trigger_and_wait_dynamic": "acme_jobs._client",
    "trigger_and_wait_dynamic_sync": "acme_jobs._client",
    "trigger_and_wait_sync": "acme_jobs._wait",
    "upcast": "acme_jobs._client",
    "with_tenant": "acme_jobs._client",
}


def __getattr__(name: str) -> object:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(module), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
