# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
# Each overload has another event name, so mypy does not need to compare them all with each other.
# mypy: ignore-errors
# The last overloads repeat the first ones on purpose, as the docstring explains.
# pyright: reportOverlappingOverload=false
"""Typed sends.

Each function has overloads for dictionaries, one per event, then one for all models, and then those for dictionaries
again. If none matches, type checkers explain the first overload or the last one. Both are for a dictionary, so the error
names the wrong key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from cgk_jobs._catalog import sdk

if TYPE_CHECKING:
    from cgk_runtime import JobHandle, SendOptions
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
async def send_job(
    event: Literal["order.created"], payload: OrderCreatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["order.fulfilled"], payload: OrderFulfilledDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["order.cancelled"], payload: OrderCancelledDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["customer.created"], payload: CustomerCreatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["customer.updated"], payload: CustomerUpdatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["product.sync"], payload: ProductSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["inventory.sync"], payload: InventorySyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["review.submitted"], payload: ReviewSubmittedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["review.moderated"], payload: ReviewModeratedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["review.email.queued"], payload: ReviewEmailQueuedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["review.email.sent"], payload: ReviewEmailSentDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["review.reminder"], payload: ReviewReminderDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["survey.response"], payload: SurveyResponseDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["survey.digest"], payload: SurveyDigestDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["survey.lowNps"], payload: SurveyLowNpsDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.applied"], payload: CreatorAppliedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.approved"], payload: CreatorApprovedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.rejected"], payload: CreatorRejectedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.setupComplete"], payload: CreatorSetupCompleteDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.email.queued"], payload: CreatorEmailQueuedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.reminder"], payload: CreatorReminderDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.file.uploaded"], payload: CreatorFileUploadedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.slackNotification"], payload: CreatorSlackNotificationDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.shipmentSync"], payload: CreatorShipmentSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.approvalReminders"], payload: CreatorApprovalRemindersDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.welcomeCallReminders"],
    payload: CreatorWelcomeCallRemindersDict,
    **options: Unpack[SendOptions],
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["project.created"], payload: ProjectCreatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["project.statusChanged"], payload: ProjectStatusChangedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["project.deadlineApproaching"],
    payload: ProjectDeadlineApproachingDict,
    **options: Unpack[SendOptions],
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["payout.requested"], payload: PayoutRequestedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["payout.processing"], payload: PayoutProcessingDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["payout.completed"], payload: PayoutCompletedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["payout.failed"], payload: PayoutFailedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["payment.available"], payload: PaymentAvailableDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["treasury.topup"], payload: TreasuryTopupDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["treasury.approval"], payload: TreasuryApprovalDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["treasury.lowBalance"], payload: TreasuryLowBalanceDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["expense.sync"], payload: ExpenseSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["commission.matured"], payload: CommissionMaturedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["touchpoint.recorded"], payload: TouchpointRecordedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["conversion.attributed"], payload: ConversionAttributedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["attribution.recalculate"], payload: AttributionRecalculateDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["attribution.sync"], payload: AttributionSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["attribution.export"], payload: AttributionExportDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["ab.testCreated"], payload: ABTestCreatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["ab.testStarted"], payload: ABTestStartedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["ab.testEnded"], payload: ABTestEndedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["ab.metricsAggregate"], payload: ABMetricsAggregateDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["ab.optimize"], payload: ABOptimizeDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["ab.orderReconcile"], payload: ABOrderReconcileDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["video.uploadCompleted"], payload: VideoUploadCompletedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["video.transcriptionStarted"], payload: VideoTranscriptionStartedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["video.transcriptionCompleted"],
    payload: VideoTranscriptionCompletedDict,
    **options: Unpack[SendOptions],
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["video.aiGenerated"], payload: VideoAIGeneratedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["dam.assetUploaded"], payload: DAMAssetUploadedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["dam.gdriveSync"], payload: DAMGDriveSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["dam.rightsExpiry"], payload: DAMRightsExpiryDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["dam.export"], payload: DAMExportDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["dam.faceDetection"], payload: DAMFaceDetectionDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["dam.bulkIngest"], payload: DAMBulkIngestDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["subscription.created"], payload: SubscriptionCreatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["subscription.billing"], payload: SubscriptionBillingDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["subscription.cancelled"], payload: SubscriptionCancelledDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["subscription.renewal"], payload: SubscriptionRenewalDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["email.send"], payload: EmailSendDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["sms.send"], payload: SMSSendDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["slack.notify"], payload: SlackNotifyDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["push.notification"], payload: PushNotificationDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["system.healthCheck"], payload: HealthCheckDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["system.alert"], payload: AlertDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["system.cleanup"], payload: CleanupDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["system.syncRecovery"], payload: SyncRecoveryDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["workflow.triggered"], payload: WorkflowTriggeredDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["workflow.action"], payload: WorkflowActionDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["workflow.scheduledAction"], payload: WorkflowScheduledActionDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["workflow.timeElapsed"], payload: WorkflowTimeElapsedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["workflow.cleanup"], payload: WorkflowCleanupDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["brandContext.processDocument"], payload: BrandDocumentProcessDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["brandContext.refreshEmbeddings"],
    payload: BrandEmbeddingsRefreshDict,
    **options: Unpack[SendOptions],
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["brandContext.cleanup"], payload: BrandContextCleanupDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["googleFeed.sync"], payload: GoogleFeedSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["googleFeed.productUpdate"], payload: GoogleFeedProductUpdateDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["googleFeed.imageOptimize"], payload: GoogleFeedImageOptimizeDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["webhook.retry"], payload: WebhookRetryDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["webhook.healthCheck"], payload: WebhookHealthCheckDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["webhook.cleanup"], payload: WebhookCleanupDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["recovery.emailScheduled"], payload: RecoveryEmailScheduledDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["recovery.emailSent"], payload: RecoveryEmailSentDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["recovery.checkAbandoned"], payload: RecoveryCheckAbandonedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["recovery.processQueue"], payload: RecoveryProcessQueueDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["recovery.expireOld"], payload: RecoveryExpireOldDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["recovery.checkoutUpdated"], payload: RecoveryCheckoutUpdatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: EventT, payload: PayloadOf[EventT, ResultT], **options: Unpack[SendOptions]
) -> JobHandle[ResultT]: ...
@overload
async def send_job(
    event: Literal["order.created"], payload: OrderCreatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["order.fulfilled"], payload: OrderFulfilledDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["order.cancelled"], payload: OrderCancelledDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["customer.created"], payload: CustomerCreatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["customer.updated"], payload: CustomerUpdatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["product.sync"], payload: ProductSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["inventory.sync"], payload: InventorySyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["review.submitted"], payload: ReviewSubmittedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["review.moderated"], payload: ReviewModeratedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["review.email.queued"], payload: ReviewEmailQueuedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["review.email.sent"], payload: ReviewEmailSentDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["review.reminder"], payload: ReviewReminderDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["survey.response"], payload: SurveyResponseDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["survey.digest"], payload: SurveyDigestDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["survey.lowNps"], payload: SurveyLowNpsDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.applied"], payload: CreatorAppliedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.approved"], payload: CreatorApprovedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.rejected"], payload: CreatorRejectedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.setupComplete"], payload: CreatorSetupCompleteDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.email.queued"], payload: CreatorEmailQueuedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.reminder"], payload: CreatorReminderDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.file.uploaded"], payload: CreatorFileUploadedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.slackNotification"], payload: CreatorSlackNotificationDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.shipmentSync"], payload: CreatorShipmentSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.approvalReminders"], payload: CreatorApprovalRemindersDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["creator.welcomeCallReminders"],
    payload: CreatorWelcomeCallRemindersDict,
    **options: Unpack[SendOptions],
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["project.created"], payload: ProjectCreatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["project.statusChanged"], payload: ProjectStatusChangedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["project.deadlineApproaching"],
    payload: ProjectDeadlineApproachingDict,
    **options: Unpack[SendOptions],
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["payout.requested"], payload: PayoutRequestedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["payout.processing"], payload: PayoutProcessingDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["payout.completed"], payload: PayoutCompletedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["payout.failed"], payload: PayoutFailedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["payment.available"], payload: PaymentAvailableDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["treasury.topup"], payload: TreasuryTopupDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["treasury.approval"], payload: TreasuryApprovalDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["treasury.lowBalance"], payload: TreasuryLowBalanceDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["expense.sync"], payload: ExpenseSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["commission.matured"], payload: CommissionMaturedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["touchpoint.recorded"], payload: TouchpointRecordedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["conversion.attributed"], payload: ConversionAttributedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["attribution.recalculate"], payload: AttributionRecalculateDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["attribution.sync"], payload: AttributionSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["attribution.export"], payload: AttributionExportDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["ab.testCreated"], payload: ABTestCreatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["ab.testStarted"], payload: ABTestStartedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["ab.testEnded"], payload: ABTestEndedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["ab.metricsAggregate"], payload: ABMetricsAggregateDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["ab.optimize"], payload: ABOptimizeDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["ab.orderReconcile"], payload: ABOrderReconcileDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["video.uploadCompleted"], payload: VideoUploadCompletedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["video.transcriptionStarted"], payload: VideoTranscriptionStartedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["video.transcriptionCompleted"],
    payload: VideoTranscriptionCompletedDict,
    **options: Unpack[SendOptions],
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["video.aiGenerated"], payload: VideoAIGeneratedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["dam.assetUploaded"], payload: DAMAssetUploadedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["dam.gdriveSync"], payload: DAMGDriveSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["dam.rightsExpiry"], payload: DAMRightsExpiryDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["dam.export"], payload: DAMExportDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["dam.faceDetection"], payload: DAMFaceDetectionDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["dam.bulkIngest"], payload: DAMBulkIngestDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["subscription.created"], payload: SubscriptionCreatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["subscription.billing"], payload: SubscriptionBillingDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["subscription.cancelled"], payload: SubscriptionCancelledDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["subscription.renewal"], payload: SubscriptionRenewalDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["email.send"], payload: EmailSendDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["sms.send"], payload: SMSSendDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["slack.notify"], payload: SlackNotifyDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["push.notification"], payload: PushNotificationDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["system.healthCheck"], payload: HealthCheckDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["system.alert"], payload: AlertDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["system.cleanup"], payload: CleanupDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["system.syncRecovery"], payload: SyncRecoveryDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["workflow.triggered"], payload: WorkflowTriggeredDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["workflow.action"], payload: WorkflowActionDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["workflow.scheduledAction"], payload: WorkflowScheduledActionDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["workflow.timeElapsed"], payload: WorkflowTimeElapsedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["workflow.cleanup"], payload: WorkflowCleanupDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["brandContext.processDocument"], payload: BrandDocumentProcessDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["brandContext.refreshEmbeddings"],
    payload: BrandEmbeddingsRefreshDict,
    **options: Unpack[SendOptions],
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["brandContext.cleanup"], payload: BrandContextCleanupDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["googleFeed.sync"], payload: GoogleFeedSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["googleFeed.productUpdate"], payload: GoogleFeedProductUpdateDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["googleFeed.imageOptimize"], payload: GoogleFeedImageOptimizeDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["webhook.retry"], payload: WebhookRetryDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["webhook.healthCheck"], payload: WebhookHealthCheckDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["webhook.cleanup"], payload: WebhookCleanupDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["recovery.emailScheduled"], payload: RecoveryEmailScheduledDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["recovery.emailSent"], payload: RecoveryEmailSentDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["recovery.checkAbandoned"], payload: RecoveryCheckAbandonedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["recovery.processQueue"], payload: RecoveryProcessQueueDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["recovery.expireOld"], payload: RecoveryExpireOldDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["recovery.checkoutUpdated"], payload: RecoveryCheckoutUpdatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


async def send_job(event: Any, payload: Any, **options: Unpack[SendOptions]) -> JobHandle[Any]:
    """Send a job.

    Args:
        event: The event's name, such as "order.created".
        payload: The event's TypedDict, which has wire names, or its model. Every payload requires tenantId.
        **options: See `SendOptions`.

    Returns:
        A handle with the run's id.

    Raises:
        JobsError: The payload is invalid, no provider is configured, or the provider refused the job.

    Example:
        await send_job("order.created", {"tenantId": "rawdog", "orderId": "order_123", "totalAmount": 9999, "currency": "USD"})
    """
    return await sdk.send_job_dynamic(event, payload, **options)


@overload
def send_job_sync(
    event: Literal["order.created"], payload: OrderCreatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["order.fulfilled"], payload: OrderFulfilledDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["order.cancelled"], payload: OrderCancelledDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["customer.created"], payload: CustomerCreatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["customer.updated"], payload: CustomerUpdatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["product.sync"], payload: ProductSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["inventory.sync"], payload: InventorySyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["review.submitted"], payload: ReviewSubmittedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["review.moderated"], payload: ReviewModeratedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["review.email.queued"], payload: ReviewEmailQueuedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["review.email.sent"], payload: ReviewEmailSentDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["review.reminder"], payload: ReviewReminderDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["survey.response"], payload: SurveyResponseDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["survey.digest"], payload: SurveyDigestDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["survey.lowNps"], payload: SurveyLowNpsDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.applied"], payload: CreatorAppliedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.approved"], payload: CreatorApprovedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.rejected"], payload: CreatorRejectedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.setupComplete"], payload: CreatorSetupCompleteDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.email.queued"], payload: CreatorEmailQueuedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.reminder"], payload: CreatorReminderDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.file.uploaded"], payload: CreatorFileUploadedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.slackNotification"], payload: CreatorSlackNotificationDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.shipmentSync"], payload: CreatorShipmentSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.approvalReminders"], payload: CreatorApprovalRemindersDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.welcomeCallReminders"],
    payload: CreatorWelcomeCallRemindersDict,
    **options: Unpack[SendOptions],
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["project.created"], payload: ProjectCreatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["project.statusChanged"], payload: ProjectStatusChangedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["project.deadlineApproaching"],
    payload: ProjectDeadlineApproachingDict,
    **options: Unpack[SendOptions],
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["payout.requested"], payload: PayoutRequestedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["payout.processing"], payload: PayoutProcessingDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["payout.completed"], payload: PayoutCompletedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["payout.failed"], payload: PayoutFailedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["payment.available"], payload: PaymentAvailableDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["treasury.topup"], payload: TreasuryTopupDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["treasury.approval"], payload: TreasuryApprovalDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["treasury.lowBalance"], payload: TreasuryLowBalanceDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["expense.sync"], payload: ExpenseSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["commission.matured"], payload: CommissionMaturedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["touchpoint.recorded"], payload: TouchpointRecordedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["conversion.attributed"], payload: ConversionAttributedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["attribution.recalculate"], payload: AttributionRecalculateDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["attribution.sync"], payload: AttributionSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["attribution.export"], payload: AttributionExportDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["ab.testCreated"], payload: ABTestCreatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["ab.testStarted"], payload: ABTestStartedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["ab.testEnded"], payload: ABTestEndedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["ab.metricsAggregate"], payload: ABMetricsAggregateDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["ab.optimize"], payload: ABOptimizeDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["ab.orderReconcile"], payload: ABOrderReconcileDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["video.uploadCompleted"], payload: VideoUploadCompletedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["video.transcriptionStarted"], payload: VideoTranscriptionStartedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["video.transcriptionCompleted"],
    payload: VideoTranscriptionCompletedDict,
    **options: Unpack[SendOptions],
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["video.aiGenerated"], payload: VideoAIGeneratedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["dam.assetUploaded"], payload: DAMAssetUploadedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["dam.gdriveSync"], payload: DAMGDriveSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["dam.rightsExpiry"], payload: DAMRightsExpiryDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["dam.export"], payload: DAMExportDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["dam.faceDetection"], payload: DAMFaceDetectionDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["dam.bulkIngest"], payload: DAMBulkIngestDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["subscription.created"], payload: SubscriptionCreatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["subscription.billing"], payload: SubscriptionBillingDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["subscription.cancelled"], payload: SubscriptionCancelledDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["subscription.renewal"], payload: SubscriptionRenewalDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["email.send"], payload: EmailSendDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["sms.send"], payload: SMSSendDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["slack.notify"], payload: SlackNotifyDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["push.notification"], payload: PushNotificationDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["system.healthCheck"], payload: HealthCheckDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["system.alert"], payload: AlertDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["system.cleanup"], payload: CleanupDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["system.syncRecovery"], payload: SyncRecoveryDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["workflow.triggered"], payload: WorkflowTriggeredDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["workflow.action"], payload: WorkflowActionDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["workflow.scheduledAction"], payload: WorkflowScheduledActionDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["workflow.timeElapsed"], payload: WorkflowTimeElapsedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["workflow.cleanup"], payload: WorkflowCleanupDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["brandContext.processDocument"], payload: BrandDocumentProcessDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["brandContext.refreshEmbeddings"],
    payload: BrandEmbeddingsRefreshDict,
    **options: Unpack[SendOptions],
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["brandContext.cleanup"], payload: BrandContextCleanupDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["googleFeed.sync"], payload: GoogleFeedSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["googleFeed.productUpdate"], payload: GoogleFeedProductUpdateDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["googleFeed.imageOptimize"], payload: GoogleFeedImageOptimizeDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["webhook.retry"], payload: WebhookRetryDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["webhook.healthCheck"], payload: WebhookHealthCheckDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["webhook.cleanup"], payload: WebhookCleanupDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["recovery.emailScheduled"], payload: RecoveryEmailScheduledDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["recovery.emailSent"], payload: RecoveryEmailSentDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["recovery.checkAbandoned"], payload: RecoveryCheckAbandonedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["recovery.processQueue"], payload: RecoveryProcessQueueDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["recovery.expireOld"], payload: RecoveryExpireOldDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["recovery.checkoutUpdated"], payload: RecoveryCheckoutUpdatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: EventT, payload: PayloadOf[EventT, ResultT], **options: Unpack[SendOptions]
) -> JobHandle[ResultT]: ...
@overload
def send_job_sync(
    event: Literal["order.created"], payload: OrderCreatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["order.fulfilled"], payload: OrderFulfilledDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["order.cancelled"], payload: OrderCancelledDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["customer.created"], payload: CustomerCreatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["customer.updated"], payload: CustomerUpdatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["product.sync"], payload: ProductSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["inventory.sync"], payload: InventorySyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["review.submitted"], payload: ReviewSubmittedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["review.moderated"], payload: ReviewModeratedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["review.email.queued"], payload: ReviewEmailQueuedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["review.email.sent"], payload: ReviewEmailSentDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["review.reminder"], payload: ReviewReminderDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["survey.response"], payload: SurveyResponseDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["survey.digest"], payload: SurveyDigestDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["survey.lowNps"], payload: SurveyLowNpsDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.applied"], payload: CreatorAppliedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.approved"], payload: CreatorApprovedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.rejected"], payload: CreatorRejectedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.setupComplete"], payload: CreatorSetupCompleteDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.email.queued"], payload: CreatorEmailQueuedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.reminder"], payload: CreatorReminderDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.file.uploaded"], payload: CreatorFileUploadedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.slackNotification"], payload: CreatorSlackNotificationDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.shipmentSync"], payload: CreatorShipmentSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.approvalReminders"], payload: CreatorApprovalRemindersDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["creator.welcomeCallReminders"],
    payload: CreatorWelcomeCallRemindersDict,
    **options: Unpack[SendOptions],
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["project.created"], payload: ProjectCreatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["project.statusChanged"], payload: ProjectStatusChangedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["project.deadlineApproaching"],
    payload: ProjectDeadlineApproachingDict,
    **options: Unpack[SendOptions],
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["payout.requested"], payload: PayoutRequestedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["payout.processing"], payload: PayoutProcessingDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["payout.completed"], payload: PayoutCompletedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["payout.failed"], payload: PayoutFailedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["payment.available"], payload: PaymentAvailableDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["treasury.topup"], payload: TreasuryTopupDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["treasury.approval"], payload: TreasuryApprovalDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["treasury.lowBalance"], payload: TreasuryLowBalanceDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["expense.sync"], payload: ExpenseSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["commission.matured"], payload: CommissionMaturedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["touchpoint.recorded"], payload: TouchpointRecordedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["conversion.attributed"], payload: ConversionAttributedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["attribution.recalculate"], payload: AttributionRecalculateDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["attribution.sync"], payload: AttributionSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["attribution.export"], payload: AttributionExportDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["ab.testCreated"], payload: ABTestCreatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["ab.testStarted"], payload: ABTestStartedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["ab.testEnded"], payload: ABTestEndedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["ab.metricsAggregate"], payload: ABMetricsAggregateDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["ab.optimize"], payload: ABOptimizeDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["ab.orderReconcile"], payload: ABOrderReconcileDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["video.uploadCompleted"], payload: VideoUploadCompletedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["video.transcriptionStarted"], payload: VideoTranscriptionStartedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["video.transcriptionCompleted"],
    payload: VideoTranscriptionCompletedDict,
    **options: Unpack[SendOptions],
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["video.aiGenerated"], payload: VideoAIGeneratedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["dam.assetUploaded"], payload: DAMAssetUploadedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["dam.gdriveSync"], payload: DAMGDriveSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["dam.rightsExpiry"], payload: DAMRightsExpiryDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["dam.export"], payload: DAMExportDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["dam.faceDetection"], payload: DAMFaceDetectionDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["dam.bulkIngest"], payload: DAMBulkIngestDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["subscription.created"], payload: SubscriptionCreatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["subscription.billing"], payload: SubscriptionBillingDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["subscription.cancelled"], payload: SubscriptionCancelledDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["subscription.renewal"], payload: SubscriptionRenewalDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["email.send"], payload: EmailSendDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["sms.send"], payload: SMSSendDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["slack.notify"], payload: SlackNotifyDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["push.notification"], payload: PushNotificationDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["system.healthCheck"], payload: HealthCheckDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["system.alert"], payload: AlertDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["system.cleanup"], payload: CleanupDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["system.syncRecovery"], payload: SyncRecoveryDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["workflow.triggered"], payload: WorkflowTriggeredDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["workflow.action"], payload: WorkflowActionDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["workflow.scheduledAction"], payload: WorkflowScheduledActionDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["workflow.timeElapsed"], payload: WorkflowTimeElapsedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["workflow.cleanup"], payload: WorkflowCleanupDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["brandContext.processDocument"], payload: BrandDocumentProcessDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["brandContext.refreshEmbeddings"],
    payload: BrandEmbeddingsRefreshDict,
    **options: Unpack[SendOptions],
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["brandContext.cleanup"], payload: BrandContextCleanupDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["googleFeed.sync"], payload: GoogleFeedSyncDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["googleFeed.productUpdate"], payload: GoogleFeedProductUpdateDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["googleFeed.imageOptimize"], payload: GoogleFeedImageOptimizeDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["webhook.retry"], payload: WebhookRetryDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["webhook.healthCheck"], payload: WebhookHealthCheckDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["webhook.cleanup"], payload: WebhookCleanupDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["recovery.emailScheduled"], payload: RecoveryEmailScheduledDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["recovery.emailSent"], payload: RecoveryEmailSentDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["recovery.checkAbandoned"], payload: RecoveryCheckAbandonedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["recovery.processQueue"], payload: RecoveryProcessQueueDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["recovery.expireOld"], payload: RecoveryExpireOldDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["recovery.checkoutUpdated"], payload: RecoveryCheckoutUpdatedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


def send_job_sync(event: Any, payload: Any, **options: Unpack[SendOptions]) -> JobHandle[Any]:
    """Send a job, from code without an event loop.

    Args:
        event: The event's name, such as "order.created".
        payload: The event's TypedDict, which has wire names, or its model. Every payload requires tenantId.
        **options: See `SendOptions`.

    Returns:
        A handle with the run's id.

    Raises:
        JobsError: The payload is invalid, no provider is configured, or the provider refused the job.

    Example:
        send_job_sync("order.created", {"tenantId": "rawdog", "orderId": "order_123", "totalAmount": 9999, "currency": "USD"})
    """
    return sdk.send_job_dynamic_sync(event, payload, **options)
