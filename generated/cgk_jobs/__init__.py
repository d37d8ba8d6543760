# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""cgk-jobs 0.1.0: typed background jobs.

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

    from cgk_jobs._catalog import CATALOG as CATALOG
    from cgk_jobs._client import around_run as around_run
    from cgk_jobs._client import around_send as around_send
    from cgk_jobs._client import cancel_job as cancel_job
    from cgk_jobs._client import cancel_job_sync as cancel_job_sync
    from cgk_jobs._client import create_job_client as create_job_client
    from cgk_jobs._client import get_handle as get_handle
    from cgk_jobs._client import get_run_status as get_run_status
    from cgk_jobs._client import get_run_status_sync as get_run_status_sync
    from cgk_jobs._client import health_check as health_check
    from cgk_jobs._client import health_check_sync as health_check_sync
    from cgk_jobs._client import replay_job as replay_job
    from cgk_jobs._client import replay_job_sync as replay_job_sync
    from cgk_jobs._client import reset_job_client as reset_job_client
    from cgk_jobs._client import reset_job_client_sync as reset_job_client_sync
    from cgk_jobs._client import resource as resource
    from cgk_jobs._client import send_job_dynamic as send_job_dynamic
    from cgk_jobs._client import send_job_dynamic_sync as send_job_dynamic_sync
    from cgk_jobs._client import send_jobs as send_jobs
    from cgk_jobs._client import send_jobs_sync as send_jobs_sync
    from cgk_jobs._client import set_job_client as set_job_client
    from cgk_jobs._client import tenant_source as tenant_source
    from cgk_jobs._client import tenant_weight as tenant_weight
    from cgk_jobs._client import trigger_and_wait_dynamic as trigger_and_wait_dynamic
    from cgk_jobs._client import trigger_and_wait_dynamic_sync as trigger_and_wait_dynamic_sync
    from cgk_jobs._client import upcast as upcast
    from cgk_jobs._client import with_tenant as with_tenant
    from cgk_jobs._job_client import JobClient as JobClient
    from cgk_jobs._jobs import Jobs as Jobs
    from cgk_jobs._jobs import jobs as jobs
    from cgk_jobs._send import send_job as send_job
    from cgk_jobs._send import send_job_sync as send_job_sync
    from cgk_jobs._task import schedule as schedule
    from cgk_jobs._task import task as task
    from cgk_jobs._wait import trigger_and_wait as trigger_and_wait
    from cgk_jobs._wait import trigger_and_wait_sync as trigger_and_wait_sync
    from cgk_jobs.events import EVENT_CATEGORIES as EVENT_CATEGORIES
    from cgk_jobs.events import TOTAL_EVENT_COUNT as TOTAL_EVENT_COUNT
    from cgk_jobs.events import EventName as EventName
    from cgk_jobs.events import JobEvents as JobEvents
    from cgk_jobs.models.ab_testing import ABMetricsAggregatePayload as ABMetricsAggregatePayload
    from cgk_jobs.models.ab_testing import ABOptimizePayload as ABOptimizePayload
    from cgk_jobs.models.ab_testing import ABOrderReconcilePayload as ABOrderReconcilePayload
    from cgk_jobs.models.ab_testing import ABTestCreatedPayload as ABTestCreatedPayload
    from cgk_jobs.models.ab_testing import ABTestEndedPayload as ABTestEndedPayload
    from cgk_jobs.models.ab_testing import ABTestStartedPayload as ABTestStartedPayload
    from cgk_jobs.models.attribution import AttributionExportPayload as AttributionExportPayload
    from cgk_jobs.models.attribution import AttributionRecalculatePayload as AttributionRecalculatePayload
    from cgk_jobs.models.attribution import AttributionSyncPayload as AttributionSyncPayload
    from cgk_jobs.models.attribution import ConversionAttributedPayload as ConversionAttributedPayload
    from cgk_jobs.models.attribution import TouchpointRecordedPayload as TouchpointRecordedPayload
    from cgk_jobs.models.brand_context import BrandContextCleanupPayload as BrandContextCleanupPayload
    from cgk_jobs.models.brand_context import BrandDocumentProcessPayload as BrandDocumentProcessPayload
    from cgk_jobs.models.brand_context import BrandEmbeddingsRefreshPayload as BrandEmbeddingsRefreshPayload
    from cgk_jobs.models.commerce import CustomerCreatedPayload as CustomerCreatedPayload
    from cgk_jobs.models.commerce import CustomerUpdatedPayload as CustomerUpdatedPayload
    from cgk_jobs.models.commerce import InventorySyncPayload as InventorySyncPayload
    from cgk_jobs.models.commerce import OrderCancelledPayload as OrderCancelledPayload
    from cgk_jobs.models.commerce import OrderCreatedPayload as OrderCreatedPayload
    from cgk_jobs.models.commerce import OrderFulfilledPayload as OrderFulfilledPayload
    from cgk_jobs.models.commerce import ProductSyncPayload as ProductSyncPayload
    from cgk_jobs.models.creators import CreatorAppliedPayload as CreatorAppliedPayload
    from cgk_jobs.models.creators import CreatorApprovalRemindersPayload as CreatorApprovalRemindersPayload
    from cgk_jobs.models.creators import CreatorApprovedPayload as CreatorApprovedPayload
    from cgk_jobs.models.creators import CreatorEmailQueuedPayload as CreatorEmailQueuedPayload
    from cgk_jobs.models.creators import CreatorFileUploadedPayload as CreatorFileUploadedPayload
    from cgk_jobs.models.creators import CreatorRejectedPayload as CreatorRejectedPayload
    from cgk_jobs.models.creators import CreatorReminderPayload as CreatorReminderPayload
    from cgk_jobs.models.creators import CreatorSetupCompletePayload as CreatorSetupCompletePayload
    from cgk_jobs.models.creators import CreatorShipmentSyncPayload as CreatorShipmentSyncPayload
    from cgk_jobs.models.creators import CreatorSlackNotificationPayload as CreatorSlackNotificationPayload
    from cgk_jobs.models.creators import CreatorWelcomeCallRemindersPayload as CreatorWelcomeCallRemindersPayload
    from cgk_jobs.models.creators import ProjectCreatedPayload as ProjectCreatedPayload
    from cgk_jobs.models.creators import ProjectDeadlineApproachingPayload as ProjectDeadlineApproachingPayload
    from cgk_jobs.models.creators import ProjectStatusChangedPayload as ProjectStatusChangedPayload
    from cgk_jobs.models.google_feed import GoogleFeedImageOptimizePayload as GoogleFeedImageOptimizePayload
    from cgk_jobs.models.google_feed import GoogleFeedProductUpdatePayload as GoogleFeedProductUpdatePayload
    from cgk_jobs.models.google_feed import GoogleFeedSyncPayload as GoogleFeedSyncPayload
    from cgk_jobs.models.media import DAMAssetUploadedPayload as DAMAssetUploadedPayload
    from cgk_jobs.models.media import DAMBulkIngestPayload as DAMBulkIngestPayload
    from cgk_jobs.models.media import DAMExportPayload as DAMExportPayload
    from cgk_jobs.models.media import DAMFaceDetectionPayload as DAMFaceDetectionPayload
    from cgk_jobs.models.media import DAMGDriveSyncPayload as DAMGDriveSyncPayload
    from cgk_jobs.models.media import DAMRightsExpiryPayload as DAMRightsExpiryPayload
    from cgk_jobs.models.media import VideoAIGeneratedPayload as VideoAIGeneratedPayload
    from cgk_jobs.models.media import VideoTranscriptionCompletedPayload as VideoTranscriptionCompletedPayload
    from cgk_jobs.models.media import VideoTranscriptionStartedPayload as VideoTranscriptionStartedPayload
    from cgk_jobs.models.media import VideoUploadCompletedPayload as VideoUploadCompletedPayload
    from cgk_jobs.models.notifications import EmailSendPayload as EmailSendPayload
    from cgk_jobs.models.notifications import PushNotificationPayload as PushNotificationPayload
    from cgk_jobs.models.notifications import SlackNotifyPayload as SlackNotifyPayload
    from cgk_jobs.models.notifications import SMSSendPayload as SMSSendPayload
    from cgk_jobs.models.payouts import CommissionMaturedPayload as CommissionMaturedPayload
    from cgk_jobs.models.payouts import ExpenseSyncPayload as ExpenseSyncPayload
    from cgk_jobs.models.payouts import PaymentAvailablePayload as PaymentAvailablePayload
    from cgk_jobs.models.payouts import PayoutCompletedPayload as PayoutCompletedPayload
    from cgk_jobs.models.payouts import PayoutFailedPayload as PayoutFailedPayload
    from cgk_jobs.models.payouts import PayoutProcessingPayload as PayoutProcessingPayload
    from cgk_jobs.models.payouts import PayoutRequestedPayload as PayoutRequestedPayload
    from cgk_jobs.models.payouts import TreasuryApprovalPayload as TreasuryApprovalPayload
    from cgk_jobs.models.payouts import TreasuryLowBalancePayload as TreasuryLowBalancePayload
    from cgk_jobs.models.payouts import TreasuryTopupPayload as TreasuryTopupPayload
    from cgk_jobs.models.recovery import RecoveryCheckAbandonedPayload as RecoveryCheckAbandonedPayload
    from cgk_jobs.models.recovery import RecoveryCheckoutUpdatedPayload as RecoveryCheckoutUpdatedPayload
    from cgk_jobs.models.recovery import RecoveryEmailScheduledPayload as RecoveryEmailScheduledPayload
    from cgk_jobs.models.recovery import RecoveryEmailSentPayload as RecoveryEmailSentPayload
    from cgk_jobs.models.recovery import RecoveryExpireOldPayload as RecoveryExpireOldPayload
    from cgk_jobs.models.recovery import RecoveryProcessQueuePayload as RecoveryProcessQueuePayload
    from cgk_jobs.models.reviews import ReviewEmailQueuedPayload as ReviewEmailQueuedPayload
    from cgk_jobs.models.reviews import ReviewEmailSentPayload as ReviewEmailSentPayload
    from cgk_jobs.models.reviews import ReviewModeratedPayload as ReviewModeratedPayload
    from cgk_jobs.models.reviews import ReviewReminderPayload as ReviewReminderPayload
    from cgk_jobs.models.reviews import ReviewSubmittedPayload as ReviewSubmittedPayload
    from cgk_jobs.models.reviews import SurveyDigestPayload as SurveyDigestPayload
    from cgk_jobs.models.reviews import SurveyLowNpsPayload as SurveyLowNpsPayload
    from cgk_jobs.models.reviews import SurveyResponsePayload as SurveyResponsePayload
    from cgk_jobs.models.shared import GoogleFeedImageOptions as GoogleFeedImageOptions
    from cgk_jobs.models.subscriptions import SubscriptionBillingPayload as SubscriptionBillingPayload
    from cgk_jobs.models.subscriptions import SubscriptionCancelledPayload as SubscriptionCancelledPayload
    from cgk_jobs.models.subscriptions import SubscriptionCreatedPayload as SubscriptionCreatedPayload
    from cgk_jobs.models.subscriptions import SubscriptionRenewalPayload as SubscriptionRenewalPayload
    from cgk_jobs.models.system import AlertPayload as AlertPayload
    from cgk_jobs.models.system import CleanupPayload as CleanupPayload
    from cgk_jobs.models.system import HealthCheckPayload as HealthCheckPayload
    from cgk_jobs.models.system import SyncRecoveryPayload as SyncRecoveryPayload
    from cgk_jobs.models.webhooks import WebhookCleanupPayload as WebhookCleanupPayload
    from cgk_jobs.models.webhooks import WebhookHealthCheckPayload as WebhookHealthCheckPayload
    from cgk_jobs.models.webhooks import WebhookRetryPayload as WebhookRetryPayload
    from cgk_jobs.models.workflows import WorkflowActionPayload as WorkflowActionPayload
    from cgk_jobs.models.workflows import WorkflowCleanupPayload as WorkflowCleanupPayload
    from cgk_jobs.models.workflows import WorkflowScheduledActionPayload as WorkflowScheduledActionPayload
    from cgk_jobs.models.workflows import WorkflowTimeElapsedPayload as WorkflowTimeElapsedPayload
    from cgk_jobs.models.workflows import WorkflowTriggeredPayload as WorkflowTriggeredPayload
    from cgk_jobs.payloads.ab_testing import ABMetricsAggregateDict as ABMetricsAggregateDict
    from cgk_jobs.payloads.ab_testing import ABOptimizeDict as ABOptimizeDict
    from cgk_jobs.payloads.ab_testing import ABOrderReconcileDict as ABOrderReconcileDict
    from cgk_jobs.payloads.ab_testing import ABTestCreatedDict as ABTestCreatedDict
    from cgk_jobs.payloads.ab_testing import ABTestEndedDict as ABTestEndedDict
    from cgk_jobs.payloads.ab_testing import ABTestStartedDict as ABTestStartedDict
    from cgk_jobs.payloads.attribution import AttributionExportDict as AttributionExportDict
    from cgk_jobs.payloads.attribution import AttributionRecalculateDict as AttributionRecalculateDict
    from cgk_jobs.payloads.attribution import AttributionSyncDict as AttributionSyncDict
    from cgk_jobs.payloads.attribution import ConversionAttributedDict as ConversionAttributedDict
    from cgk_jobs.payloads.attribution import TouchpointRecordedDict as TouchpointRecordedDict
    from cgk_jobs.payloads.brand_context import BrandContextCleanupDict as BrandContextCleanupDict
    from cgk_jobs.payloads.brand_context import BrandDocumentProcessDict as BrandDocumentProcessDict
    from cgk_jobs.payloads.brand_context import BrandEmbeddingsRefreshDict as BrandEmbeddingsRefreshDict
    from cgk_jobs.payloads.commerce import CustomerCreatedDict as CustomerCreatedDict
    from cgk_jobs.payloads.commerce import CustomerUpdatedDict as CustomerUpdatedDict
    from cgk_jobs.payloads.commerce import InventorySyncDict as InventorySyncDict
    from cgk_jobs.payloads.commerce import OrderCancelledDict as OrderCancelledDict
    from cgk_jobs.payloads.commerce import OrderCreatedDict as OrderCreatedDict
    from cgk_jobs.payloads.commerce import OrderFulfilledDict as OrderFulfilledDict
    from cgk_jobs.payloads.commerce import ProductSyncDict as ProductSyncDict
    from cgk_jobs.payloads.creators import CreatorAppliedDict as CreatorAppliedDict
    from cgk_jobs.payloads.creators import CreatorApprovalRemindersDict as CreatorApprovalRemindersDict
    from cgk_jobs.payloads.creators import CreatorApprovedDict as CreatorApprovedDict
    from cgk_jobs.payloads.creators import CreatorEmailQueuedDict as CreatorEmailQueuedDict
    from cgk_jobs.payloads.creators import CreatorFileUploadedDict as CreatorFileUploadedDict
    from cgk_jobs.payloads.creators import CreatorRejectedDict as CreatorRejectedDict
    from cgk_jobs.payloads.creators import CreatorReminderDict as CreatorReminderDict
    from cgk_jobs.payloads.creators import CreatorSetupCompleteDict as CreatorSetupCompleteDict
    from cgk_jobs.payloads.creators import CreatorShipmentSyncDict as CreatorShipmentSyncDict
    from cgk_jobs.payloads.creators import CreatorSlackNotificationDict as CreatorSlackNotificationDict
    from cgk_jobs.payloads.creators import CreatorWelcomeCallRemindersDict as CreatorWelcomeCallRemindersDict
    from cgk_jobs.payloads.creators import ProjectCreatedDict as ProjectCreatedDict
    from cgk_jobs.payloads.creators import ProjectDeadlineApproachingDict as ProjectDeadlineApproachingDict
    from cgk_jobs.payloads.creators import ProjectStatusChangedDict as ProjectStatusChangedDict
    from cgk_jobs.payloads.google_feed import GoogleFeedImageOptimizeDict as GoogleFeedImageOptimizeDict
    from cgk_jobs.payloads.google_feed import GoogleFeedProductUpdateDict as GoogleFeedProductUpdateDict
    from cgk_jobs.payloads.google_feed import GoogleFeedSyncDict as GoogleFeedSyncDict
    from cgk_jobs.payloads.media import DAMAssetUploadedDict as DAMAssetUploadedDict
    from cgk_jobs.payloads.media import DAMBulkIngestDict as DAMBulkIngestDict
    from cgk_jobs.payloads.media import DAMExportDict as DAMExportDict
    from cgk_jobs.payloads.media import DAMFaceDetectionDict as DAMFaceDetectionDict
    from cgk_jobs.payloads.media import DAMGDriveSyncDict as DAMGDriveSyncDict
    from cgk_jobs.payloads.media import DAMRightsExpiryDict as DAMRightsExpiryDict
    from cgk_jobs.payloads.media import VideoAIGeneratedDict as VideoAIGeneratedDict
    from cgk_jobs.payloads.media import VideoTranscriptionCompletedDict as VideoTranscriptionCompletedDict
    from cgk_jobs.payloads.media import VideoTranscriptionStartedDict as VideoTranscriptionStartedDict
    from cgk_jobs.payloads.media import VideoUploadCompletedDict as VideoUploadCompletedDict
    from cgk_jobs.payloads.notifications import EmailSendDict as EmailSendDict
    from cgk_jobs.payloads.notifications import PushNotificationDict as PushNotificationDict
    from cgk_jobs.payloads.notifications import SlackNotifyDict as SlackNotifyDict
    from cgk_jobs.payloads.notifications import SMSSendDict as SMSSendDict
    from cgk_jobs.payloads.payouts import CommissionMaturedDict as CommissionMaturedDict
    from cgk_jobs.payloads.payouts import ExpenseSyncDict as ExpenseSyncDict
    from cgk_jobs.payloads.payouts import PaymentAvailableDict as PaymentAvailableDict
    from cgk_jobs.payloads.payouts import PayoutCompletedDict as PayoutCompletedDict
    from cgk_jobs.payloads.payouts import PayoutFailedDict as PayoutFailedDict
    from cgk_jobs.payloads.payouts import PayoutProcessingDict as PayoutProcessingDict
    from cgk_jobs.payloads.payouts import PayoutRequestedDict as PayoutRequestedDict
    from cgk_jobs.payloads.payouts import TreasuryApprovalDict as TreasuryApprovalDict
    from cgk_jobs.payloads.payouts import TreasuryLowBalanceDict as TreasuryLowBalanceDict
    from cgk_jobs.payloads.payouts import TreasuryTopupDict as TreasuryTopupDict
    from cgk_jobs.payloads.recovery import RecoveryCheckAbandonedDict as RecoveryCheckAbandonedDict
    from cgk_jobs.payloads.recovery import RecoveryCheckoutUpdatedDict as RecoveryCheckoutUpdatedDict
    from cgk_jobs.payloads.recovery import RecoveryEmailScheduledDict as RecoveryEmailScheduledDict
    from cgk_jobs.payloads.recovery import RecoveryEmailSentDict as RecoveryEmailSentDict
    from cgk_jobs.payloads.recovery import RecoveryExpireOldDict as RecoveryExpireOldDict
    from cgk_jobs.payloads.recovery import RecoveryProcessQueueDict as RecoveryProcessQueueDict
    from cgk_jobs.payloads.reviews import ReviewEmailQueuedDict as ReviewEmailQueuedDict
    from cgk_jobs.payloads.reviews import ReviewEmailSentDict as ReviewEmailSentDict
    from cgk_jobs.payloads.reviews import ReviewModeratedDict as ReviewModeratedDict
    from cgk_jobs.payloads.reviews import ReviewReminderDict as ReviewReminderDict
    from cgk_jobs.payloads.reviews import ReviewSubmittedDict as ReviewSubmittedDict
    from cgk_jobs.payloads.reviews import SurveyDigestDict as SurveyDigestDict
    from cgk_jobs.payloads.reviews import SurveyLowNpsDict as SurveyLowNpsDict
    from cgk_jobs.payloads.reviews import SurveyResponseDict as SurveyResponseDict
    from cgk_jobs.payloads.shared import GoogleFeedImageOptionsDict as GoogleFeedImageOptionsDict
    from cgk_jobs.payloads.subscriptions import SubscriptionBillingDict as SubscriptionBillingDict
    from cgk_jobs.payloads.subscriptions import SubscriptionCancelledDict as SubscriptionCancelledDict
    from cgk_jobs.payloads.subscriptions import SubscriptionCreatedDict as SubscriptionCreatedDict
    from cgk_jobs.payloads.subscriptions import SubscriptionRenewalDict as SubscriptionRenewalDict
    from cgk_jobs.payloads.system import AlertDict as AlertDict
    from cgk_jobs.payloads.system import CleanupDict as CleanupDict
    from cgk_jobs.payloads.system import HealthCheckDict as HealthCheckDict
    from cgk_jobs.payloads.system import SyncRecoveryDict as SyncRecoveryDict
    from cgk_jobs.payloads.webhooks import WebhookCleanupDict as WebhookCleanupDict
    from cgk_jobs.payloads.webhooks import WebhookHealthCheckDict as WebhookHealthCheckDict
    from cgk_jobs.payloads.webhooks import WebhookRetryDict as WebhookRetryDict
    from cgk_jobs.payloads.workflows import WorkflowActionDict as WorkflowActionDict
    from cgk_jobs.payloads.workflows import WorkflowCleanupDict as WorkflowCleanupDict
    from cgk_jobs.payloads.workflows import WorkflowScheduledActionDict as WorkflowScheduledActionDict
    from cgk_jobs.payloads.workflows import WorkflowTimeElapsedDict as WorkflowTimeElapsedDict
    from cgk_jobs.payloads.workflows import WorkflowTriggeredDict as WorkflowTriggeredDict
    from cgk_jobs.schedules import SCHEDULES as SCHEDULES
    from cgk_jobs.schedules import ScheduleName as ScheduleName
    from cgk_jobs.schedules import Schedules as Schedules

if not (0, 1) <= tuple(map(int, _re.findall("[0-9]+", _runtime_version)[:2])) < (0, 2):
    raise ImportError(
        f"cgk-jobs 0.1.0 requires cgk-runtime>=0.1,<0.2, but cgk-runtime {_runtime_version} is installed; "
        "run `pip install 'cgk-runtime>=0.1,<0.2'`, or generate cgk-jobs with a cgk-codegen that matches it"
    )

__version__ = "0.1.0"

__all__ = [
    "ABMetricsAggregateDict",
    "ABMetricsAggregatePayload",
    "ABOptimizeDict",
    "ABOptimizePayload",
    "ABOrderReconcileDict",
    "ABOrderReconcilePayload",
    "ABTestCreatedDict",
    "ABTestCreatedPayload",
    "ABTestEndedDict",
    "ABTestEndedPayload",
    "ABTestStartedDict",
    "ABTestStartedPayload",
    "AbortTask",
    "AlertDict",
    "AlertPayload",
    "ApiError",
    "AttributionExportDict",
    "AttributionExportPayload",
    "AttributionRecalculateDict",
    "AttributionRecalculatePayload",
    "AttributionSyncDict",
    "AttributionSyncPayload",
    "AuthenticationError",
    "BadRequestError",
    "BatchError",
    "BrandContextCleanupDict",
    "BrandContextCleanupPayload",
    "BrandDocumentProcessDict",
    "BrandDocumentProcessPayload",
    "BrandEmbeddingsRefreshDict",
    "BrandEmbeddingsRefreshPayload",
    "CATALOG",
    "CancelOn",
    "Catalog",
    "CleanupDict",
    "CleanupPayload",
    "CommissionMaturedDict",
    "CommissionMaturedPayload",
    "Concurrency",
    "ConfigurationError",
    "ConflictError",
    "ConnectionFailedError",
    "ConversionAttributedDict",
    "ConversionAttributedPayload",
    "CreatorAppliedDict",
    "CreatorAppliedPayload",
    "CreatorApprovalRemindersDict",
    "CreatorApprovalRemindersPayload",
    "CreatorApprovedDict",
    "CreatorApprovedPayload",
    "CreatorEmailQueuedDict",
    "CreatorEmailQueuedPayload",
    "CreatorFileUploadedDict",
    "CreatorFileUploadedPayload",
    "CreatorRejectedDict",
    "CreatorRejectedPayload",
    "CreatorReminderDict",
    "CreatorReminderPayload",
    "CreatorSetupCompleteDict",
    "CreatorSetupCompletePayload",
    "CreatorShipmentSyncDict",
    "CreatorShipmentSyncPayload",
    "CreatorSlackNotificationDict",
    "CreatorSlackNotificationPayload",
    "CreatorWelcomeCallRemindersDict",
    "CreatorWelcomeCallRemindersPayload",
    "CrossTenantError",
    "CustomerCreatedDict",
    "CustomerCreatedPayload",
    "CustomerUpdatedDict",
    "CustomerUpdatedPayload",
    "DAMAssetUploadedDict",
    "DAMAssetUploadedPayload",
    "DAMBulkIngestDict",
    "DAMBulkIngestPayload",
    "DAMExportDict",
    "DAMExportPayload",
    "DAMFaceDetectionDict",
    "DAMFaceDetectionPayload",
    "DAMGDriveSyncDict",
    "DAMGDriveSyncPayload",
    "DAMRightsExpiryDict",
    "DAMRightsExpiryPayload",
    "Debounce",
    "EVENT_CATEGORIES",
    "EmailSendDict",
    "EmailSendPayload",
    "EventDefinition",
    "EventName",
    "ExpenseSyncDict",
    "ExpenseSyncPayload",
    "GoogleFeedImageOptimizeDict",
    "GoogleFeedImageOptimizePayload",
    "GoogleFeedImageOptions",
    "GoogleFeedImageOptionsDict",
    "GoogleFeedProductUpdateDict",
    "GoogleFeedProductUpdatePayload",
    "GoogleFeedSyncDict",
    "GoogleFeedSyncPayload",
    "Health",
    "HealthCheckDict",
    "HealthCheckPayload",
    "InvalidOptionError",
    "InvalidPayloadError",
    "InvalidTenantError",
    "InventorySyncDict",
    "InventorySyncPayload",
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
    "NoTenantError",
    "NotConfiguredError",
    "NotFoundError",
    "NotSupportedError",
    "OrderCancelledDict",
    "OrderCancelledPayload",
    "OrderCreatedDict",
    "OrderCreatedPayload",
    "OrderFulfilledDict",
    "OrderFulfilledPayload",
    "PayloadTooLargeError",
    "PaymentAvailableDict",
    "PaymentAvailablePayload",
    "PayoutCompletedDict",
    "PayoutCompletedPayload",
    "PayoutFailedDict",
    "PayoutFailedPayload",
    "PayoutProcessingDict",
    "PayoutProcessingPayload",
    "PayoutRequestedDict",
    "PayoutRequestedPayload",
    "PermissionDeniedError",
    "ProductSyncDict",
    "ProductSyncPayload",
    "ProjectCreatedDict",
    "ProjectCreatedPayload",
    "ProjectDeadlineApproachingDict",
    "ProjectDeadlineApproachingPayload",
    "ProjectStatusChangedDict",
    "ProjectStatusChangedPayload",
    "ProviderError",
    "PushNotificationDict",
    "PushNotificationPayload",
    "QueueFullError",
    "RateLimit",
    "RateLimitError",
    "RecoveryCheckAbandonedDict",
    "RecoveryCheckAbandonedPayload",
    "RecoveryCheckoutUpdatedDict",
    "RecoveryCheckoutUpdatedPayload",
    "RecoveryEmailScheduledDict",
    "RecoveryEmailScheduledPayload",
    "RecoveryEmailSentDict",
    "RecoveryEmailSentPayload",
    "RecoveryExpireOldDict",
    "RecoveryExpireOldPayload",
    "RecoveryProcessQueueDict",
    "RecoveryProcessQueuePayload",
    "Retry",
    "RetryAfter",
    "ReviewEmailQueuedDict",
    "ReviewEmailQueuedPayload",
    "ReviewEmailSentDict",
    "ReviewEmailSentPayload",
    "ReviewModeratedDict",
    "ReviewModeratedPayload",
    "ReviewReminderDict",
    "ReviewReminderPayload",
    "ReviewSubmittedDict",
    "ReviewSubmittedPayload",
    "Run",
    "RunFailedError",
    "RunFailure",
    "RunNotFoundError",
    "RunningLoopError",
    "SCHEDULES",
    "SMSSendDict",
    "SMSSendPayload",
    "ScheduleContext",
    "ScheduleDefinition",
    "ScheduleName",
    "Schedules",
    "ScopeInGeneratorError",
    "SendOptions",
    "ServerError",
    "SlackNotifyDict",
    "SlackNotifyPayload",
    "SubscriptionBillingDict",
    "SubscriptionBillingPayload",
    "SubscriptionCancelledDict",
    "SubscriptionCancelledPayload",
    "SubscriptionCreatedDict",
    "SubscriptionCreatedPayload",
    "SubscriptionRenewalDict",
    "SubscriptionRenewalPayload",
    "SurveyDigestDict",
    "SurveyDigestPayload",
    "SurveyLowNpsDict",
    "SurveyLowNpsPayload",
    "SurveyResponseDict",
    "SurveyResponsePayload",
    "SyncRecoveryDict",
    "SyncRecoveryPayload",
    "TOTAL_EVENT_COUNT",
    "TaskContext",
    "TaskOptions",
    "TouchpointRecordedDict",
    "TouchpointRecordedPayload",
    "TreasuryApprovalDict",
    "TreasuryApprovalPayload",
    "TreasuryLowBalanceDict",
    "TreasuryLowBalancePayload",
    "TreasuryTopupDict",
    "TreasuryTopupPayload",
    "UnknownEventError",
    "UnknownScheduleError",
    "UnprocessableError",
    "VideoAIGeneratedDict",
    "VideoAIGeneratedPayload",
    "VideoTranscriptionCompletedDict",
    "VideoTranscriptionCompletedPayload",
    "VideoTranscriptionStartedDict",
    "VideoTranscriptionStartedPayload",
    "VideoUploadCompletedDict",
    "VideoUploadCompletedPayload",
    "WaitOptions",
    "WaitTimeoutError",
    "WebhookCleanupDict",
    "WebhookCleanupPayload",
    "WebhookHealthCheckDict",
    "WebhookHealthCheckPayload",
    "WebhookRetryDict",
    "WebhookRetryPayload",
    "WorkflowActionDict",
    "WorkflowActionPayload",
    "WorkflowCleanupDict",
    "WorkflowCleanupPayload",
    "WorkflowScheduledActionDict",
    "WorkflowScheduledActionPayload",
    "WorkflowTimeElapsedDict",
    "WorkflowTimeElapsedPayload",
    "WorkflowTriggeredDict",
    "WorkflowTriggeredPayload",
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
    "ABMetricsAggregateDict": "cgk_jobs.payloads.ab_testing",
    "ABMetricsAggregatePayload": "cgk_jobs.models.ab_testing",
    "ABOptimizeDict": "cgk_jobs.payloads.ab_testing",
    "ABOptimizePayload": "cgk_jobs.models.ab_testing",
    "ABOrderReconcileDict": "cgk_jobs.payloads.ab_testing",
    "ABOrderReconcilePayload": "cgk_jobs.models.ab_testing",
    "ABTestCreatedDict": "cgk_jobs.payloads.ab_testing",
    "ABTestCreatedPayload": "cgk_jobs.models.ab_testing",
    "ABTestEndedDict": "cgk_jobs.payloads.ab_testing",
    "ABTestEndedPayload": "cgk_jobs.models.ab_testing",
    "ABTestStartedDict": "cgk_jobs.payloads.ab_testing",
    "ABTestStartedPayload": "cgk_jobs.models.ab_testing",
    "AbortTask": "cgk_runtime",
    "AlertDict": "cgk_jobs.payloads.system",
    "AlertPayload": "cgk_jobs.models.system",
    "ApiError": "cgk_runtime",
    "AttributionExportDict": "cgk_jobs.payloads.attribution",
    "AttributionExportPayload": "cgk_jobs.models.attribution",
    "AttributionRecalculateDict": "cgk_jobs.payloads.attribution",
    "AttributionRecalculatePayload": "cgk_jobs.models.attribution",
    "AttributionSyncDict": "cgk_jobs.payloads.attribution",
    "AttributionSyncPayload": "cgk_jobs.models.attribution",
    "AuthenticationError": "cgk_runtime",
    "BadRequestError": "cgk_runtime",
    "BatchError": "cgk_runtime",
    "BrandContextCleanupDict": "cgk_jobs.payloads.brand_context",
    "BrandContextCleanupPayload": "cgk_jobs.models.brand_context",
    "BrandDocumentProcessDict": "cgk_jobs.payloads.brand_context",
    "BrandDocumentProcessPayload": "cgk_jobs.models.brand_context",
    "BrandEmbeddingsRefreshDict": "cgk_jobs.payloads.brand_context",
    "BrandEmbeddingsRefreshPayload": "cgk_jobs.models.brand_context",
    "CATALOG": "cgk_jobs._catalog",
    "CancelOn": "cgk_runtime",
    "Catalog": "cgk_runtime",
    "CleanupDict": "cgk_jobs.payloads.system",
    "CleanupPayload": "cgk_jobs.models.system",
    "CommissionMaturedDict": "cgk_jobs.payloads.payouts",
    "CommissionMaturedPayload": "cgk_jobs.models.payouts",
    "Concurrency": "cgk_runtime",
    "ConfigurationError": "cgk_runtime",
    "ConflictError": "cgk_runtime",
    "ConnectionFailedError": "cgk_runtime",
    "ConversionAttributedDict": "cgk_jobs.payloads.attribution",
    "ConversionAttributedPayload": "cgk_jobs.models.attribution",
    "CreatorAppliedDict": "cgk_jobs.payloads.creators",
    "CreatorAppliedPayload": "cgk_jobs.models.creators",
    "CreatorApprovalRemindersDict": "cgk_jobs.payloads.creators",
    "CreatorApprovalRemindersPayload": "cgk_jobs.models.creators",
    "CreatorApprovedDict": "cgk_jobs.payloads.creators",
    "CreatorApprovedPayload": "cgk_jobs.models.creators",
    "CreatorEmailQueuedDict": "cgk_jobs.payloads.creators",
    "CreatorEmailQueuedPayload": "cgk_jobs.models.creators",
    "CreatorFileUploadedDict": "cgk_jobs.payloads.creators",
    "CreatorFileUploadedPayload": "cgk_jobs.models.creators",
    "CreatorRejectedDict": "cgk_jobs.payloads.creators",
    "CreatorRejectedPayload": "cgk_jobs.models.creators",
    "CreatorReminderDict": "cgk_jobs.payloads.creators",
    "CreatorReminderPayload": "cgk_jobs.models.creators",
    "CreatorSetupCompleteDict": "cgk_jobs.payloads.creators",
    "CreatorSetupCompletePayload": "cgk_jobs.models.creators",
    "CreatorShipmentSyncDict": "cgk_jobs.payloads.creators",
    "CreatorShipmentSyncPayload": "cgk_jobs.models.creators",
    "CreatorSlackNotificationDict": "cgk_jobs.payloads.creators",
    "CreatorSlackNotificationPayload": "cgk_jobs.models.creators",
    "CreatorWelcomeCallRemindersDict": "cgk_jobs.payloads.creators",
    "CreatorWelcomeCallRemindersPayload": "cgk_jobs.models.creators",
    "CrossTenantError": "cgk_runtime",
    "CustomerCreatedDict": "cgk_jobs.payloads.commerce",
    "CustomerCreatedPayload": "cgk_jobs.models.commerce",
    "CustomerUpdatedDict": "cgk_jobs.payloads.commerce",
    "CustomerUpdatedPayload": "cgk_jobs.models.commerce",
    "DAMAssetUploadedDict": "cgk_jobs.payloads.media",
    "DAMAssetUploadedPayload": "cgk_jobs.models.media",
    "DAMBulkIngestDict": "cgk_jobs.payloads.media",
    "DAMBulkIngestPayload": "cgk_jobs.models.media",
    "DAMExportDict": "cgk_jobs.payloads.media",
    "DAMExportPayload": "cgk_jobs.models.media",
    "DAMFaceDetectionDict": "cgk_jobs.payloads.media",
    "DAMFaceDetectionPayload": "cgk_jobs.models.media",
    "DAMGDriveSyncDict": "cgk_jobs.payloads.media",
    "DAMGDriveSyncPayload": "cgk_jobs.models.media",
    "DAMRightsExpiryDict": "cgk_jobs.payloads.media",
    "DAMRightsExpiryPayload": "cgk_jobs.models.media",
    "Debounce": "cgk_runtime",
    "EVENT_CATEGORIES": "cgk_jobs.events",
    "EmailSendDict": "cgk_jobs.payloads.notifications",
    "EmailSendPayload": "cgk_jobs.models.notifications",
    "EventDefinition": "cgk_runtime",
    "EventName": "cgk_jobs.events",
    "ExpenseSyncDict": "cgk_jobs.payloads.payouts",
    "ExpenseSyncPayload": "cgk_jobs.models.payouts",
    "GoogleFeedImageOptimizeDict": "cgk_jobs.payloads.google_feed",
    "GoogleFeedImageOptimizePayload": "cgk_jobs.models.google_feed",
    "GoogleFeedImageOptions": "cgk_jobs.models.shared",
    "GoogleFeedImageOptionsDict": "cgk_jobs.payloads.shared",
    "GoogleFeedProductUpdateDict": "cgk_jobs.payloads.google_feed",
    "GoogleFeedProductUpdatePayload": "cgk_jobs.models.google_feed",
    "GoogleFeedSyncDict": "cgk_jobs.payloads.google_feed",
    "GoogleFeedSyncPayload": "cgk_jobs.models.google_feed",
    "Health": "cgk_runtime",
    "HealthCheckDict": "cgk_jobs.payloads.system",
    "HealthCheckPayload": "cgk_jobs.models.system",
    "InvalidOptionError": "cgk_runtime",
    "InvalidPayloadError": "cgk_runtime",
    "InvalidTenantError": "cgk_runtime",
    "InventorySyncDict": "cgk_jobs.payloads.commerce",
    "InventorySyncPayload": "cgk_jobs.models.commerce",
    "Job": "cgk_runtime",
    "JobClient": "cgk_jobs._job_client",
    "JobEvents": "cgk_jobs.events",
    "JobHandle": "cgk_runtime",
    "JobItem": "cgk_runtime",
    "JobMessage": "cgk_runtime",
    "JobProvider": "cgk_runtime",
    "Jobs": "cgk_jobs._jobs",
    "JobsError": "cgk_runtime",
    "MissingTenantError": "cgk_runtime",
    "NoTenantError": "cgk_runtime",
    "NotConfiguredError": "cgk_runtime",
    "NotFoundError": "cgk_runtime",
    "NotSupportedError": "cgk_runtime",
    "OrderCancelledDict": "cgk_jobs.payloads.commerce",
    "OrderCancelledPayload": "cgk_jobs.models.commerce",
    "OrderCreatedDict": "cgk_jobs.payloads.commerce",
    "OrderCreatedPayload": "cgk_jobs.models.commerce",
    "OrderFulfilledDict": "cgk_jobs.payloads.commerce",
    "OrderFulfilledPayload": "cgk_jobs.models.commerce",
    "PayloadTooLargeError": "cgk_runtime",
    "PaymentAvailableDict": "cgk_jobs.payloads.payouts",
    "PaymentAvailablePayload": "cgk_jobs.models.payouts",
    "PayoutCompletedDict": "cgk_jobs.payloads.payouts",
    "PayoutCompletedPayload": "cgk_jobs.models.payouts",
    "PayoutFailedDict": "cgk_jobs.payloads.payouts",
    "PayoutFailedPayload": "cgk_jobs.models.payouts",
    "PayoutProcessingDict": "cgk_jobs.payloads.payouts",
    "PayoutProcessingPayload": "cgk_jobs.models.payouts",
    "PayoutRequestedDict": "cgk_jobs.payloads.payouts",
    "PayoutRequestedPayload": "cgk_jobs.models.payouts",
    "PermissionDeniedError": "cgk_runtime",
    "ProductSyncDict": "cgk_jobs.payloads.commerce",
    "ProductSyncPayload": "cgk_jobs.models.commerce",
    "ProjectCreatedDict": "cgk_jobs.payloads.creators",
    "ProjectCreatedPayload": "cgk_jobs.models.creators",
    "ProjectDeadlineApproachingDict": "cgk_jobs.payloads.creators",
    "ProjectDeadlineApproachingPayload": "cgk_jobs.models.creators",
    "ProjectStatusChangedDict": "cgk_jobs.payloads.creators",
    "ProjectStatusChangedPayload": "cgk_jobs.models.creators",
    "ProviderError": "cgk_runtime",
    "PushNotificationDict": "cgk_jobs.payloads.notifications",
    "PushNotificationPayload": "cgk_jobs.models.notifications",
    "QueueFullError": "cgk_runtime",
    "RateLimit": "cgk_runtime",
    "RateLimitError": "cgk_runtime",
    "RecoveryCheckAbandonedDict": "cgk_jobs.payloads.recovery",
    "RecoveryCheckAbandonedPayload": "cgk_jobs.models.recovery",
    "RecoveryCheckoutUpdatedDict": "cgk_jobs.payloads.recovery",
    "RecoveryCheckoutUpdatedPayload": "cgk_jobs.models.recovery",
    "RecoveryEmailScheduledDict": "cgk_jobs.payloads.recovery",
    "RecoveryEmailScheduledPayload": "cgk_jobs.models.recovery",
    "RecoveryEmailSentDict": "cgk_jobs.payloads.recovery",
    "RecoveryEmailSentPayload": "cgk_jobs.models.recovery",
    "RecoveryExpireOldDict": "cgk_jobs.payloads.recovery",
    "RecoveryExpireOldPayload": "cgk_jobs.models.recovery",
    "RecoveryProcessQueueDict": "cgk_jobs.payloads.recovery",
    "RecoveryProcessQueuePayload": "cgk_jobs.models.recovery",
    "Retry": "cgk_runtime",
    "RetryAfter": "cgk_runtime",
    "ReviewEmailQueuedDict": "cgk_jobs.payloads.reviews",
    "ReviewEmailQueuedPayload": "cgk_jobs.models.reviews",
    "ReviewEmailSentDict": "cgk_jobs.payloads.reviews",
    "ReviewEmailSentPayload": "cgk_jobs.models.reviews",
    "ReviewModeratedDict": "cgk_jobs.payloads.reviews",
    "ReviewModeratedPayload": "cgk_jobs.models.reviews",
    "ReviewReminderDict": "cgk_jobs.payloads.reviews",
    "ReviewReminderPayload": "cgk_jobs.models.reviews",
    "ReviewSubmittedDict": "cgk_jobs.payloads.reviews",
    "ReviewSubmittedPayload": "cgk_jobs.models.reviews",
    "Run": "cgk_runtime",
    "RunFailedError": "cgk_runtime",
    "RunFailure": "cgk_runtime",
    "RunNotFoundError": "cgk_runtime",
    "RunningLoopError": "cgk_runtime",
    "SCHEDULES": "cgk_jobs.schedules",
    "SMSSendDict": "cgk_jobs.payloads.notifications",
    "SMSSendPayload": "cgk_jobs.models.notifications",
    "ScheduleContext": "cgk_runtime",
    "ScheduleDefinition": "cgk_runtime",
    "ScheduleName": "cgk_jobs.schedules",
    "Schedules": "cgk_jobs.schedules",
    "ScopeInGeneratorError": "cgk_runtime",
    "SendOptions": "cgk_runtime",
    "ServerError": "cgk_runtime",
    "SlackNotifyDict": "cgk_jobs.payloads.notifications",
    "SlackNotifyPayload": "cgk_jobs.models.notifications",
    "SubscriptionBillingDict": "cgk_jobs.payloads.subscriptions",
    "SubscriptionBillingPayload": "cgk_jobs.models.subscriptions",
    "SubscriptionCancelledDict": "cgk_jobs.payloads.subscriptions",
    "SubscriptionCancelledPayload": "cgk_jobs.models.subscriptions",
    "SubscriptionCreatedDict": "cgk_jobs.payloads.subscriptions",
    "SubscriptionCreatedPayload": "cgk_jobs.models.subscriptions",
    "SubscriptionRenewalDict": "cgk_jobs.payloads.subscriptions",
    "SubscriptionRenewalPayload": "cgk_jobs.models.subscriptions",
    "SurveyDigestDict": "cgk_jobs.payloads.reviews",
    "SurveyDigestPayload": "cgk_jobs.models.reviews",
    "SurveyLowNpsDict": "cgk_jobs.payloads.reviews",
    "SurveyLowNpsPayload": "cgk_jobs.models.reviews",
    "SurveyResponseDict": "cgk_jobs.payloads.reviews",
    "SurveyResponsePayload": "cgk_jobs.models.reviews",
    "SyncRecoveryDict": "cgk_jobs.payloads.system",
    "SyncRecoveryPayload": "cgk_jobs.models.system",
    "TOTAL_EVENT_COUNT": "cgk_jobs.events",
    "TaskContext": "cgk_runtime",
    "TaskOptions": "cgk_runtime",
    "TouchpointRecordedDict": "cgk_jobs.payloads.attribution",
    "TouchpointRecordedPayload": "cgk_jobs.models.attribution",
    "TreasuryApprovalDict": "cgk_jobs.payloads.payouts",
    "TreasuryApprovalPayload": "cgk_jobs.models.payouts",
    "TreasuryLowBalanceDict": "cgk_jobs.payloads.payouts",
    "TreasuryLowBalancePayload": "cgk_jobs.models.payouts",
    "TreasuryTopupDict": "cgk_jobs.payloads.payouts",
    "TreasuryTopupPayload": "cgk_jobs.models.payouts",
    "UnknownEventError": "cgk_runtime",
    "UnknownScheduleError": "cgk_runtime",
    "UnprocessableError": "cgk_runtime",
    "VideoAIGeneratedDict": "cgk_jobs.payloads.media",
    "VideoAIGeneratedPayload": "cgk_jobs.models.media",
    "VideoTranscriptionCompletedDict": "cgk_jobs.payloads.media",
    "VideoTranscriptionCompletedPayload": "cgk_jobs.models.media",
    "VideoTranscriptionStartedDict": "cgk_jobs.payloads.media",
    "VideoTranscriptionStartedPayload": "cgk_jobs.models.media",
    "VideoUploadCompletedDict": "cgk_jobs.payloads.media",
    "VideoUploadCompletedPayload": "cgk_jobs.models.media",
    "WaitOptions": "cgk_runtime",
    "WaitTimeoutError": "cgk_runtime",
    "WebhookCleanupDict": "cgk_jobs.payloads.webhooks",
    "WebhookCleanupPayload": "cgk_jobs.models.webhooks",
    "WebhookHealthCheckDict": "cgk_jobs.payloads.webhooks",
    "WebhookHealthCheckPayload": "cgk_jobs.models.webhooks",
    "WebhookRetryDict": "cgk_jobs.payloads.webhooks",
    "WebhookRetryPayload": "cgk_jobs.models.webhooks",
    "WorkflowActionDict": "cgk_jobs.payloads.workflows",
    "WorkflowActionPayload": "cgk_jobs.models.workflows",
    "WorkflowCleanupDict": "cgk_jobs.payloads.workflows",
    "WorkflowCleanupPayload": "cgk_jobs.models.workflows",
    "WorkflowScheduledActionDict": "cgk_jobs.payloads.workflows",
    "WorkflowScheduledActionPayload": "cgk_jobs.models.workflows",
    "WorkflowTimeElapsedDict": "cgk_jobs.payloads.workflows",
    "WorkflowTimeElapsedPayload": "cgk_jobs.models.workflows",
    "WorkflowTriggeredDict": "cgk_jobs.payloads.workflows",
    "WorkflowTriggeredPayload": "cgk_jobs.models.workflows",
    "around_run": "cgk_jobs._client",
    "around_send": "cgk_jobs._client",
    "cancel_job": "cgk_jobs._client",
    "cancel_job_sync": "cgk_jobs._client",
    "create_job_client": "cgk_jobs._client",
    "current_tenant": "cgk_runtime",
    "get_handle": "cgk_jobs._client",
    "get_run_status": "cgk_jobs._client",
    "get_run_status_sync": "cgk_jobs._client",
    "health_check": "cgk_jobs._client",
    "health_check_sync": "cgk_jobs._client",
    "jobs": "cgk_jobs._jobs",
    "replay_job": "cgk_jobs._client",
    "replay_job_sync": "cgk_jobs._client",
    "reset_job_client": "cgk_jobs._client",
    "reset_job_client_sync": "cgk_jobs._client",
    "resource": "cgk_jobs._client",
    "schedule": "cgk_jobs._task",
    "send_job": "cgk_jobs._send",
    "send_job_dynamic": "cgk_jobs._client",
    "send_job_dynamic_sync": "cgk_jobs._client",
    "send_job_sync": "cgk_jobs._send",
    "send_jobs": "cgk_jobs._client",
    "send_jobs_sync": "cgk_jobs._client",
    "set_job_client": "cgk_jobs._client",
    "task": "cgk_jobs._task",
    "tenant_source": "cgk_jobs._client",
    "tenant_weight": "cgk_jobs._client",
    "trigger_and_wait": "cgk_jobs._wait",
    "trigger_and_wait_dynamic": "cgk_jobs._client",
    "trigger_and_wait_dynamic_sync": "cgk_jobs._client",
    "trigger_and_wait_sync": "cgk_jobs._wait",
    "upcast": "cgk_jobs._client",
    "with_tenant": "cgk_jobs._client",
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
