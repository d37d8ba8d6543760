# Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
"""Every event as an object of its own: `jobs["order.created"].send({...})`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from cgk_runtime.job import Job
from typing_extensions import TypedDict

from cgk_jobs._catalog import CATALOG, sdk

if TYPE_CHECKING:
    from cgk_runtime.sender import JobSender

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
        "order.created": "Job[OrderCreatedDict, Any]",
        "order.fulfilled": "Job[OrderFulfilledDict, Any]",
        "order.cancelled": "Job[OrderCancelledDict, Any]",
        "customer.created": "Job[CustomerCreatedDict, Any]",
        "customer.updated": "Job[CustomerUpdatedDict, Any]",
        "product.sync": "Job[ProductSyncDict, Any]",
        "inventory.sync": "Job[InventorySyncDict, Any]",
        "review.submitted": "Job[ReviewSubmittedDict, Any]",
        "review.moderated": "Job[ReviewModeratedDict, Any]",
        "review.email.queued": "Job[ReviewEmailQueuedDict, Any]",
        "review.email.sent": "Job[ReviewEmailSentDict, Any]",
        "review.reminder": "Job[ReviewReminderDict, Any]",
        "survey.response": "Job[SurveyResponseDict, Any]",
        "survey.digest": "Job[SurveyDigestDict, Any]",
        "survey.lowNps": "Job[SurveyLowNpsDict, Any]",
        "creator.applied": "Job[CreatorAppliedDict, Any]",
        "creator.approved": "Job[CreatorApprovedDict, Any]",
        "creator.rejected": "Job[CreatorRejectedDict, Any]",
        "creator.setupComplete": "Job[CreatorSetupCompleteDict, Any]",
        "creator.email.queued": "Job[CreatorEmailQueuedDict, Any]",
        "creator.reminder": "Job[CreatorReminderDict, Any]",
        "creator.file.uploaded": "Job[CreatorFileUploadedDict, Any]",
        "creator.slackNotification": "Job[CreatorSlackNotificationDict, Any]",
        "creator.shipmentSync": "Job[CreatorShipmentSyncDict, Any]",
        "creator.approvalReminders": "Job[CreatorApprovalRemindersDict, Any]",
        "creator.welcomeCallReminders": "Job[CreatorWelcomeCallRemindersDict, Any]",
        "project.created": "Job[ProjectCreatedDict, Any]",
        "project.statusChanged": "Job[ProjectStatusChangedDict, Any]",
        "project.deadlineApproaching": "Job[ProjectDeadlineApproachingDict, Any]",
        "payout.requested": "Job[PayoutRequestedDict, Any]",
        "payout.processing": "Job[PayoutProcessingDict, Any]",
        "payout.completed": "Job[PayoutCompletedDict, Any]",
        "payout.failed": "Job[PayoutFailedDict, Any]",
        "payment.available": "Job[PaymentAvailableDict, Any]",
        "treasury.topup": "Job[TreasuryTopupDict, Any]",
        "treasury.approval": "Job[TreasuryApprovalDict, Any]",
        "treasury.lowBalance": "Job[TreasuryLowBalanceDict, Any]",
        "expense.sync": "Job[ExpenseSyncDict, Any]",
        "commission.matured": "Job[CommissionMaturedDict, Any]",
        "touchpoint.recorded": "Job[TouchpointRecordedDict, Any]",
        "conversion.attributed": "Job[ConversionAttributedDict, Any]",
        "attribution.recalculate": "Job[AttributionRecalculateDict, Any]",
        "attribution.sync": "Job[AttributionSyncDict, Any]",
        "attribution.export": "Job[AttributionExportDict, Any]",
        "ab.testCreated": "Job[ABTestCreatedDict, Any]",
        "ab.testStarted": "Job[ABTestStartedDict, Any]",
        "ab.testEnded": "Job[ABTestEndedDict, Any]",
        "ab.metricsAggregate": "Job[ABMetricsAggregateDict, Any]",
        "ab.optimize": "Job[ABOptimizeDict, Any]",
        "ab.orderReconcile": "Job[ABOrderReconcileDict, Any]",
        "video.uploadCompleted": "Job[VideoUploadCompletedDict, Any]",
        "video.transcriptionStarted": "Job[VideoTranscriptionStartedDict, Any]",
        "video.transcriptionCompleted": "Job[VideoTranscriptionCompletedDict, Any]",
        "video.aiGenerated": "Job[VideoAIGeneratedDict, Any]",
        "dam.assetUploaded": "Job[DAMAssetUploadedDict, Any]",
        "dam.gdriveSync": "Job[DAMGDriveSyncDict, Any]",
        "dam.rightsExpiry": "Job[DAMRightsExpiryDict, Any]",
        "dam.export": "Job[DAMExportDict, Any]",
        "dam.faceDetection": "Job[DAMFaceDetectionDict, Any]",
        "dam.bulkIngest": "Job[DAMBulkIngestDict, Any]",
        "subscription.created": "Job[SubscriptionCreatedDict, Any]",
        "subscription.billing": "Job[SubscriptionBillingDict, Any]",
        "subscription.cancelled": "Job[SubscriptionCancelledDict, Any]",
        "subscription.renewal": "Job[SubscriptionRenewalDict, Any]",
        "email.send": "Job[EmailSendDict, Any]",
        "sms.send": "Job[SMSSendDict, Any]",
        "slack.notify": "Job[SlackNotifyDict, Any]",
        "push.notification": "Job[PushNotificationDict, Any]",
        "system.healthCheck": "Job[HealthCheckDict, Any]",
        "system.alert": "Job[AlertDict, Any]",
        "system.cleanup": "Job[CleanupDict, Any]",
        "system.syncRecovery": "Job[SyncRecoveryDict, Any]",
        "workflow.triggered": "Job[WorkflowTriggeredDict, Any]",
        "workflow.action": "Job[WorkflowActionDict, Any]",
        "workflow.scheduledAction": "Job[WorkflowScheduledActionDict, Any]",
        "workflow.timeElapsed": "Job[WorkflowTimeElapsedDict, Any]",
        "workflow.cleanup": "Job[WorkflowCleanupDict, Any]",
        "brandContext.processDocument": "Job[BrandDocumentProcessDict, Any]",
        "brandContext.refreshEmbeddings": "Job[BrandEmbeddingsRefreshDict, Any]",
        "brandContext.cleanup": "Job[BrandContextCleanupDict, Any]",
        "googleFeed.sync": "Job[GoogleFeedSyncDict, Any]",
        "googleFeed.productUpdate": "Job[GoogleFeedProductUpdateDict, Any]",
        "googleFeed.imageOptimize": "Job[GoogleFeedImageOptimizeDict, Any]",
        "webhook.retry": "Job[WebhookRetryDict, Any]",
        "webhook.healthCheck": "Job[WebhookHealthCheckDict, Any]",
        "webhook.cleanup": "Job[WebhookCleanupDict, Any]",
        "recovery.emailScheduled": "Job[RecoveryEmailScheduledDict, Any]",
        "recovery.emailSent": "Job[RecoveryEmailSentDict, Any]",
        "recovery.checkAbandoned": "Job[RecoveryCheckAbandonedDict, Any]",
        "recovery.processQueue": "Job[RecoveryProcessQueueDict, Any]",
        "recovery.expireOld": "Job[RecoveryExpireOldDict, Any]",
        "recovery.checkoutUpdated": "Job[RecoveryCheckoutUpdatedDict, Any]",
    },
)
"""The type of `jobs`."""


def jobs_of(sender: JobSender) -> Jobs:
    """Give every event's job, sent through one client."""
    return cast("Jobs", {name: Job(sender, name) for name in CATALOG.events})


jobs: Final[Jobs] = jobs_of(sdk)
"""Every event's job by its name; its payload is the event's TypedDict.

Example:
    await jobs["order.created"].send({"tenantId": "rawdog", "orderId": "order_123", "totalAmount": 9999, "currency": "USD"})
"""
