# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""The events as objects: `jobs["order.created"].send({...})`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from cgk_runtime.sdk import JobTable
from typing_extensions import TypedDict

from cgk_jobs._catalog import sdk

if TYPE_CHECKING:
    from cgk_runtime.sdk import Job, JobSender

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


Jobs = TypedDict(
    "Jobs",
    {
        "order.created": "Job[OrderCreatedDict, Any, OrderCreatedPayload]",
        "order.fulfilled": "Job[OrderFulfilledDict, Any, OrderFulfilledPayload]",
        "order.cancelled": "Job[OrderCancelledDict, Any, OrderCancelledPayload]",
        "customer.created": "Job[CustomerCreatedDict, Any, CustomerCreatedPayload]",
        "customer.updated": "Job[CustomerUpdatedDict, Any, CustomerUpdatedPayload]",
        "product.sync": "Job[ProductSyncDict, Any, ProductSyncPayload]",
        "inventory.sync": "Job[InventorySyncDict, Any, InventorySyncPayload]",
        "review.submitted": "Job[ReviewSubmittedDict, Any, ReviewSubmittedPayload]",
        "review.moderated": "Job[ReviewModeratedDict, Any, ReviewModeratedPayload]",
        "review.email.queued": "Job[ReviewEmailQueuedDict, Any, ReviewEmailQueuedPayload]",
        "review.email.sent": "Job[ReviewEmailSentDict, Any, ReviewEmailSentPayload]",
        "review.reminder": "Job[ReviewReminderDict, Any, ReviewReminderPayload]",
        "survey.response": "Job[SurveyResponseDict, Any, SurveyResponsePayload]",
        "survey.digest": "Job[SurveyDigestDict, Any, SurveyDigestPayload]",
        "survey.lowNps": "Job[SurveyLowNpsDict, Any, SurveyLowNpsPayload]",
        "creator.applied": "Job[CreatorAppliedDict, Any, CreatorAppliedPayload]",
        "creator.approved": "Job[CreatorApprovedDict, Any, CreatorApprovedPayload]",
        "creator.rejected": "Job[CreatorRejectedDict, Any, CreatorRejectedPayload]",
        "creator.setupComplete": "Job[CreatorSetupCompleteDict, Any, CreatorSetupCompletePayload]",
        "creator.email.queued": "Job[CreatorEmailQueuedDict, Any, CreatorEmailQueuedPayload]",
        "creator.reminder": "Job[CreatorReminderDict, Any, CreatorReminderPayload]",
        "creator.file.uploaded": "Job[CreatorFileUploadedDict, Any, CreatorFileUploadedPayload]",
        "creator.slackNotification": "Job[CreatorSlackNotificationDict, Any, CreatorSlackNotificationPayload]",
        "creator.shipmentSync": "Job[CreatorShipmentSyncDict, Any, CreatorShipmentSyncPayload]",
        "creator.approvalReminders": "Job[CreatorApprovalRemindersDict, Any, CreatorApprovalRemindersPayload]",
        "creator.welcomeCallReminders": "Job[CreatorWelcomeCallRemindersDict, Any, CreatorWelcomeCallRemindersPayload]",
        "project.created": "Job[ProjectCreatedDict, Any, ProjectCreatedPayload]",
        "project.statusChanged": "Job[ProjectStatusChangedDict, Any, ProjectStatusChangedPayload]",
        "project.deadlineApproaching": "Job[ProjectDeadlineApproachingDict, Any, ProjectDeadlineApproachingPayload]",
        "payout.requested": "Job[PayoutRequestedDict, Any, PayoutRequestedPayload]",
        "payout.processing": "Job[PayoutProcessingDict, Any, PayoutProcessingPayload]",
        "payout.completed": "Job[PayoutCompletedDict, Any, PayoutCompletedPayload]",
        "payout.failed": "Job[PayoutFailedDict, Any, PayoutFailedPayload]",
        "payment.available": "Job[PaymentAvailableDict, Any, PaymentAvailablePayload]",
        "treasury.topup": "Job[TreasuryTopupDict, Any, TreasuryTopupPayload]",
        "treasury.approval": "Job[TreasuryApprovalDict, Any, TreasuryApprovalPayload]",
        "treasury.lowBalance": "Job[TreasuryLowBalanceDict, Any, TreasuryLowBalancePayload]",
        "expense.sync": "Job[ExpenseSyncDict, Any, ExpenseSyncPayload]",
        "commission.matured": "Job[CommissionMaturedDict, Any, CommissionMaturedPayload]",
        "touchpoint.recorded": "Job[TouchpointRecordedDict, Any, TouchpointRecordedPayload]",
        "conversion.attributed": "Job[ConversionAttributedDict, Any, ConversionAttributedPayload]",
        "attribution.recalculate": "Job[AttributionRecalculateDict, Any, AttributionRecalculatePayload]",
        "attribution.sync": "Job[AttributionSyncDict, Any, AttributionSyncPayload]",
        "attribution.export": "Job[AttributionExportDict, Any, AttributionExportPayload]",
        "ab.testCreated": "Job[ABTestCreatedDict, Any, ABTestCreatedPayload]",
        "ab.testStarted": "Job[ABTestStartedDict, Any, ABTestStartedPayload]",
        "ab.testEnded": "Job[ABTestEndedDict, Any, ABTestEndedPayload]",
        "ab.metricsAggregate": "Job[ABMetricsAggregateDict, Any, ABMetricsAggregatePayload]",
        "ab.optimize": "Job[ABOptimizeDict, Any, ABOptimizePayload]",
        "ab.orderReconcile": "Job[ABOrderReconcileDict, Any, ABOrderReconcilePayload]",
        "video.uploadCompleted": "Job[VideoUploadCompletedDict, Any, VideoUploadCompletedPayload]",
        "video.transcriptionStarted": "Job[VideoTranscriptionStartedDict, Any, VideoTranscriptionStartedPayload]",
        "video.transcriptionCompleted": "Job[VideoTranscriptionCompletedDict, Any, VideoTranscriptionCompletedPayload]",
        "video.aiGenerated": "Job[VideoAIGeneratedDict, Any, VideoAIGeneratedPayload]",
        "dam.assetUploaded": "Job[DAMAssetUploadedDict, Any, DAMAssetUploadedPayload]",
        "dam.gdriveSync": "Job[DAMGDriveSyncDict, Any, DAMGDriveSyncPayload]",
        "dam.rightsExpiry": "Job[DAMRightsExpiryDict, Any, DAMRightsExpiryPayload]",
        "dam.export": "Job[DAMExportDict, Any, DAMExportPayload]",
        "dam.faceDetection": "Job[DAMFaceDetectionDict, Any, DAMFaceDetectionPayload]",
        "dam.bulkIngest": "Job[DAMBulkIngestDict, Any, DAMBulkIngestPayload]",
        "subscription.created": "Job[SubscriptionCreatedDict, Any, SubscriptionCreatedPayload]",
        "subscription.billing": "Job[SubscriptionBillingDict, Any, SubscriptionBillingPayload]",
        "subscription.cancelled": "Job[SubscriptionCancelledDict, Any, SubscriptionCancelledPayload]",
        "subscription.renewal": "Job[SubscriptionRenewalDict, Any, SubscriptionRenewalPayload]",
        "email.send": "Job[EmailSendDict, Any, EmailSendPayload]",
        "sms.send": "Job[SMSSendDict, Any, SMSSendPayload]",
        "slack.notify": "Job[SlackNotifyDict, Any, SlackNotifyPayload]",
        "push.notification": "Job[PushNotificationDict, Any, PushNotificationPayload]",
        "system.healthCheck": "Job[HealthCheckDict, Any, HealthCheckPayload]",
        "system.alert": "Job[AlertDict, Any, AlertPayload]",
        "system.cleanup": "Job[CleanupDict, Any, CleanupPayload]",
        "system.syncRecovery": "Job[SyncRecoveryDict, Any, SyncRecoveryPayload]",
        "workflow.triggered": "Job[WorkflowTriggeredDict, Any, WorkflowTriggeredPayload]",
        "workflow.action": "Job[WorkflowActionDict, Any, WorkflowActionPayload]",
        "workflow.scheduledAction": "Job[WorkflowScheduledActionDict, Any, WorkflowScheduledActionPayload]",
        "workflow.timeElapsed": "Job[WorkflowTimeElapsedDict, Any, WorkflowTimeElapsedPayload]",
        "workflow.cleanup": "Job[WorkflowCleanupDict, Any, WorkflowCleanupPayload]",
        "brandContext.processDocument": "Job[BrandDocumentProcessDict, Any, BrandDocumentProcessPayload]",
        "brandContext.refreshEmbeddings": "Job[BrandEmbeddingsRefreshDict, Any, BrandEmbeddingsRefreshPayload]",
        "brandContext.cleanup": "Job[BrandContextCleanupDict, Any, BrandContextCleanupPayload]",
        "googleFeed.sync": "Job[GoogleFeedSyncDict, Any, GoogleFeedSyncPayload]",
        "googleFeed.productUpdate": "Job[GoogleFeedProductUpdateDict, Any, GoogleFeedProductUpdatePayload]",
        "googleFeed.imageOptimize": "Job[GoogleFeedImageOptimizeDict, Any, GoogleFeedImageOptimizePayload]",
        "webhook.retry": "Job[WebhookRetryDict, Any, WebhookRetryPayload]",
        "webhook.healthCheck": "Job[WebhookHealthCheckDict, Any, WebhookHealthCheckPayload]",
        "webhook.cleanup": "Job[WebhookCleanupDict, Any, WebhookCleanupPayload]",
        "recovery.emailScheduled": "Job[RecoveryEmailScheduledDict, Any, RecoveryEmailScheduledPayload]",
        "recovery.emailSent": "Job[RecoveryEmailSentDict, Any, RecoveryEmailSentPayload]",
        "recovery.checkAbandoned": "Job[RecoveryCheckAbandonedDict, Any, RecoveryCheckAbandonedPayload]",
        "recovery.processQueue": "Job[RecoveryProcessQueueDict, Any, RecoveryProcessQueuePayload]",
        "recovery.expireOld": "Job[RecoveryExpireOldDict, Any, RecoveryExpireOldPayload]",
        "recovery.checkoutUpdated": "Job[RecoveryCheckoutUpdatedDict, Any, RecoveryCheckoutUpdatedPayload]",
    },
)
"""The type of `jobs`."""


def jobs_of(sender: JobSender) -> Jobs:
    """Return the jobs of all events, sent through one client."""
    return cast("Jobs", JobTable(sender))


# Not annotated as `Jobs`, because mypy would check all events at each use.
jobs: Final = jobs_of(sdk)
"""The jobs by event name; a payload is the event's TypedDict or its model.

Example:
    await jobs["order.created"].send({"tenantId": "rawdog", "orderId": "order_123", "totalAmount": 9999, "currency": "USD"})
"""
