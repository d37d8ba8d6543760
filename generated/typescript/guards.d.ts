// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
import type {
  OrderCreatedPayload,
  OrderFulfilledPayload,
  OrderCancelledPayload,
  CustomerCreatedPayload,
  CustomerUpdatedPayload,
  ProductSyncPayload,
  InventorySyncPayload,
  ReviewSubmittedPayload,
  ReviewModeratedPayload,
  ReviewEmailQueuedPayload,
  ReviewEmailSentPayload,
  ReviewReminderPayload,
  SurveyResponsePayload,
  SurveyDigestPayload,
  SurveyLowNpsPayload,
  CreatorAppliedPayload,
  CreatorApprovedPayload,
  CreatorRejectedPayload,
  CreatorSetupCompletePayload,
  CreatorEmailQueuedPayload,
  CreatorReminderPayload,
  CreatorFileUploadedPayload,
  CreatorSlackNotificationPayload,
  CreatorShipmentSyncPayload,
  CreatorApprovalRemindersPayload,
  CreatorWelcomeCallRemindersPayload,
  ProjectCreatedPayload,
  ProjectStatusChangedPayload,
  ProjectDeadlineApproachingPayload,
  PayoutRequestedPayload,
  PayoutProcessingPayload,
  PayoutCompletedPayload,
  PayoutFailedPayload,
  PaymentAvailablePayload,
  TreasuryTopupPayload,
  TreasuryApprovalPayload,
  TreasuryLowBalancePayload,
  ExpenseSyncPayload,
  CommissionMaturedPayload,
  TouchpointRecordedPayload,
  ConversionAttributedPayload,
  AttributionRecalculatePayload,
  AttributionSyncPayload,
  AttributionExportPayload,
  ABTestCreatedPayload,
  ABTestStartedPayload,
  ABTestEndedPayload,
  ABMetricsAggregatePayload,
  ABOptimizePayload,
  ABOrderReconcilePayload,
  VideoUploadCompletedPayload,
  VideoTranscriptionStartedPayload,
  VideoTranscriptionCompletedPayload,
  VideoAIGeneratedPayload,
  DAMAssetUploadedPayload,
  DAMGDriveSyncPayload,
  DAMRightsExpiryPayload,
  DAMExportPayload,
  DAMFaceDetectionPayload,
  DAMBulkIngestPayload,
  SubscriptionCreatedPayload,
  SubscriptionBillingPayload,
  SubscriptionCancelledPayload,
  SubscriptionRenewalPayload,
  EmailSendPayload,
  SMSSendPayload,
  SlackNotifyPayload,
  PushNotificationPayload,
  HealthCheckPayload,
  AlertPayload,
  CleanupPayload,
  SyncRecoveryPayload,
  WorkflowTriggeredPayload,
  WorkflowActionPayload,
  WorkflowScheduledActionPayload,
  WorkflowTimeElapsedPayload,
  WorkflowCleanupPayload,
  BrandDocumentProcessPayload,
  BrandEmbeddingsRefreshPayload,
  BrandContextCleanupPayload,
  GoogleFeedSyncPayload,
  GoogleFeedProductUpdatePayload,
  GoogleFeedImageOptimizePayload,
  WebhookRetryPayload,
  WebhookHealthCheckPayload,
  WebhookCleanupPayload,
  RecoveryEmailScheduledPayload,
  RecoveryEmailSentPayload,
  RecoveryCheckAbandonedPayload,
  RecoveryProcessQueuePayload,
  RecoveryExpireOldPayload,
  RecoveryCheckoutUpdatedPayload,
} from './payloads.js'

/** Tells whether a value is a payload of `order.created`. */
export declare function isOrderCreated(value: unknown): value is OrderCreatedPayload

/** Tells whether a value is a payload of `order.fulfilled`. */
export declare function isOrderFulfilled(value: unknown): value is OrderFulfilledPayload

/** Tells whether a value is a payload of `order.cancelled`. */
export declare function isOrderCancelled(value: unknown): value is OrderCancelledPayload

/** Tells whether a value is a payload of `customer.created`. */
export declare function isCustomerCreated(value: unknown): value is CustomerCreatedPayload

/** Tells whether a value is a payload of `customer.updated`. */
export declare function isCustomerUpdated(value: unknown): value is CustomerUpdatedPayload

/** Tells whether a value is a payload of `product.sync`. */
export declare function isProductSync(value: unknown): value is ProductSyncPayload

/** Tells whether a value is a payload of `inventory.sync`. */
export declare function isInventorySync(value: unknown): value is InventorySyncPayload

/** Tells whether a value is a payload of `review.submitted`. */
export declare function isReviewSubmitted(value: unknown): value is ReviewSubmittedPayload

/** Tells whether a value is a payload of `review.moderated`. */
export declare function isReviewModerated(value: unknown): value is ReviewModeratedPayload

/** Tells whether a value is a payload of `review.email.queued`. */
export declare function isReviewEmailQueued(value: unknown): value is ReviewEmailQueuedPayload

/** Tells whether a value is a payload of `review.email.sent`. */
export declare function isReviewEmailSent(value: unknown): value is ReviewEmailSentPayload

/** Tells whether a value is a payload of `review.reminder`. */
export declare function isReviewReminder(value: unknown): value is ReviewReminderPayload

/** Tells whether a value is a payload of `survey.response`. */
export declare function isSurveyResponse(value: unknown): value is SurveyResponsePayload

/** Tells whether a value is a payload of `survey.digest`. */
export declare function isSurveyDigest(value: unknown): value is SurveyDigestPayload

/** Tells whether a value is a payload of `survey.lowNps`. */
export declare function isSurveyLowNps(value: unknown): value is SurveyLowNpsPayload

/** Tells whether a value is a payload of `creator.applied`. */
export declare function isCreatorApplied(value: unknown): value is CreatorAppliedPayload

/** Tells whether a value is a payload of `creator.approved`. */
export declare function isCreatorApproved(value: unknown): value is CreatorApprovedPayload

/** Tells whether a value is a payload of `creator.rejected`. */
export declare function isCreatorRejected(value: unknown): value is CreatorRejectedPayload

/** Tells whether a value is a payload of `creator.setupComplete`. */
export declare function isCreatorSetupComplete(value: unknown): value is CreatorSetupCompletePayload

/** Tells whether a value is a payload of `creator.email.queued`. */
export declare function isCreatorEmailQueued(value: unknown): value is CreatorEmailQueuedPayload

/** Tells whether a value is a payload of `creator.reminder`. */
export declare function isCreatorReminder(value: unknown): value is CreatorReminderPayload

/** Tells whether a value is a payload of `creator.file.uploaded`. */
export declare function isCreatorFileUploaded(value: unknown): value is CreatorFileUploadedPayload

/** Tells whether a value is a payload of `creator.slackNotification`. */
export declare function isCreatorSlackNotification(value: unknown): value is CreatorSlackNotificationPayload

/** Tells whether a value is a payload of `creator.shipmentSync`. */
export declare function isCreatorShipmentSync(value: unknown): value is CreatorShipmentSyncPayload

/** Tells whether a value is a payload of `creator.approvalReminders`. */
export declare function isCreatorApprovalReminders(value: unknown): value is CreatorApprovalRemindersPayload

/** Tells whether a value is a payload of `creator.welcomeCallReminders`. */
export declare function isCreatorWelcomeCallReminders(value: unknown): value is CreatorWelcomeCallRemindersPayload

/** Tells whether a value is a payload of `project.created`. */
export declare function isProjectCreated(value: unknown): value is ProjectCreatedPayload

/** Tells whether a value is a payload of `project.statusChanged`. */
export declare function isProjectStatusChanged(value: unknown): value is ProjectStatusChangedPayload

/** Tells whether a value is a payload of `project.deadlineApproaching`. */
export declare function isProjectDeadlineApproaching(value: unknown): value is ProjectDeadlineApproachingPayload

/** Tells whether a value is a payload of `payout.requested`. */
export declare function isPayoutRequested(value: unknown): value is PayoutRequestedPayload

/** Tells whether a value is a payload of `payout.processing`. */
export declare function isPayoutProcessing(value: unknown): value is PayoutProcessingPayload

/** Tells whether a value is a payload of `payout.completed`. */
export declare function isPayoutCompleted(value: unknown): value is PayoutCompletedPayload

/** Tells whether a value is a payload of `payout.failed`. */
export declare function isPayoutFailed(value: unknown): value is PayoutFailedPayload

/** Tells whether a value is a payload of `payment.available`. */
export declare function isPaymentAvailable(value: unknown): value is PaymentAvailablePayload

/** Tells whether a value is a payload of `treasury.topup`. */
export declare function isTreasuryTopup(value: unknown): value is TreasuryTopupPayload

/** Tells whether a value is a payload of `treasury.approval`. */
export declare function isTreasuryApproval(value: unknown): value is TreasuryApprovalPayload

/** Tells whether a value is a payload of `treasury.lowBalance`. */
export declare function isTreasuryLowBalance(value: unknown): value is TreasuryLowBalancePayload

/** Tells whether a value is a payload of `expense.sync`. */
export declare function isExpenseSync(value: unknown): value is ExpenseSyncPayload

/** Tells whether a value is a payload of `commission.matured`. */
export declare function isCommissionMatured(value: unknown): value is CommissionMaturedPayload

/** Tells whether a value is a payload of `touchpoint.recorded`. */
export declare function isTouchpointRecorded(value: unknown): value is TouchpointRecordedPayload

/** Tells whether a value is a payload of `conversion.attributed`. */
export declare function isConversionAttributed(value: unknown): value is ConversionAttributedPayload

/** Tells whether a value is a payload of `attribution.recalculate`. */
export declare function isAttributionRecalculate(value: unknown): value is AttributionRecalculatePayload

/** Tells whether a value is a payload of `attribution.sync`. */
export declare function isAttributionSync(value: unknown): value is AttributionSyncPayload

/** Tells whether a value is a payload of `attribution.export`. */
export declare function isAttributionExport(value: unknown): value is AttributionExportPayload

/** Tells whether a value is a payload of `ab.testCreated`. */
export declare function isABTestCreated(value: unknown): value is ABTestCreatedPayload

/** Tells whether a value is a payload of `ab.testStarted`. */
export declare function isABTestStarted(value: unknown): value is ABTestStartedPayload

/** Tells whether a value is a payload of `ab.testEnded`. */
export declare function isABTestEnded(value: unknown): value is ABTestEndedPayload

/** Tells whether a value is a payload of `ab.metricsAggregate`. */
export declare function isABMetricsAggregate(value: unknown): value is ABMetricsAggregatePayload

/** Tells whether a value is a payload of `ab.optimize`. */
export declare function isABOptimize(value: unknown): value is ABOptimizePayload

/** Tells whether a value is a payload of `ab.orderReconcile`. */
export declare function isABOrderReconcile(value: unknown): value is ABOrderReconcilePayload

/** Tells whether a value is a payload of `video.uploadCompleted`. */
export declare function isVideoUploadCompleted(value: unknown): value is VideoUploadCompletedPayload

/** Tells whether a value is a payload of `video.transcriptionStarted`. */
export declare function isVideoTranscriptionStarted(value: unknown): value is VideoTranscriptionStartedPayload

/** Tells whether a value is a payload of `video.transcriptionCompleted`. */
export declare function isVideoTranscriptionCompleted(value: unknown): value is VideoTranscriptionCompletedPayload

/** Tells whether a value is a payload of `video.aiGenerated`. */
export declare function isVideoAIGenerated(value: unknown): value is VideoAIGeneratedPayload

/** Tells whether a value is a payload of `dam.assetUploaded`. */
export declare function isDAMAssetUploaded(value: unknown): value is DAMAssetUploadedPayload

/** Tells whether a value is a payload of `dam.gdriveSync`. */
export declare function isDAMGDriveSync(value: unknown): value is DAMGDriveSyncPayload

/** Tells whether a value is a payload of `dam.rightsExpiry`. */
export declare function isDAMRightsExpiry(value: unknown): value is DAMRightsExpiryPayload

/** Tells whether a value is a payload of `dam.export`. */
export declare function isDAMExport(value: unknown): value is DAMExportPayload

/** Tells whether a value is a payload of `dam.faceDetection`. */
export declare function isDAMFaceDetection(value: unknown): value is DAMFaceDetectionPayload

/** Tells whether a value is a payload of `dam.bulkIngest`. */
export declare function isDAMBulkIngest(value: unknown): value is DAMBulkIngestPayload

/** Tells whether a value is a payload of `subscription.created`. */
export declare function isSubscriptionCreated(value: unknown): value is SubscriptionCreatedPayload

/** Tells whether a value is a payload of `subscription.billing`. */
export declare function isSubscriptionBilling(value: unknown): value is SubscriptionBillingPayload

/** Tells whether a value is a payload of `subscription.cancelled`. */
export declare function isSubscriptionCancelled(value: unknown): value is SubscriptionCancelledPayload

/** Tells whether a value is a payload of `subscription.renewal`. */
export declare function isSubscriptionRenewal(value: unknown): value is SubscriptionRenewalPayload

/** Tells whether a value is a payload of `email.send`. */
export declare function isEmailSend(value: unknown): value is EmailSendPayload

/** Tells whether a value is a payload of `sms.send`. */
export declare function isSMSSend(value: unknown): value is SMSSendPayload

/** Tells whether a value is a payload of `slack.notify`. */
export declare function isSlackNotify(value: unknown): value is SlackNotifyPayload

/** Tells whether a value is a payload of `push.notification`. */
export declare function isPushNotification(value: unknown): value is PushNotificationPayload

/** Tells whether a value is a payload of `system.healthCheck`. */
export declare function isHealthCheck(value: unknown): value is HealthCheckPayload

/** Tells whether a value is a payload of `system.alert`. */
export declare function isAlert(value: unknown): value is AlertPayload

/** Tells whether a value is a payload of `system.cleanup`. */
export declare function isCleanup(value: unknown): value is CleanupPayload

/** Tells whether a value is a payload of `system.syncRecovery`. */
export declare function isSyncRecovery(value: unknown): value is SyncRecoveryPayload

/** Tells whether a value is a payload of `workflow.triggered`. */
export declare function isWorkflowTriggered(value: unknown): value is WorkflowTriggeredPayload

/** Tells whether a value is a payload of `workflow.action`. */
export declare function isWorkflowAction(value: unknown): value is WorkflowActionPayload

/** Tells whether a value is a payload of `workflow.scheduledAction`. */
export declare function isWorkflowScheduledAction(value: unknown): value is WorkflowScheduledActionPayload

/** Tells whether a value is a payload of `workflow.timeElapsed`. */
export declare function isWorkflowTimeElapsed(value: unknown): value is WorkflowTimeElapsedPayload

/** Tells whether a value is a payload of `workflow.cleanup`. */
export declare function isWorkflowCleanup(value: unknown): value is WorkflowCleanupPayload

/** Tells whether a value is a payload of `brandContext.processDocument`. */
export declare function isBrandDocumentProcess(value: unknown): value is BrandDocumentProcessPayload

/** Tells whether a value is a payload of `brandContext.refreshEmbeddings`. */
export declare function isBrandEmbeddingsRefresh(value: unknown): value is BrandEmbeddingsRefreshPayload

/** Tells whether a value is a payload of `brandContext.cleanup`. */
export declare function isBrandContextCleanup(value: unknown): value is BrandContextCleanupPayload

/** Tells whether a value is a payload of `googleFeed.sync`. */
export declare function isGoogleFeedSync(value: unknown): value is GoogleFeedSyncPayload

/** Tells whether a value is a payload of `googleFeed.productUpdate`. */
export declare function isGoogleFeedProductUpdate(value: unknown): value is GoogleFeedProductUpdatePayload

/** Tells whether a value is a payload of `googleFeed.imageOptimize`. */
export declare function isGoogleFeedImageOptimize(value: unknown): value is GoogleFeedImageOptimizePayload

/** Tells whether a value is a payload of `webhook.retry`. */
export declare function isWebhookRetry(value: unknown): value is WebhookRetryPayload

/** Tells whether a value is a payload of `webhook.healthCheck`. */
export declare function isWebhookHealthCheck(value: unknown): value is WebhookHealthCheckPayload

/** Tells whether a value is a payload of `webhook.cleanup`. */
export declare function isWebhookCleanup(value: unknown): value is WebhookCleanupPayload

/** Tells whether a value is a payload of `recovery.emailScheduled`. */
export declare function isRecoveryEmailScheduled(value: unknown): value is RecoveryEmailScheduledPayload

/** Tells whether a value is a payload of `recovery.emailSent`. */
export declare function isRecoveryEmailSent(value: unknown): value is RecoveryEmailSentPayload

/** Tells whether a value is a payload of `recovery.checkAbandoned`. */
export declare function isRecoveryCheckAbandoned(value: unknown): value is RecoveryCheckAbandonedPayload

/** Tells whether a value is a payload of `recovery.processQueue`. */
export declare function isRecoveryProcessQueue(value: unknown): value is RecoveryProcessQueuePayload

/** Tells whether a value is a payload of `recovery.expireOld`. */
export declare function isRecoveryExpireOld(value: unknown): value is RecoveryExpireOldPayload

/** Tells whether a value is a payload of `recovery.checkoutUpdated`. */
export declare function isRecoveryCheckoutUpdated(value: unknown): value is RecoveryCheckoutUpdatedPayload
