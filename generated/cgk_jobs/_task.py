# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
# Each overload has another event name, so mypy does not need to compare them all with each other.
# mypy: ignore-errors
"""Decorators for the handlers of events and schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from cgk_jobs._catalog import sdk

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgk_runtime import TaskOptions
    from cgk_runtime.sdk import ResultTaskDecorator, ScheduleFunctionT, TaskDecorator
    from typing_extensions import Unpack

    from cgk_jobs.models.ab_testing import (
        ABMetricsAggregatePayload,
        ABOptimizePayload,
        ABOrderReconcilePayload,
        ABTestCreatedPayload,
        ABTestEndedPayload,
        ABTestStartedPayload,
    )
    from cgk_jobs.models.attribution import (
        AttributionExportPayload,
        AttributionRecalculatePayload,
        AttributionSyncPayload,
        ConversionAttributedPayload,
        TouchpointRecordedPayload,
    )
    from cgk_jobs.models.brand_context import (
        BrandContextCleanupPayload,
        BrandDocumentProcessPayload,
        BrandEmbeddingsRefreshPayload,
    )
    from cgk_jobs.models.commerce import (
        CustomerCreatedPayload,
        CustomerUpdatedPayload,
        InventorySyncPayload,
        OrderCancelledPayload,
        OrderCreatedPayload,
        OrderFulfilledPayload,
        ProductSyncPayload,
    )
    from cgk_jobs.models.creators import (
        CreatorAppliedPayload,
        CreatorApprovalRemindersPayload,
        CreatorApprovedPayload,
        CreatorEmailQueuedPayload,
        CreatorFileUploadedPayload,
        CreatorRejectedPayload,
        CreatorReminderPayload,
        CreatorSetupCompletePayload,
        CreatorShipmentSyncPayload,
        CreatorSlackNotificationPayload,
        CreatorWelcomeCallRemindersPayload,
        ProjectCreatedPayload,
        ProjectDeadlineApproachingPayload,
        ProjectStatusChangedPayload,
    )
    from cgk_jobs.models.google_feed import (
        GoogleFeedImageOptimizePayload,
        GoogleFeedProductUpdatePayload,
        GoogleFeedSyncPayload,
    )
    from cgk_jobs.models.media import (
        DAMAssetUploadedPayload,
        DAMBulkIngestPayload,
        DAMExportPayload,
        DAMFaceDetectionPayload,
        DAMGDriveSyncPayload,
        DAMRightsExpiryPayload,
        VideoAIGeneratedPayload,
        VideoTranscriptionCompletedPayload,
        VideoTranscriptionStartedPayload,
        VideoUploadCompletedPayload,
    )
    from cgk_jobs.models.notifications import (
        EmailSendPayload,
        PushNotificationPayload,
        SlackNotifyPayload,
        SMSSendPayload,
    )
    from cgk_jobs.models.payouts import (
        CommissionMaturedPayload,
        ExpenseSyncPayload,
        PaymentAvailablePayload,
        PayoutCompletedPayload,
        PayoutFailedPayload,
        PayoutProcessingPayload,
        PayoutRequestedPayload,
        TreasuryApprovalPayload,
        TreasuryLowBalancePayload,
        TreasuryTopupPayload,
    )
    from cgk_jobs.models.recovery import (
        RecoveryCheckAbandonedPayload,
        RecoveryCheckoutUpdatedPayload,
        RecoveryEmailScheduledPayload,
        RecoveryEmailSentPayload,
        RecoveryExpireOldPayload,
        RecoveryProcessQueuePayload,
    )
    from cgk_jobs.models.reviews import (
        ReviewEmailQueuedPayload,
        ReviewEmailSentPayload,
        ReviewModeratedPayload,
        ReviewReminderPayload,
        ReviewSubmittedPayload,
        SurveyDigestPayload,
        SurveyLowNpsPayload,
        SurveyResponsePayload,
    )
    from cgk_jobs.models.subscriptions import (
        SubscriptionBillingPayload,
        SubscriptionCancelledPayload,
        SubscriptionCreatedPayload,
        SubscriptionRenewalPayload,
    )
    from cgk_jobs.models.system import AlertPayload, CleanupPayload, HealthCheckPayload, SyncRecoveryPayload
    from cgk_jobs.models.webhooks import WebhookCleanupPayload, WebhookHealthCheckPayload, WebhookRetryPayload
    from cgk_jobs.models.workflows import (
        WorkflowActionPayload,
        WorkflowCleanupPayload,
        WorkflowScheduledActionPayload,
        WorkflowTimeElapsedPayload,
        WorkflowTriggeredPayload,
    )
    from cgk_jobs.payloads.ab_testing import (
        ABMetricsAggregateDict,
        ABOptimizeDict,
        ABOrderReconcileDict,
        ABTestCreatedDict,
        ABTestEndedDict,
        ABTestStartedDict,
    )
    from cgk_jobs.payloads.attribution import (
        AttributionExportDict,
        AttributionRecalculateDict,
        AttributionSyncDict,
        ConversionAttributedDict,
        TouchpointRecordedDict,
    )
    from cgk_jobs.payloads.brand_context import (
        BrandContextCleanupDict,
        BrandDocumentProcessDict,
        BrandEmbeddingsRefreshDict,
    )
    from cgk_jobs.payloads.commerce import (
        CustomerCreatedDict,
        CustomerUpdatedDict,
        InventorySyncDict,
        OrderCancelledDict,
        OrderCreatedDict,
        OrderFulfilledDict,
        ProductSyncDict,
    )
    from cgk_jobs.payloads.creators import (
        CreatorAppliedDict,
        CreatorApprovalRemindersDict,
        CreatorApprovedDict,
        CreatorEmailQueuedDict,
        CreatorFileUploadedDict,
        CreatorRejectedDict,
        CreatorReminderDict,
        CreatorSetupCompleteDict,
        CreatorShipmentSyncDict,
        CreatorSlackNotificationDict,
        CreatorWelcomeCallRemindersDict,
        ProjectCreatedDict,
        ProjectDeadlineApproachingDict,
        ProjectStatusChangedDict,
    )
    from cgk_jobs.payloads.google_feed import (
        GoogleFeedImageOptimizeDict,
        GoogleFeedProductUpdateDict,
        GoogleFeedSyncDict,
    )
    from cgk_jobs.payloads.media import (
        DAMAssetUploadedDict,
        DAMBulkIngestDict,
        DAMExportDict,
        DAMFaceDetectionDict,
        DAMGDriveSyncDict,
        DAMRightsExpiryDict,
        VideoAIGeneratedDict,
        VideoTranscriptionCompletedDict,
        VideoTranscriptionStartedDict,
        VideoUploadCompletedDict,
    )
    from cgk_jobs.payloads.notifications import EmailSendDict, PushNotificationDict, SlackNotifyDict, SMSSendDict
    from cgk_jobs.payloads.payouts import (
        CommissionMaturedDict,
        ExpenseSyncDict,
        PaymentAvailableDict,
        PayoutCompletedDict,
        PayoutFailedDict,
        PayoutProcessingDict,
        PayoutRequestedDict,
        TreasuryApprovalDict,
        TreasuryLowBalanceDict,
        TreasuryTopupDict,
    )
    from cgk_jobs.payloads.recovery import (
        RecoveryCheckAbandonedDict,
        RecoveryCheckoutUpdatedDict,
        RecoveryEmailScheduledDict,
        RecoveryEmailSentDict,
        RecoveryExpireOldDict,
        RecoveryProcessQueueDict,
    )
    from cgk_jobs.payloads.reviews import (
        ReviewEmailQueuedDict,
        ReviewEmailSentDict,
        ReviewModeratedDict,
        ReviewReminderDict,
        ReviewSubmittedDict,
        SurveyDigestDict,
        SurveyLowNpsDict,
        SurveyResponseDict,
    )
    from cgk_jobs.payloads.subscriptions import (
        SubscriptionBillingDict,
        SubscriptionCancelledDict,
        SubscriptionCreatedDict,
        SubscriptionRenewalDict,
    )
    from cgk_jobs.payloads.system import AlertDict, CleanupDict, HealthCheckDict, SyncRecoveryDict
    from cgk_jobs.payloads.webhooks import WebhookCleanupDict, WebhookHealthCheckDict, WebhookRetryDict
    from cgk_jobs.payloads.workflows import (
        WorkflowActionDict,
        WorkflowCleanupDict,
        WorkflowScheduledActionDict,
        WorkflowTimeElapsedDict,
        WorkflowTriggeredDict,
    )
    from cgk_jobs.schedules import ScheduleName


@overload
def task(
    event: Literal["order.created"], **options: Unpack[TaskOptions]
) -> TaskDecorator[OrderCreatedPayload, OrderCreatedDict]: ...
@overload
def task(
    event: Literal["order.fulfilled"], **options: Unpack[TaskOptions]
) -> TaskDecorator[OrderFulfilledPayload, OrderFulfilledDict]: ...
@overload
def task(
    event: Literal["order.cancelled"], **options: Unpack[TaskOptions]
) -> TaskDecorator[OrderCancelledPayload, OrderCancelledDict]: ...
@overload
def task(
    event: Literal["customer.created"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CustomerCreatedPayload, CustomerCreatedDict]: ...
@overload
def task(
    event: Literal["customer.updated"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CustomerUpdatedPayload, CustomerUpdatedDict]: ...
@overload
def task(
    event: Literal["product.sync"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ProductSyncPayload, ProductSyncDict]: ...
@overload
def task(
    event: Literal["inventory.sync"], **options: Unpack[TaskOptions]
) -> TaskDecorator[InventorySyncPayload, InventorySyncDict]: ...
@overload
def task(
    event: Literal["review.submitted"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ReviewSubmittedPayload, ReviewSubmittedDict]: ...
@overload
def task(
    event: Literal["review.moderated"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ReviewModeratedPayload, ReviewModeratedDict]: ...
@overload
def task(
    event: Literal["review.email.queued"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ReviewEmailQueuedPayload, ReviewEmailQueuedDict]: ...
@overload
def task(
    event: Literal["review.email.sent"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ReviewEmailSentPayload, ReviewEmailSentDict]: ...
@overload
def task(
    event: Literal["review.reminder"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ReviewReminderPayload, ReviewReminderDict]: ...
@overload
def task(
    event: Literal["survey.response"], **options: Unpack[TaskOptions]
) -> TaskDecorator[SurveyResponsePayload, SurveyResponseDict]: ...
@overload
def task(
    event: Literal["survey.digest"], **options: Unpack[TaskOptions]
) -> TaskDecorator[SurveyDigestPayload, SurveyDigestDict]: ...
@overload
def task(
    event: Literal["survey.lowNps"], **options: Unpack[TaskOptions]
) -> TaskDecorator[SurveyLowNpsPayload, SurveyLowNpsDict]: ...
@overload
def task(
    event: Literal["creator.applied"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorAppliedPayload, CreatorAppliedDict]: ...
@overload
def task(
    event: Literal["creator.approved"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorApprovedPayload, CreatorApprovedDict]: ...
@overload
def task(
    event: Literal["creator.rejected"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorRejectedPayload, CreatorRejectedDict]: ...
@overload
def task(
    event: Literal["creator.setupComplete"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorSetupCompletePayload, CreatorSetupCompleteDict]: ...
@overload
def task(
    event: Literal["creator.email.queued"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorEmailQueuedPayload, CreatorEmailQueuedDict]: ...
@overload
def task(
    event: Literal["creator.reminder"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorReminderPayload, CreatorReminderDict]: ...
@overload
def task(
    event: Literal["creator.file.uploaded"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorFileUploadedPayload, CreatorFileUploadedDict]: ...
@overload
def task(
    event: Literal["creator.slackNotification"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorSlackNotificationPayload, CreatorSlackNotificationDict]: ...
@overload
def task(
    event: Literal["creator.shipmentSync"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorShipmentSyncPayload, CreatorShipmentSyncDict]: ...
@overload
def task(
    event: Literal["creator.approvalReminders"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorApprovalRemindersPayload, CreatorApprovalRemindersDict]: ...
@overload
def task(
    event: Literal["creator.welcomeCallReminders"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorWelcomeCallRemindersPayload, CreatorWelcomeCallRemindersDict]: ...
@overload
def task(
    event: Literal["project.created"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ProjectCreatedPayload, ProjectCreatedDict]: ...
@overload
def task(
    event: Literal["project.statusChanged"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ProjectStatusChangedPayload, ProjectStatusChangedDict]: ...
@overload
def task(
    event: Literal["project.deadlineApproaching"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ProjectDeadlineApproachingPayload, ProjectDeadlineApproachingDict]: ...
@overload
def task(
    event: Literal["payout.requested"], **options: Unpack[TaskOptions]
) -> TaskDecorator[PayoutRequestedPayload, PayoutRequestedDict]: ...
@overload
def task(
    event: Literal["payout.processing"], **options: Unpack[TaskOptions]
) -> TaskDecorator[PayoutProcessingPayload, PayoutProcessingDict]: ...
@overload
def task(
    event: Literal["payout.completed"], **options: Unpack[TaskOptions]
) -> TaskDecorator[PayoutCompletedPayload, PayoutCompletedDict]: ...
@overload
def task(
    event: Literal["payout.failed"], **options: Unpack[TaskOptions]
) -> TaskDecorator[PayoutFailedPayload, PayoutFailedDict]: ...
@overload
def task(
    event: Literal["payment.available"], **options: Unpack[TaskOptions]
) -> TaskDecorator[PaymentAvailablePayload, PaymentAvailableDict]: ...
@overload
def task(
    event: Literal["treasury.topup"], **options: Unpack[TaskOptions]
) -> TaskDecorator[TreasuryTopupPayload, TreasuryTopupDict]: ...
@overload
def task(
    event: Literal["treasury.approval"], **options: Unpack[TaskOptions]
) -> TaskDecorator[TreasuryApprovalPayload, TreasuryApprovalDict]: ...
@overload
def task(
    event: Literal["treasury.lowBalance"], **options: Unpack[TaskOptions]
) -> TaskDecorator[TreasuryLowBalancePayload, TreasuryLowBalanceDict]: ...
@overload
def task(
    event: Literal["expense.sync"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ExpenseSyncPayload, ExpenseSyncDict]: ...
@overload
def task(
    event: Literal["commission.matured"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CommissionMaturedPayload, CommissionMaturedDict]: ...
@overload
def task(
    event: Literal["touchpoint.recorded"], **options: Unpack[TaskOptions]
) -> TaskDecorator[TouchpointRecordedPayload, TouchpointRecordedDict]: ...
@overload
def task(
    event: Literal["conversion.attributed"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ConversionAttributedPayload, ConversionAttributedDict]: ...
@overload
def task(
    event: Literal["attribution.recalculate"], **options: Unpack[TaskOptions]
) -> TaskDecorator[AttributionRecalculatePayload, AttributionRecalculateDict]: ...
@overload
def task(
    event: Literal["attribution.sync"], **options: Unpack[TaskOptions]
) -> TaskDecorator[AttributionSyncPayload, AttributionSyncDict]: ...
@overload
def task(
    event: Literal["attribution.export"], **options: Unpack[TaskOptions]
) -> TaskDecorator[AttributionExportPayload, AttributionExportDict]: ...
@overload
def task(
    event: Literal["ab.testCreated"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ABTestCreatedPayload, ABTestCreatedDict]: ...
@overload
def task(
    event: Literal["ab.testStarted"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ABTestStartedPayload, ABTestStartedDict]: ...
@overload
def task(
    event: Literal["ab.testEnded"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ABTestEndedPayload, ABTestEndedDict]: ...
@overload
def task(
    event: Literal["ab.metricsAggregate"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ABMetricsAggregatePayload, ABMetricsAggregateDict]: ...
@overload
def task(
    event: Literal["ab.optimize"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ABOptimizePayload, ABOptimizeDict]: ...
@overload
def task(
    event: Literal["ab.orderReconcile"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ABOrderReconcilePayload, ABOrderReconcileDict]: ...
@overload
def task(
    event: Literal["video.uploadCompleted"], **options: Unpack[TaskOptions]
) -> TaskDecorator[VideoUploadCompletedPayload, VideoUploadCompletedDict]: ...
@overload
def task(
    event: Literal["video.transcriptionStarted"], **options: Unpack[TaskOptions]
) -> TaskDecorator[VideoTranscriptionStartedPayload, VideoTranscriptionStartedDict]: ...
@overload
def task(
    event: Literal["video.transcriptionCompleted"], **options: Unpack[TaskOptions]
) -> TaskDecorator[VideoTranscriptionCompletedPayload, VideoTranscriptionCompletedDict]: ...
@overload
def task(
    event: Literal["video.aiGenerated"], **options: Unpack[TaskOptions]
) -> TaskDecorator[VideoAIGeneratedPayload, VideoAIGeneratedDict]: ...
@overload
def task(
    event: Literal["dam.assetUploaded"], **options: Unpack[TaskOptions]
) -> TaskDecorator[DAMAssetUploadedPayload, DAMAssetUploadedDict]: ...
@overload
def task(
    event: Literal["dam.gdriveSync"], **options: Unpack[TaskOptions]
) -> TaskDecorator[DAMGDriveSyncPayload, DAMGDriveSyncDict]: ...
@overload
def task(
    event: Literal["dam.rightsExpiry"], **options: Unpack[TaskOptions]
) -> TaskDecorator[DAMRightsExpiryPayload, DAMRightsExpiryDict]: ...
@overload
def task(
    event: Literal["dam.export"], **options: Unpack[TaskOptions]
) -> TaskDecorator[DAMExportPayload, DAMExportDict]: ...
@overload
def task(
    event: Literal["dam.faceDetection"], **options: Unpack[TaskOptions]
) -> TaskDecorator[DAMFaceDetectionPayload, DAMFaceDetectionDict]: ...
@overload
def task(
    event: Literal["dam.bulkIngest"], **options: Unpack[TaskOptions]
) -> TaskDecorator[DAMBulkIngestPayload, DAMBulkIngestDict]: ...
@overload
def task(
    event: Literal["subscription.created"], **options: Unpack[TaskOptions]
) -> TaskDecorator[SubscriptionCreatedPayload, SubscriptionCreatedDict]: ...
@overload
def task(
    event: Literal["subscription.billing"], **options: Unpack[TaskOptions]
) -> TaskDecorator[SubscriptionBillingPayload, SubscriptionBillingDict]: ...
@overload
def task(
    event: Literal["subscription.cancelled"], **options: Unpack[TaskOptions]
) -> TaskDecorator[SubscriptionCancelledPayload, SubscriptionCancelledDict]: ...
@overload
def task(
    event: Literal["subscription.renewal"], **options: Unpack[TaskOptions]
) -> TaskDecorator[SubscriptionRenewalPayload, SubscriptionRenewalDict]: ...
@overload
def task(
    event: Literal["email.send"], **options: Unpack[TaskOptions]
) -> TaskDecorator[EmailSendPayload, EmailSendDict]: ...
@overload
def task(event: Literal["sms.send"], **options: Unpack[TaskOptions]) -> TaskDecorator[SMSSendPayload, SMSSendDict]: ...
@overload
def task(
    event: Literal["slack.notify"], **options: Unpack[TaskOptions]
) -> TaskDecorator[SlackNotifyPayload, SlackNotifyDict]: ...
@overload
def task(
    event: Literal["push.notification"], **options: Unpack[TaskOptions]
) -> TaskDecorator[PushNotificationPayload, PushNotificationDict]: ...
@overload
def task(
    event: Literal["system.healthCheck"], **options: Unpack[TaskOptions]
) -> TaskDecorator[HealthCheckPayload, HealthCheckDict]: ...
@overload
def task(event: Literal["system.alert"], **options: Unpack[TaskOptions]) -> TaskDecorator[AlertPayload, AlertDict]: ...
@overload
def task(
    event: Literal["system.cleanup"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CleanupPayload, CleanupDict]: ...
@overload
def task(
    event: Literal["system.syncRecovery"], **options: Unpack[TaskOptions]
) -> TaskDecorator[SyncRecoveryPayload, SyncRecoveryDict]: ...
@overload
def task(
    event: Literal["workflow.triggered"], **options: Unpack[TaskOptions]
) -> TaskDecorator[WorkflowTriggeredPayload, WorkflowTriggeredDict]: ...
@overload
def task(
    event: Literal["workflow.action"], **options: Unpack[TaskOptions]
) -> TaskDecorator[WorkflowActionPayload, WorkflowActionDict]: ...
@overload
def task(
    event: Literal["workflow.scheduledAction"], **options: Unpack[TaskOptions]
) -> TaskDecorator[WorkflowScheduledActionPayload, WorkflowScheduledActionDict]: ...
@overload
def task(
    event: Literal["workflow.timeElapsed"], **options: Unpack[TaskOptions]
) -> TaskDecorator[WorkflowTimeElapsedPayload, WorkflowTimeElapsedDict]: ...
@overload
def task(
    event: Literal["workflow.cleanup"], **options: Unpack[TaskOptions]
) -> TaskDecorator[WorkflowCleanupPayload, WorkflowCleanupDict]: ...
@overload
def task(
    event: Literal["brandContext.processDocument"], **options: Unpack[TaskOptions]
) -> TaskDecorator[BrandDocumentProcessPayload, BrandDocumentProcessDict]: ...
@overload
def task(
    event: Literal["brandContext.refreshEmbeddings"], **options: Unpack[TaskOptions]
) -> TaskDecorator[BrandEmbeddingsRefreshPayload, BrandEmbeddingsRefreshDict]: ...
@overload
def task(
    event: Literal["brandContext.cleanup"], **options: Unpack[TaskOptions]
) -> TaskDecorator[BrandContextCleanupPayload, BrandContextCleanupDict]: ...
@overload
def task(
    event: Literal["googleFeed.sync"], **options: Unpack[TaskOptions]
) -> TaskDecorator[GoogleFeedSyncPayload, GoogleFeedSyncDict]: ...
@overload
def task(
    event: Literal["googleFeed.productUpdate"], **options: Unpack[TaskOptions]
) -> TaskDecorator[GoogleFeedProductUpdatePayload, GoogleFeedProductUpdateDict]: ...
@overload
def task(
    event: Literal["googleFeed.imageOptimize"], **options: Unpack[TaskOptions]
) -> TaskDecorator[GoogleFeedImageOptimizePayload, GoogleFeedImageOptimizeDict]: ...
@overload
def task(
    event: Literal["webhook.retry"], **options: Unpack[TaskOptions]
) -> TaskDecorator[WebhookRetryPayload, WebhookRetryDict]: ...
@overload
def task(
    event: Literal["webhook.healthCheck"], **options: Unpack[TaskOptions]
) -> TaskDecorator[WebhookHealthCheckPayload, WebhookHealthCheckDict]: ...
@overload
def task(
    event: Literal["webhook.cleanup"], **options: Unpack[TaskOptions]
) -> TaskDecorator[WebhookCleanupPayload, WebhookCleanupDict]: ...
@overload
def task(
    event: Literal["recovery.emailScheduled"], **options: Unpack[TaskOptions]
) -> TaskDecorator[RecoveryEmailScheduledPayload, RecoveryEmailScheduledDict]: ...
@overload
def task(
    event: Literal["recovery.emailSent"], **options: Unpack[TaskOptions]
) -> TaskDecorator[RecoveryEmailSentPayload, RecoveryEmailSentDict]: ...
@overload
def task(
    event: Literal["recovery.checkAbandoned"], **options: Unpack[TaskOptions]
) -> TaskDecorator[RecoveryCheckAbandonedPayload, RecoveryCheckAbandonedDict]: ...
@overload
def task(
    event: Literal["recovery.processQueue"], **options: Unpack[TaskOptions]
) -> TaskDecorator[RecoveryProcessQueuePayload, RecoveryProcessQueueDict]: ...
@overload
def task(
    event: Literal["recovery.expireOld"], **options: Unpack[TaskOptions]
) -> TaskDecorator[RecoveryExpireOldPayload, RecoveryExpireOldDict]: ...
@overload
def task(
    event: Literal["recovery.checkoutUpdated"], **options: Unpack[TaskOptions]
) -> TaskDecorator[RecoveryCheckoutUpdatedPayload, RecoveryCheckoutUpdatedDict]: ...
def task(event: Any, **options: Unpack[TaskOptions]) -> TaskDecorator[Any, Any] | ResultTaskDecorator[Any, Any, Any]:
    """Declare a function as the handler of an event.

    Args:
        event: The event's name.
        **options: See `TaskOptions`; `retry` replaces the catalog's retry settings.

    Returns:
        A decorator for an async or plain function with one parameter for the payload, and optionally one for a context.

    Example:
        @task("order.created")
        async def handle(payload: OrderCreatedPayload) -> None:
            ...
    """
    return sdk.task(event, **options)


@overload
def schedule(name: ScheduleName, /) -> Callable[[ScheduleFunctionT], ScheduleFunctionT]: ...
@overload
def schedule(cron: str, /, *, name: str, timezone: str = ...) -> Callable[[ScheduleFunctionT], ScheduleFunctionT]: ...
@overload
def schedule(cron: str, /, *, timezone: str) -> Callable[[ScheduleFunctionT], ScheduleFunctionT]: ...
def schedule(name_or_cron: str, /, **options: Any) -> Callable[[ScheduleFunctionT], ScheduleFunctionT]:
    """Declare a function as the handler of a schedule; it may have a parameter for a `ScheduleContext`.

    Args:
        name_or_cron: A schedule of the catalog, or your own cron expression.
        **options: `name` and `timezone` of your own cron expression; the defaults are the function's name and UTC.
            Type checkers require one of them, which lets them report a misspelled schedule.

    Raises:
        UnknownScheduleError: The catalog has no such schedule.
        ConfigurationError: The cron expression or the timezone is invalid.
        HandlerDefinitionError: The function cannot be a handler, or the schedule already has one.

    Example:
        @schedule("0 2 * * *", name="own.nightly")
        async def nightly() -> None:
            ...
    """
    return sdk.schedule(name_or_cron, **options)
