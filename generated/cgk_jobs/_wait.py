# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
# Each overload has another event name, so mypy does not need to compare them all with each other.
# mypy: ignore-errors
# The last overloads repeat the first ones on purpose, as the docstring explains.
# pyright: reportOverlappingOverload=false
"""Typed sends that wait for the result.

Each function has overloads for dictionaries, one per event, then one for all models, and then those for dictionaries
again. If none matches, type checkers explain the first overload or the last one. Both are for a dictionary, so the error
names the wrong key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from cgk_jobs._catalog import sdk

if TYPE_CHECKING:
    from cgk_runtime import WaitOptions
    from cgk_runtime.payload_of import PayloadOf
    from typing_extensions import Unpack

    from cgk_jobs.events import EventName
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


EventT = TypeVar("EventT", bound="EventName")
ResultT = TypeVar("ResultT")


@overload
async def trigger_and_wait(
    event: Literal["order.created"], payload: OrderCreatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["order.fulfilled"], payload: OrderFulfilledDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["order.cancelled"], payload: OrderCancelledDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["customer.created"], payload: CustomerCreatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["customer.updated"], payload: CustomerUpdatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["product.sync"], payload: ProductSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["inventory.sync"], payload: InventorySyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["review.submitted"], payload: ReviewSubmittedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["review.moderated"], payload: ReviewModeratedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["review.email.queued"], payload: ReviewEmailQueuedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["review.email.sent"], payload: ReviewEmailSentDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["review.reminder"], payload: ReviewReminderDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["survey.response"], payload: SurveyResponseDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["survey.digest"], payload: SurveyDigestDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["survey.lowNps"], payload: SurveyLowNpsDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.applied"], payload: CreatorAppliedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.approved"], payload: CreatorApprovedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.rejected"], payload: CreatorRejectedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.setupComplete"], payload: CreatorSetupCompleteDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.email.queued"], payload: CreatorEmailQueuedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.reminder"], payload: CreatorReminderDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.file.uploaded"], payload: CreatorFileUploadedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.slackNotification"], payload: CreatorSlackNotificationDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.shipmentSync"], payload: CreatorShipmentSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.approvalReminders"], payload: CreatorApprovalRemindersDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.welcomeCallReminders"],
    payload: CreatorWelcomeCallRemindersDict,
    **options: Unpack[WaitOptions],
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["project.created"], payload: ProjectCreatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["project.statusChanged"], payload: ProjectStatusChangedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["project.deadlineApproaching"],
    payload: ProjectDeadlineApproachingDict,
    **options: Unpack[WaitOptions],
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["payout.requested"], payload: PayoutRequestedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["payout.processing"], payload: PayoutProcessingDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["payout.completed"], payload: PayoutCompletedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["payout.failed"], payload: PayoutFailedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["payment.available"], payload: PaymentAvailableDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["treasury.topup"], payload: TreasuryTopupDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["treasury.approval"], payload: TreasuryApprovalDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["treasury.lowBalance"], payload: TreasuryLowBalanceDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["expense.sync"], payload: ExpenseSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["commission.matured"], payload: CommissionMaturedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["touchpoint.recorded"], payload: TouchpointRecordedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["conversion.attributed"], payload: ConversionAttributedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["attribution.recalculate"], payload: AttributionRecalculateDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["attribution.sync"], payload: AttributionSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["attribution.export"], payload: AttributionExportDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["ab.testCreated"], payload: ABTestCreatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["ab.testStarted"], payload: ABTestStartedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["ab.testEnded"], payload: ABTestEndedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["ab.metricsAggregate"], payload: ABMetricsAggregateDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["ab.optimize"], payload: ABOptimizeDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["ab.orderReconcile"], payload: ABOrderReconcileDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["video.uploadCompleted"], payload: VideoUploadCompletedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["video.transcriptionStarted"], payload: VideoTranscriptionStartedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["video.transcriptionCompleted"],
    payload: VideoTranscriptionCompletedDict,
    **options: Unpack[WaitOptions],
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["video.aiGenerated"], payload: VideoAIGeneratedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["dam.assetUploaded"], payload: DAMAssetUploadedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["dam.gdriveSync"], payload: DAMGDriveSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["dam.rightsExpiry"], payload: DAMRightsExpiryDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["dam.export"], payload: DAMExportDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["dam.faceDetection"], payload: DAMFaceDetectionDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["dam.bulkIngest"], payload: DAMBulkIngestDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["subscription.created"], payload: SubscriptionCreatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["subscription.billing"], payload: SubscriptionBillingDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["subscription.cancelled"], payload: SubscriptionCancelledDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["subscription.renewal"], payload: SubscriptionRenewalDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["email.send"], payload: EmailSendDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(event: Literal["sms.send"], payload: SMSSendDict, **options: Unpack[WaitOptions]) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["slack.notify"], payload: SlackNotifyDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["push.notification"], payload: PushNotificationDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["system.healthCheck"], payload: HealthCheckDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["system.alert"], payload: AlertDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["system.cleanup"], payload: CleanupDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["system.syncRecovery"], payload: SyncRecoveryDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["workflow.triggered"], payload: WorkflowTriggeredDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["workflow.action"], payload: WorkflowActionDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["workflow.scheduledAction"], payload: WorkflowScheduledActionDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["workflow.timeElapsed"], payload: WorkflowTimeElapsedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["workflow.cleanup"], payload: WorkflowCleanupDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["brandContext.processDocument"], payload: BrandDocumentProcessDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["brandContext.refreshEmbeddings"],
    payload: BrandEmbeddingsRefreshDict,
    **options: Unpack[WaitOptions],
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["brandContext.cleanup"], payload: BrandContextCleanupDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["googleFeed.sync"], payload: GoogleFeedSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["googleFeed.productUpdate"], payload: GoogleFeedProductUpdateDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["googleFeed.imageOptimize"], payload: GoogleFeedImageOptimizeDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["webhook.retry"], payload: WebhookRetryDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["webhook.healthCheck"], payload: WebhookHealthCheckDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["webhook.cleanup"], payload: WebhookCleanupDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["recovery.emailScheduled"], payload: RecoveryEmailScheduledDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["recovery.emailSent"], payload: RecoveryEmailSentDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["recovery.checkAbandoned"], payload: RecoveryCheckAbandonedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["recovery.processQueue"], payload: RecoveryProcessQueueDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["recovery.expireOld"], payload: RecoveryExpireOldDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["recovery.checkoutUpdated"], payload: RecoveryCheckoutUpdatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: EventT, payload: PayloadOf[EventT, ResultT], **options: Unpack[WaitOptions]
) -> ResultT: ...
@overload
async def trigger_and_wait(
    event: Literal["order.created"], payload: OrderCreatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["order.fulfilled"], payload: OrderFulfilledDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["order.cancelled"], payload: OrderCancelledDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["customer.created"], payload: CustomerCreatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["customer.updated"], payload: CustomerUpdatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["product.sync"], payload: ProductSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["inventory.sync"], payload: InventorySyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["review.submitted"], payload: ReviewSubmittedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["review.moderated"], payload: ReviewModeratedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["review.email.queued"], payload: ReviewEmailQueuedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["review.email.sent"], payload: ReviewEmailSentDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["review.reminder"], payload: ReviewReminderDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["survey.response"], payload: SurveyResponseDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["survey.digest"], payload: SurveyDigestDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["survey.lowNps"], payload: SurveyLowNpsDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.applied"], payload: CreatorAppliedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.approved"], payload: CreatorApprovedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.rejected"], payload: CreatorRejectedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.setupComplete"], payload: CreatorSetupCompleteDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.email.queued"], payload: CreatorEmailQueuedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.reminder"], payload: CreatorReminderDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.file.uploaded"], payload: CreatorFileUploadedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.slackNotification"], payload: CreatorSlackNotificationDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.shipmentSync"], payload: CreatorShipmentSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.approvalReminders"], payload: CreatorApprovalRemindersDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["creator.welcomeCallReminders"],
    payload: CreatorWelcomeCallRemindersDict,
    **options: Unpack[WaitOptions],
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["project.created"], payload: ProjectCreatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["project.statusChanged"], payload: ProjectStatusChangedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["project.deadlineApproaching"],
    payload: ProjectDeadlineApproachingDict,
    **options: Unpack[WaitOptions],
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["payout.requested"], payload: PayoutRequestedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["payout.processing"], payload: PayoutProcessingDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["payout.completed"], payload: PayoutCompletedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["payout.failed"], payload: PayoutFailedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["payment.available"], payload: PaymentAvailableDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["treasury.topup"], payload: TreasuryTopupDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["treasury.approval"], payload: TreasuryApprovalDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["treasury.lowBalance"], payload: TreasuryLowBalanceDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["expense.sync"], payload: ExpenseSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["commission.matured"], payload: CommissionMaturedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["touchpoint.recorded"], payload: TouchpointRecordedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["conversion.attributed"], payload: ConversionAttributedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["attribution.recalculate"], payload: AttributionRecalculateDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["attribution.sync"], payload: AttributionSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["attribution.export"], payload: AttributionExportDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["ab.testCreated"], payload: ABTestCreatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["ab.testStarted"], payload: ABTestStartedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["ab.testEnded"], payload: ABTestEndedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["ab.metricsAggregate"], payload: ABMetricsAggregateDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["ab.optimize"], payload: ABOptimizeDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["ab.orderReconcile"], payload: ABOrderReconcileDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["video.uploadCompleted"], payload: VideoUploadCompletedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["video.transcriptionStarted"], payload: VideoTranscriptionStartedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["video.transcriptionCompleted"],
    payload: VideoTranscriptionCompletedDict,
    **options: Unpack[WaitOptions],
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["video.aiGenerated"], payload: VideoAIGeneratedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["dam.assetUploaded"], payload: DAMAssetUploadedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["dam.gdriveSync"], payload: DAMGDriveSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["dam.rightsExpiry"], payload: DAMRightsExpiryDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["dam.export"], payload: DAMExportDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["dam.faceDetection"], payload: DAMFaceDetectionDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["dam.bulkIngest"], payload: DAMBulkIngestDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["subscription.created"], payload: SubscriptionCreatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["subscription.billing"], payload: SubscriptionBillingDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["subscription.cancelled"], payload: SubscriptionCancelledDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["subscription.renewal"], payload: SubscriptionRenewalDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["email.send"], payload: EmailSendDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(event: Literal["sms.send"], payload: SMSSendDict, **options: Unpack[WaitOptions]) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["slack.notify"], payload: SlackNotifyDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["push.notification"], payload: PushNotificationDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["system.healthCheck"], payload: HealthCheckDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["system.alert"], payload: AlertDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["system.cleanup"], payload: CleanupDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["system.syncRecovery"], payload: SyncRecoveryDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["workflow.triggered"], payload: WorkflowTriggeredDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["workflow.action"], payload: WorkflowActionDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["workflow.scheduledAction"], payload: WorkflowScheduledActionDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["workflow.timeElapsed"], payload: WorkflowTimeElapsedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["workflow.cleanup"], payload: WorkflowCleanupDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["brandContext.processDocument"], payload: BrandDocumentProcessDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["brandContext.refreshEmbeddings"],
    payload: BrandEmbeddingsRefreshDict,
    **options: Unpack[WaitOptions],
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["brandContext.cleanup"], payload: BrandContextCleanupDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["googleFeed.sync"], payload: GoogleFeedSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["googleFeed.productUpdate"], payload: GoogleFeedProductUpdateDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["googleFeed.imageOptimize"], payload: GoogleFeedImageOptimizeDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["webhook.retry"], payload: WebhookRetryDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["webhook.healthCheck"], payload: WebhookHealthCheckDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["webhook.cleanup"], payload: WebhookCleanupDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["recovery.emailScheduled"], payload: RecoveryEmailScheduledDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["recovery.emailSent"], payload: RecoveryEmailSentDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["recovery.checkAbandoned"], payload: RecoveryCheckAbandonedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["recovery.processQueue"], payload: RecoveryProcessQueueDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["recovery.expireOld"], payload: RecoveryExpireOldDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["recovery.checkoutUpdated"], payload: RecoveryCheckoutUpdatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


async def trigger_and_wait(event: Any, payload: Any, **options: Unpack[WaitOptions]) -> Any:
    """Send a job and return the result of its handler.

    Args:
        event: The event's name, such as "order.created".
        payload: The event's TypedDict, which has wire names, or its model. Every payload requires tenantId.
        **options: See `WaitOptions`.

    Returns:
        The result of the handler.

    Raises:
        RunFailedError: The run failed, was canceled, expired or timed out.
        WaitTimeoutError: The run did not end within the option `timeout`; it continues.
        JobsError: As for `send_job`.

    Example:
        await trigger_and_wait("order.created", {"tenantId": "rawdog", "orderId": "order_123", "totalAmount": 9999, "currency": "USD"})
    """
    return await sdk.trigger_and_wait_dynamic(event, payload, **options)


@overload
def trigger_and_wait_sync(
    event: Literal["order.created"], payload: OrderCreatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["order.fulfilled"], payload: OrderFulfilledDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["order.cancelled"], payload: OrderCancelledDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["customer.created"], payload: CustomerCreatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["customer.updated"], payload: CustomerUpdatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["product.sync"], payload: ProductSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["inventory.sync"], payload: InventorySyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["review.submitted"], payload: ReviewSubmittedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["review.moderated"], payload: ReviewModeratedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["review.email.queued"], payload: ReviewEmailQueuedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["review.email.sent"], payload: ReviewEmailSentDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["review.reminder"], payload: ReviewReminderDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["survey.response"], payload: SurveyResponseDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["survey.digest"], payload: SurveyDigestDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["survey.lowNps"], payload: SurveyLowNpsDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.applied"], payload: CreatorAppliedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.approved"], payload: CreatorApprovedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.rejected"], payload: CreatorRejectedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.setupComplete"], payload: CreatorSetupCompleteDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.email.queued"], payload: CreatorEmailQueuedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.reminder"], payload: CreatorReminderDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.file.uploaded"], payload: CreatorFileUploadedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.slackNotification"], payload: CreatorSlackNotificationDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.shipmentSync"], payload: CreatorShipmentSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.approvalReminders"], payload: CreatorApprovalRemindersDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.welcomeCallReminders"],
    payload: CreatorWelcomeCallRemindersDict,
    **options: Unpack[WaitOptions],
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["project.created"], payload: ProjectCreatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["project.statusChanged"], payload: ProjectStatusChangedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["project.deadlineApproaching"],
    payload: ProjectDeadlineApproachingDict,
    **options: Unpack[WaitOptions],
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["payout.requested"], payload: PayoutRequestedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["payout.processing"], payload: PayoutProcessingDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["payout.completed"], payload: PayoutCompletedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["payout.failed"], payload: PayoutFailedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["payment.available"], payload: PaymentAvailableDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["treasury.topup"], payload: TreasuryTopupDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["treasury.approval"], payload: TreasuryApprovalDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["treasury.lowBalance"], payload: TreasuryLowBalanceDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["expense.sync"], payload: ExpenseSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["commission.matured"], payload: CommissionMaturedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["touchpoint.recorded"], payload: TouchpointRecordedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["conversion.attributed"], payload: ConversionAttributedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["attribution.recalculate"], payload: AttributionRecalculateDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["attribution.sync"], payload: AttributionSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["attribution.export"], payload: AttributionExportDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["ab.testCreated"], payload: ABTestCreatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["ab.testStarted"], payload: ABTestStartedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["ab.testEnded"], payload: ABTestEndedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["ab.metricsAggregate"], payload: ABMetricsAggregateDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["ab.optimize"], payload: ABOptimizeDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["ab.orderReconcile"], payload: ABOrderReconcileDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["video.uploadCompleted"], payload: VideoUploadCompletedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["video.transcriptionStarted"], payload: VideoTranscriptionStartedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["video.transcriptionCompleted"],
    payload: VideoTranscriptionCompletedDict,
    **options: Unpack[WaitOptions],
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["video.aiGenerated"], payload: VideoAIGeneratedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["dam.assetUploaded"], payload: DAMAssetUploadedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["dam.gdriveSync"], payload: DAMGDriveSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["dam.rightsExpiry"], payload: DAMRightsExpiryDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["dam.export"], payload: DAMExportDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["dam.faceDetection"], payload: DAMFaceDetectionDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["dam.bulkIngest"], payload: DAMBulkIngestDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["subscription.created"], payload: SubscriptionCreatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["subscription.billing"], payload: SubscriptionBillingDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["subscription.cancelled"], payload: SubscriptionCancelledDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["subscription.renewal"], payload: SubscriptionRenewalDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["email.send"], payload: EmailSendDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(event: Literal["sms.send"], payload: SMSSendDict, **options: Unpack[WaitOptions]) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["slack.notify"], payload: SlackNotifyDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["push.notification"], payload: PushNotificationDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["system.healthCheck"], payload: HealthCheckDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["system.alert"], payload: AlertDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["system.cleanup"], payload: CleanupDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["system.syncRecovery"], payload: SyncRecoveryDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["workflow.triggered"], payload: WorkflowTriggeredDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["workflow.action"], payload: WorkflowActionDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["workflow.scheduledAction"], payload: WorkflowScheduledActionDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["workflow.timeElapsed"], payload: WorkflowTimeElapsedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["workflow.cleanup"], payload: WorkflowCleanupDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["brandContext.processDocument"], payload: BrandDocumentProcessDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["brandContext.refreshEmbeddings"],
    payload: BrandEmbeddingsRefreshDict,
    **options: Unpack[WaitOptions],
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["brandContext.cleanup"], payload: BrandContextCleanupDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["googleFeed.sync"], payload: GoogleFeedSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["googleFeed.productUpdate"], payload: GoogleFeedProductUpdateDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["googleFeed.imageOptimize"], payload: GoogleFeedImageOptimizeDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["webhook.retry"], payload: WebhookRetryDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["webhook.healthCheck"], payload: WebhookHealthCheckDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["webhook.cleanup"], payload: WebhookCleanupDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["recovery.emailScheduled"], payload: RecoveryEmailScheduledDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["recovery.emailSent"], payload: RecoveryEmailSentDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["recovery.checkAbandoned"], payload: RecoveryCheckAbandonedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["recovery.processQueue"], payload: RecoveryProcessQueueDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["recovery.expireOld"], payload: RecoveryExpireOldDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["recovery.checkoutUpdated"], payload: RecoveryCheckoutUpdatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: EventT, payload: PayloadOf[EventT, ResultT], **options: Unpack[WaitOptions]
) -> ResultT: ...
@overload
def trigger_and_wait_sync(
    event: Literal["order.created"], payload: OrderCreatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["order.fulfilled"], payload: OrderFulfilledDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["order.cancelled"], payload: OrderCancelledDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["customer.created"], payload: CustomerCreatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["customer.updated"], payload: CustomerUpdatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["product.sync"], payload: ProductSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["inventory.sync"], payload: InventorySyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["review.submitted"], payload: ReviewSubmittedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["review.moderated"], payload: ReviewModeratedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["review.email.queued"], payload: ReviewEmailQueuedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["review.email.sent"], payload: ReviewEmailSentDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["review.reminder"], payload: ReviewReminderDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["survey.response"], payload: SurveyResponseDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["survey.digest"], payload: SurveyDigestDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["survey.lowNps"], payload: SurveyLowNpsDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.applied"], payload: CreatorAppliedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.approved"], payload: CreatorApprovedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.rejected"], payload: CreatorRejectedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.setupComplete"], payload: CreatorSetupCompleteDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.email.queued"], payload: CreatorEmailQueuedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.reminder"], payload: CreatorReminderDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.file.uploaded"], payload: CreatorFileUploadedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.slackNotification"], payload: CreatorSlackNotificationDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.shipmentSync"], payload: CreatorShipmentSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.approvalReminders"], payload: CreatorApprovalRemindersDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["creator.welcomeCallReminders"],
    payload: CreatorWelcomeCallRemindersDict,
    **options: Unpack[WaitOptions],
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["project.created"], payload: ProjectCreatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["project.statusChanged"], payload: ProjectStatusChangedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["project.deadlineApproaching"],
    payload: ProjectDeadlineApproachingDict,
    **options: Unpack[WaitOptions],
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["payout.requested"], payload: PayoutRequestedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["payout.processing"], payload: PayoutProcessingDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["payout.completed"], payload: PayoutCompletedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["payout.failed"], payload: PayoutFailedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["payment.available"], payload: PaymentAvailableDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["treasury.topup"], payload: TreasuryTopupDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["treasury.approval"], payload: TreasuryApprovalDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["treasury.lowBalance"], payload: TreasuryLowBalanceDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["expense.sync"], payload: ExpenseSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["commission.matured"], payload: CommissionMaturedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["touchpoint.recorded"], payload: TouchpointRecordedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["conversion.attributed"], payload: ConversionAttributedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["attribution.recalculate"], payload: AttributionRecalculateDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["attribution.sync"], payload: AttributionSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["attribution.export"], payload: AttributionExportDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["ab.testCreated"], payload: ABTestCreatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["ab.testStarted"], payload: ABTestStartedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["ab.testEnded"], payload: ABTestEndedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["ab.metricsAggregate"], payload: ABMetricsAggregateDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["ab.optimize"], payload: ABOptimizeDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["ab.orderReconcile"], payload: ABOrderReconcileDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["video.uploadCompleted"], payload: VideoUploadCompletedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["video.transcriptionStarted"], payload: VideoTranscriptionStartedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["video.transcriptionCompleted"],
    payload: VideoTranscriptionCompletedDict,
    **options: Unpack[WaitOptions],
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["video.aiGenerated"], payload: VideoAIGeneratedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["dam.assetUploaded"], payload: DAMAssetUploadedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["dam.gdriveSync"], payload: DAMGDriveSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["dam.rightsExpiry"], payload: DAMRightsExpiryDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["dam.export"], payload: DAMExportDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["dam.faceDetection"], payload: DAMFaceDetectionDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["dam.bulkIngest"], payload: DAMBulkIngestDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["subscription.created"], payload: SubscriptionCreatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["subscription.billing"], payload: SubscriptionBillingDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["subscription.cancelled"], payload: SubscriptionCancelledDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["subscription.renewal"], payload: SubscriptionRenewalDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["email.send"], payload: EmailSendDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(event: Literal["sms.send"], payload: SMSSendDict, **options: Unpack[WaitOptions]) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["slack.notify"], payload: SlackNotifyDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["push.notification"], payload: PushNotificationDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["system.healthCheck"], payload: HealthCheckDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["system.alert"], payload: AlertDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["system.cleanup"], payload: CleanupDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["system.syncRecovery"], payload: SyncRecoveryDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["workflow.triggered"], payload: WorkflowTriggeredDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["workflow.action"], payload: WorkflowActionDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["workflow.scheduledAction"], payload: WorkflowScheduledActionDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["workflow.timeElapsed"], payload: WorkflowTimeElapsedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["workflow.cleanup"], payload: WorkflowCleanupDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["brandContext.processDocument"], payload: BrandDocumentProcessDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["brandContext.refreshEmbeddings"],
    payload: BrandEmbeddingsRefreshDict,
    **options: Unpack[WaitOptions],
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["brandContext.cleanup"], payload: BrandContextCleanupDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["googleFeed.sync"], payload: GoogleFeedSyncDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["googleFeed.productUpdate"], payload: GoogleFeedProductUpdateDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["googleFeed.imageOptimize"], payload: GoogleFeedImageOptimizeDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["webhook.retry"], payload: WebhookRetryDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["webhook.healthCheck"], payload: WebhookHealthCheckDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["webhook.cleanup"], payload: WebhookCleanupDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["recovery.emailScheduled"], payload: RecoveryEmailScheduledDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["recovery.emailSent"], payload: RecoveryEmailSentDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["recovery.checkAbandoned"], payload: RecoveryCheckAbandonedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["recovery.processQueue"], payload: RecoveryProcessQueueDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["recovery.expireOld"], payload: RecoveryExpireOldDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["recovery.checkoutUpdated"], payload: RecoveryCheckoutUpdatedDict, **options: Unpack[WaitOptions]
) -> Any: ...


def trigger_and_wait_sync(event: Any, payload: Any, **options: Unpack[WaitOptions]) -> Any:
    """Send a job and return the result of its handler, from code without an event loop.

    Args:
        event: The event's name, such as "order.created".
        payload: The event's TypedDict, which has wire names, or its model. Every payload requires tenantId.
        **options: See `WaitOptions`.

    Returns:
        The result of the handler.

    Raises:
        RunFailedError: The run failed, was canceled, expired or timed out.
        WaitTimeoutError: The run did not end within the option `timeout`; it continues.
        JobsError: As for `send_job`.

    Example:
        trigger_and_wait_sync("order.created", {"tenantId": "rawdog", "orderId": "order_123", "totalAmount": 9999, "currency": "USD"})
    """
    return sdk.trigger_and_wait_dynamic_sync(event, payload, **options)
