# Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
"""Declaring the handler of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from cgk_jobs._catalog import sdk

if TYPE_CHECKING:
    from cgk_runtime.options import TaskOptions
    from cgk_runtime.tasks import TaskDecorator
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


@overload
def task(
    event: Literal["order.created"], **options: Unpack[TaskOptions]
) -> TaskDecorator[OrderCreatedPayload, OrderCreatedDict, Any]: ...
@overload
def task(
    event: Literal["order.fulfilled"], **options: Unpack[TaskOptions]
) -> TaskDecorator[OrderFulfilledPayload, OrderFulfilledDict, Any]: ...
@overload
def task(
    event: Literal["order.cancelled"], **options: Unpack[TaskOptions]
) -> TaskDecorator[OrderCancelledPayload, OrderCancelledDict, Any]: ...
@overload
def task(
    event: Literal["customer.created"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CustomerCreatedPayload, CustomerCreatedDict, Any]: ...
@overload
def task(
    event: Literal["customer.updated"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CustomerUpdatedPayload, CustomerUpdatedDict, Any]: ...
@overload
def task(
    event: Literal["product.sync"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ProductSyncPayload, ProductSyncDict, Any]: ...
@overload
def task(
    event: Literal["inventory.sync"], **options: Unpack[TaskOptions]
) -> TaskDecorator[InventorySyncPayload, InventorySyncDict, Any]: ...
@overload
def task(
    event: Literal["review.submitted"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ReviewSubmittedPayload, ReviewSubmittedDict, Any]: ...
@overload
def task(
    event: Literal["review.moderated"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ReviewModeratedPayload, ReviewModeratedDict, Any]: ...
@overload
def task(
    event: Literal["review.email.queued"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ReviewEmailQueuedPayload, ReviewEmailQueuedDict, Any]: ...
@overload
def task(
    event: Literal["review.email.sent"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ReviewEmailSentPayload, ReviewEmailSentDict, Any]: ...
@overload
def task(
    event: Literal["review.reminder"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ReviewReminderPayload, ReviewReminderDict, Any]: ...
@overload
def task(
    event: Literal["survey.response"], **options: Unpack[TaskOptions]
) -> TaskDecorator[SurveyResponsePayload, SurveyResponseDict, Any]: ...
@overload
def task(
    event: Literal["survey.digest"], **options: Unpack[TaskOptions]
) -> TaskDecorator[SurveyDigestPayload, SurveyDigestDict, Any]: ...
@overload
def task(
    event: Literal["survey.lowNps"], **options: Unpack[TaskOptions]
) -> TaskDecorator[SurveyLowNpsPayload, SurveyLowNpsDict, Any]: ...
@overload
def task(
    event: Literal["creator.applied"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorAppliedPayload, CreatorAppliedDict, Any]: ...
@overload
def task(
    event: Literal["creator.approved"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorApprovedPayload, CreatorApprovedDict, Any]: ...
@overload
def task(
    event: Literal["creator.rejected"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorRejectedPayload, CreatorRejectedDict, Any]: ...
@overload
def task(
    event: Literal["creator.setupComplete"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorSetupCompletePayload, CreatorSetupCompleteDict, Any]: ...
@overload
def task(
    event: Literal["creator.email.queued"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorEmailQueuedPayload, CreatorEmailQueuedDict, Any]: ...
@overload
def task(
    event: Literal["creator.reminder"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorReminderPayload, CreatorReminderDict, Any]: ...
@overload
def task(
    event: Literal["creator.file.uploaded"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorFileUploadedPayload, CreatorFileUploadedDict, Any]: ...
@overload
def task(
    event: Literal["creator.slackNotification"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorSlackNotificationPayload, CreatorSlackNotificationDict, Any]: ...
@overload
def task(
    event: Literal["creator.shipmentSync"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorShipmentSyncPayload, CreatorShipmentSyncDict, Any]: ...
@overload
def task(
    event: Literal["creator.approvalReminders"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorApprovalRemindersPayload, CreatorApprovalRemindersDict, Any]: ...
@overload
def task(
    event: Literal["creator.welcomeCallReminders"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CreatorWelcomeCallRemindersPayload, CreatorWelcomeCallRemindersDict, Any]: ...
@overload
def task(
    event: Literal["project.created"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ProjectCreatedPayload, ProjectCreatedDict, Any]: ...
@overload
def task(
    event: Literal["project.statusChanged"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ProjectStatusChangedPayload, ProjectStatusChangedDict, Any]: ...
@overload
def task(
    event: Literal["project.deadlineApproaching"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ProjectDeadlineApproachingPayload, ProjectDeadlineApproachingDict, Any]: ...
@overload
def task(
    event: Literal["payout.requested"], **options: Unpack[TaskOptions]
) -> TaskDecorator[PayoutRequestedPayload, PayoutRequestedDict, Any]: ...
@overload
def task(
    event: Literal["payout.processing"], **options: Unpack[TaskOptions]
) -> TaskDecorator[PayoutProcessingPayload, PayoutProcessingDict, Any]: ...
@overload
def task(
    event: Literal["payout.completed"], **options: Unpack[TaskOptions]
) -> TaskDecorator[PayoutCompletedPayload, PayoutCompletedDict, Any]: ...
@overload
def task(
    event: Literal["payout.failed"], **options: Unpack[TaskOptions]
) -> TaskDecorator[PayoutFailedPayload, PayoutFailedDict, Any]: ...
@overload
def task(
    event: Literal["payment.available"], **options: Unpack[TaskOptions]
) -> TaskDecorator[PaymentAvailablePayload, PaymentAvailableDict, Any]: ...
@overload
def task(
    event: Literal["treasury.topup"], **options: Unpack[TaskOptions]
) -> TaskDecorator[TreasuryTopupPayload, TreasuryTopupDict, Any]: ...
@overload
def task(
    event: Literal["treasury.approval"], **options: Unpack[TaskOptions]
) -> TaskDecorator[TreasuryApprovalPayload, TreasuryApprovalDict, Any]: ...
@overload
def task(
    event: Literal["treasury.lowBalance"], **options: Unpack[TaskOptions]
) -> TaskDecorator[TreasuryLowBalancePayload, TreasuryLowBalanceDict, Any]: ...
@overload
def task(
    event: Literal["expense.sync"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ExpenseSyncPayload, ExpenseSyncDict, Any]: ...
@overload
def task(
    event: Literal["commission.matured"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CommissionMaturedPayload, CommissionMaturedDict, Any]: ...
@overload
def task(
    event: Literal["touchpoint.recorded"], **options: Unpack[TaskOptions]
) -> TaskDecorator[TouchpointRecordedPayload, TouchpointRecordedDict, Any]: ...
@overload
def task(
    event: Literal["conversion.attributed"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ConversionAttributedPayload, ConversionAttributedDict, Any]: ...
@overload
def task(
    event: Literal["attribution.recalculate"], **options: Unpack[TaskOptions]
) -> TaskDecorator[AttributionRecalculatePayload, AttributionRecalculateDict, Any]: ...
@overload
def task(
    event: Literal["attribution.sync"], **options: Unpack[TaskOptions]
) -> TaskDecorator[AttributionSyncPayload, AttributionSyncDict, Any]: ...
@overload
def task(
    event: Literal["attribution.export"], **options: Unpack[TaskOptions]
) -> TaskDecorator[AttributionExportPayload, AttributionExportDict, Any]: ...
@overload
def task(
    event: Literal["ab.testCreated"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ABTestCreatedPayload, ABTestCreatedDict, Any]: ...
@overload
def task(
    event: Literal["ab.testStarted"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ABTestStartedPayload, ABTestStartedDict, Any]: ...
@overload
def task(
    event: Literal["ab.testEnded"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ABTestEndedPayload, ABTestEndedDict, Any]: ...
@overload
def task(
    event: Literal["ab.metricsAggregate"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ABMetricsAggregatePayload, ABMetricsAggregateDict, Any]: ...
@overload
def task(
    event: Literal["ab.optimize"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ABOptimizePayload, ABOptimizeDict, Any]: ...
@overload
def task(
    event: Literal["ab.orderReconcile"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ABOrderReconcilePayload, ABOrderReconcileDict, Any]: ...
@overload
def task(
    event: Literal["video.uploadCompleted"], **options: Unpack[TaskOptions]
) -> TaskDecorator[VideoUploadCompletedPayload, VideoUploadCompletedDict, Any]: ...
@overload
def task(
    event: Literal["video.transcriptionStarted"], **options: Unpack[TaskOptions]
) -> TaskDecorator[VideoTranscriptionStartedPayload, VideoTranscriptionStartedDict, Any]: ...
@overload
def task(
    event: Literal["video.transcriptionCompleted"], **options: Unpack[TaskOptions]
) -> TaskDecorator[VideoTranscriptionCompletedPayload, VideoTranscriptionCompletedDict, Any]: ...
@overload
def task(
    event: Literal["video.aiGenerated"], **options: Unpack[TaskOptions]
) -> TaskDecorator[VideoAIGeneratedPayload, VideoAIGeneratedDict, Any]: ...
@overload
def task(
    event: Literal["dam.assetUploaded"], **options: Unpack[TaskOptions]
) -> TaskDecorator[DAMAssetUploadedPayload, DAMAssetUploadedDict, Any]: ...
@overload
def task(
    event: Literal["dam.gdriveSync"], **options: Unpack[TaskOptions]
) -> TaskDecorator[DAMGDriveSyncPayload, DAMGDriveSyncDict, Any]: ...
@overload
def task(
    event: Literal["dam.rightsExpiry"], **options: Unpack[TaskOptions]
) -> TaskDecorator[DAMRightsExpiryPayload, DAMRightsExpiryDict, Any]: ...
@overload
def task(
    event: Literal["dam.export"], **options: Unpack[TaskOptions]
) -> TaskDecorator[DAMExportPayload, DAMExportDict, Any]: ...
@overload
def task(
    event: Literal["dam.faceDetection"], **options: Unpack[TaskOptions]
) -> TaskDecorator[DAMFaceDetectionPayload, DAMFaceDetectionDict, Any]: ...
@overload
def task(
    event: Literal["dam.bulkIngest"], **options: Unpack[TaskOptions]
) -> TaskDecorator[DAMBulkIngestPayload, DAMBulkIngestDict, Any]: ...
@overload
def task(
    event: Literal["subscription.created"], **options: Unpack[TaskOptions]
) -> TaskDecorator[SubscriptionCreatedPayload, SubscriptionCreatedDict, Any]: ...
@overload
def task(
    event: Literal["subscription.billing"], **options: Unpack[TaskOptions]
) -> TaskDecorator[SubscriptionBillingPayload, SubscriptionBillingDict, Any]: ...
@overload
def task(
    event: Literal["subscription.cancelled"], **options: Unpack[TaskOptions]
) -> TaskDecorator[SubscriptionCancelledPayload, SubscriptionCancelledDict, Any]: ...
@overload
def task(
    event: Literal["subscription.renewal"], **options: Unpack[TaskOptions]
) -> TaskDecorator[SubscriptionRenewalPayload, SubscriptionRenewalDict, Any]: ...
@overload
def task(
    event: Literal["email.send"], **options: Unpack[TaskOptions]
) -> TaskDecorator[EmailSendPayload, EmailSendDict, Any]: ...
@overload
def task(
    event: Literal["sms.send"], **options: Unpack[TaskOptions]
) -> TaskDecorator[SMSSendPayload, SMSSendDict, Any]: ...
@overload
def task(
    event: Literal["slack.notify"], **options: Unpack[TaskOptions]
) -> TaskDecorator[SlackNotifyPayload, SlackNotifyDict, Any]: ...
@overload
def task(
    event: Literal["push.notification"], **options: Unpack[TaskOptions]
) -> TaskDecorator[PushNotificationPayload, PushNotificationDict, Any]: ...
@overload
def task(
    event: Literal["system.healthCheck"], **options: Unpack[TaskOptions]
) -> TaskDecorator[HealthCheckPayload, HealthCheckDict, Any]: ...
@overload
def task(
    event: Literal["system.alert"], **options: Unpack[TaskOptions]
) -> TaskDecorator[AlertPayload, AlertDict, Any]: ...
@overload
def task(
    event: Literal["system.cleanup"], **options: Unpack[TaskOptions]
) -> TaskDecorator[CleanupPayload, CleanupDict, Any]: ...
@overload
def task(
    event: Literal["system.syncRecovery"], **options: Unpack[TaskOptions]
) -> TaskDecorator[SyncRecoveryPayload, SyncRecoveryDict, Any]: ...
@overload
def task(
    event: Literal["workflow.triggered"], **options: Unpack[TaskOptions]
) -> TaskDecorator[WorkflowTriggeredPayload, WorkflowTriggeredDict, Any]: ...
@overload
def task(
    event: Literal["workflow.action"], **options: Unpack[TaskOptions]
) -> TaskDecorator[WorkflowActionPayload, WorkflowActionDict, Any]: ...
@overload
def task(
    event: Literal["workflow.scheduledAction"], **options: Unpack[TaskOptions]
) -> TaskDecorator[WorkflowScheduledActionPayload, WorkflowScheduledActionDict, Any]: ...
@overload
def task(
    event: Literal["workflow.timeElapsed"], **options: Unpack[TaskOptions]
) -> TaskDecorator[WorkflowTimeElapsedPayload, WorkflowTimeElapsedDict, Any]: ...
@overload
def task(
    event: Literal["workflow.cleanup"], **options: Unpack[TaskOptions]
) -> TaskDecorator[WorkflowCleanupPayload, WorkflowCleanupDict, Any]: ...
@overload
def task(
    event: Literal["brandContext.processDocument"], **options: Unpack[TaskOptions]
) -> TaskDecorator[BrandDocumentProcessPayload, BrandDocumentProcessDict, Any]: ...
@overload
def task(
    event: Literal["brandContext.refreshEmbeddings"], **options: Unpack[TaskOptions]
) -> TaskDecorator[BrandEmbeddingsRefreshPayload, BrandEmbeddingsRefreshDict, Any]: ...
@overload
def task(
    event: Literal["brandContext.cleanup"], **options: Unpack[TaskOptions]
) -> TaskDecorator[BrandContextCleanupPayload, BrandContextCleanupDict, Any]: ...
@overload
def task(
    event: Literal["googleFeed.sync"], **options: Unpack[TaskOptions]
) -> TaskDecorator[GoogleFeedSyncPayload, GoogleFeedSyncDict, Any]: ...
@overload
def task(
    event: Literal["googleFeed.productUpdate"], **options: Unpack[TaskOptions]
) -> TaskDecorator[GoogleFeedProductUpdatePayload, GoogleFeedProductUpdateDict, Any]: ...
@overload
def task(
    event: Literal["googleFeed.imageOptimize"], **options: Unpack[TaskOptions]
) -> TaskDecorator[GoogleFeedImageOptimizePayload, GoogleFeedImageOptimizeDict, Any]: ...
@overload
def task(
    event: Literal["webhook.retry"], **options: Unpack[TaskOptions]
) -> TaskDecorator[WebhookRetryPayload, WebhookRetryDict, Any]: ...
@overload
def task(
    event: Literal["webhook.healthCheck"], **options: Unpack[TaskOptions]
) -> TaskDecorator[WebhookHealthCheckPayload, WebhookHealthCheckDict, Any]: ...
@overload
def task(
    event: Literal["webhook.cleanup"], **options: Unpack[TaskOptions]
) -> TaskDecorator[WebhookCleanupPayload, WebhookCleanupDict, Any]: ...
@overload
def task(
    event: Literal["recovery.emailScheduled"], **options: Unpack[TaskOptions]
) -> TaskDecorator[RecoveryEmailScheduledPayload, RecoveryEmailScheduledDict, Any]: ...
@overload
def task(
    event: Literal["recovery.emailSent"], **options: Unpack[TaskOptions]
) -> TaskDecorator[RecoveryEmailSentPayload, RecoveryEmailSentDict, Any]: ...
@overload
def task(
    event: Literal["recovery.checkAbandoned"], **options: Unpack[TaskOptions]
) -> TaskDecorator[RecoveryCheckAbandonedPayload, RecoveryCheckAbandonedDict, Any]: ...
@overload
def task(
    event: Literal["recovery.processQueue"], **options: Unpack[TaskOptions]
) -> TaskDecorator[RecoveryProcessQueuePayload, RecoveryProcessQueueDict, Any]: ...
@overload
def task(
    event: Literal["recovery.expireOld"], **options: Unpack[TaskOptions]
) -> TaskDecorator[RecoveryExpireOldPayload, RecoveryExpireOldDict, Any]: ...
@overload
def task(
    event: Literal["recovery.checkoutUpdated"], **options: Unpack[TaskOptions]
) -> TaskDecorator[RecoveryCheckoutUpdatedPayload, RecoveryCheckoutUpdatedDict, Any]: ...
def task(event: Any, **options: Unpack[TaskOptions]) -> TaskDecorator[Any, Any, Any]:
    """Declare a function as the handler of an event.

    Args:
        event: The event's name.
        **options: See `TaskOptions`; without `retry` the catalog's figures hold.

    Returns:
        A decorator for a function, async or plain, that takes the event's payload and, if it wants, a context.

    Example:
        @task("order.created")
        async def handle(payload: OrderCreatedPayload) -> None:
            ...
    """
    return sdk.task(event, **options)
