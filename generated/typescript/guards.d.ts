// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
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

/** Returns true if a value is a valid payload of `order.created`. */
export declare function isOrderCreated(value: unknown): value is OrderCreatedPayload

/** Returns true if a value is a valid payload of `order.fulfilled`. */
export declare function isOrderFulfilled(value: unknown): value is OrderFulfilledPayload

/** Returns true if a value is a valid payload of `order.cancelled`. */
export declare function isOrderCancelled(value: unknown): value is OrderCancelledPayload

/** Returns true if a value is a valid payload of `customer.created`. */
export declare function isCustomerCreated(value: unknown): value is CustomerCreatedPayload

/** Returns true if a value is a valid payload of `customer.updated`. */
export declare function isCustomerUpdated(value: unknown): value is CustomerUpdatedPayload

/** Returns true if a value is a valid payload of `product.sync`. */
export declare function isProductSync(value: unknown): value is ProductSyncPayload

/** Returns true if a value is a valid payload of `inventory.sync`. */
export declare function isInventorySync(value: unknown): value is InventorySyncPayload

/** Returns true if a value is a valid payload of `review.submitted`. */
export declare function isReviewSubmitted(value: unknown): value is ReviewSubmittedPayload

/** Returns true if a value is a valid payload of `review.moderated`. */
export declare function isReviewModerated(value: unknown): value is ReviewModeratedPayload

/** Returns true if a value is a valid payload of `review.email.queued`. */
export declare function isReviewEmailQueued(value: unknown): value is ReviewEmailQueuedPayload

/** Returns true if a value is a valid payload of `review.email.sent`. */
export declare function isReviewEmailSent(value: unknown): value is ReviewEmailSentPayload

/** Returns true if a value is a valid payload of `review.reminder`. */
export declare function isReviewReminder(value: unknown): value is ReviewReminderPayload

/** Returns true if a value is a valid payload of `survey.response`. */
export declare function isSurveyResponse(value: unknown): value is SurveyResponsePayload

/** Returns true if a value is a valid payload of `survey.digest`. */
export declare function isSurveyDigest(value: unknown): value is SurveyDigestPayload

/** Returns true if a value is a valid payload of `survey.lowNps`. */
export declare function isSurveyLowNps(value: unknown): value is SurveyLowNpsPayload

/** Returns true if a value is a valid payload of `creator.applied`. */
export declare function isCreatorApplied(value: unknown): value is CreatorAppliedPayload

/** Returns true if a value is a valid payload of `creator.approved`. */
export declare function isCreatorApproved(value: unknown): value is CreatorApprovedPayload

/** Returns true if a value is a valid payload of `creator.rejected`. */
export declare function isCreatorRejected(value: unknown): value is CreatorRejectedPayload

/** Returns true if a value is a valid payload of `creator.setupComplete`. */
export declare function isCreatorSetupComplete(value: unknown): value is CreatorSetupCompletePayload

/** Returns true if a value is a valid payload of `creator.email.queued`. */
export declare function isCreatorEmailQueued(value: unknown): value is CreatorEmailQueuedPayload

/** Returns true if a value is a valid payload of `creator.reminder`. */
export declare function isCreatorReminder(value: unknown): value is CreatorReminderPayload

/** Returns true if a value is a valid payload of `creator.file.uploaded`. */
export declare function isCreatorFileUploaded(value: unknown): value is CreatorFileUploadedPayload

/** Returns true if a value is a valid payload of `creator.slackNotification`. */
export declare function isCreatorSlackNotification(value: unknown): value is CreatorSlackNotificationPayload

/** Returns true if a value is a valid payload of `creator.shipmentSync`. */
export declare function isCreatorShipmentSync(value: unknown): value is CreatorShipmentSyncPayload

/** Returns true if a value is a valid payload of `creator.approvalReminders`. */
export declare function isCreatorApprovalReminders(value: unknown): value is CreatorApprovalRemindersPayload

/** Returns true if a value is a valid payload of `creator.welcomeCallReminders`. */
export declare function isCreatorWelcomeCallReminders(value: unknown): value is CreatorWelcomeCallRemindersPayload

/** Returns true if a value is a valid payload of `project.created`. */
export declare function isProjectCreated(value: unknown): value is ProjectCreatedPayload

/** Returns true if a value is a valid payload of `project.statusChanged`. */
export declare function isProjectStatusChanged(value: unknown): value is ProjectStatusChangedPayload

/** Returns true if a value is a valid payload of `project.deadlineApproaching`. */
export declare function isProjectDeadlineApproaching(value: unknown): value is ProjectDeadlineApproachingPayload

/** Returns true if a value is a valid payload of `payout.requested`. */
export declare function isPayoutRequested(value: unknown): value is PayoutRequestedPayload

/** Returns true if a value is a valid payload of `payout.processing`. */
export declare function isPayoutProcessing(value: unknown): value is PayoutProcessingPayload

/** Returns true if a value is a valid payload of `payout.completed`. */
export declare function isPayoutCompleted(value: unknown): value is PayoutCompletedPayload

/** Returns true if a value is a valid payload of `payout.failed`. */
export declare function isPayoutFailed(value: unknown): value is PayoutFailedPayload

/** Returns true if a value is a valid payload of `payment.available`. */
export declare function isPaymentAvailable(value: unknown): value is PaymentAvailablePayload

/** Returns true if a value is a valid payload of `treasury.topup`. */
export declare function isTreasuryTopup(value: unknown): value is TreasuryTopupPayload

/** Returns true if a value is a valid payload of `treasury.approval`. */
export declare function isTreasuryApproval(value: unknown): value is TreasuryApprovalPayload

/** Returns true if a value is a valid payload of `treasury.lowBalance`. */
export declare function isTreasuryLowBalance(value: unknown): value is TreasuryLowBalancePayload

/** Returns true if a value is a valid payload of `expense.sync`. */
export declare function isExpenseSync(value: unknown): value is ExpenseSyncPayload

/** Returns true if a value is a valid payload of `commission.matured`. */
export declare function isCommissionMatured(value: unknown): value is CommissionMaturedPayload

/** Returns true if a value is a valid payload of `touchpoint.recorded`. */
export declare function isTouchpointRecorded(value: unknown): value is TouchpointRecordedPayload

/** Returns true if a value is a valid payload of `conversion.attributed`. */
export declare function isConversionAttributed(value: unknown): value is ConversionAttributedPayload

/** Returns true if a value is a valid payload of `attribution.recalculate`. */
export declare function isAttributionRecalculate(value: unknown): value is AttributionRecalculatePayload

/** Returns true if a value is a valid payload of `attribution.sync`. */
export declare function isAttributionSync(value: unknown): value is AttributionSyncPayload

/** Returns true if a value is a valid payload of `attribution.export`. */
export declare function isAttributionExport(value: unknown): value is AttributionExportPayload

/** Returns true if a value is a valid payload of `ab.testCreated`. */
export declare function isABTestCreated(value: unknown): value is ABTestCreatedPayload

/** Returns true if a value is a valid payload of `ab.testStarted`. */
export declare function isABTestStarted(value: unknown): value is ABTestStartedPayload

/** Returns true if a value is a valid payload of `ab.testEnded`. */
export declare function isABTestEnded(value: unknown): value is ABTestEndedPayload

/** Returns true if a value is a valid payload of `ab.metricsAggregate`. */
export declare function isABMetricsAggregate(value: unknown): value is ABMetricsAggregatePayload

/** Returns true if a value is a valid payload of `ab.optimize`. */
export declare function isABOptimize(value: unknown): value is ABOptimizePayload

/** Returns true if a value is a valid payload of `ab.orderReconcile`. */
export declare function isABOrderReconcile(value: unknown): value is ABOrderReconcilePayload

/** Returns true if a value is a valid payload of `video.uploadCompleted`. */
export declare function isVideoUploadCompleted(value: unknown): value is VideoUploadCompletedPayload

/** Returns true if a value is a valid payload of `video.transcriptionStarted`. */
export declare function isVideoTranscriptionStarted(value: unknown): value is VideoTranscriptionStartedPayload

/** Returns true if a value is a valid payload of `video.transcriptionCompleted`. */
export declare function isVideoTranscriptionCompleted(value: unknown): value is VideoTranscriptionCompletedPayload

/** Returns true if a value is a valid payload of `video.aiGenerated`. */
export declare function isVideoAIGenerated(value: unknown): value is VideoAIGeneratedPayload

/** Returns true if a value is a valid payload of `dam.assetUploaded`. */
export declare function isDAMAssetUploaded(value: unknown): value is DAMAssetUploadedPayload

/** Returns true if a value is a valid payload of `dam.gdriveSync`. */
export declare function isDAMGDriveSync(value: unknown): value is DAMGDriveSyncPayload

/** Returns true if a value is a valid payload of `dam.rightsExpiry`. */
export declare function isDAMRightsExpiry(value: unknown): value is DAMRightsExpiryPayload

/** Returns true if a value is a valid payload of `dam.export`. */
export declare function isDAMExport(value: unknown): value is DAMExportPayload

/** Returns true if a value is a valid payload of `dam.faceDetection`. */
export declare function isDAMFaceDetection(value: unknown): value is DAMFaceDetectionPayload

/** Returns true if a value is a valid payload of `dam.bulkIngest`. */
export declare function isDAMBulkIngest(value: unknown): value is DAMBulkIngestPayload

/** Returns true if a value is a valid payload of `subscription.created`. */
export declare function isSubscriptionCreated(value: unknown): value is SubscriptionCreatedPayload

/** Returns true if a value is a valid payload of `subscription.billing`. */
export declare function isSubscriptionBilling(value: unknown): value is SubscriptionBillingPayload

/** Returns true if a value is a valid payload of `subscription.cancelled`. */
export declare function isSubscriptionCancelled(value: unknown): value is SubscriptionCancelledPayload

/** Returns true if a value is a valid payload of `subscription.renewal`. */
export declare function isSubscriptionRenewal(value: unknown): value is SubscriptionRenewalPayload

/** Returns true if a value is a valid payload of `email.send`. */
export declare function isEmailSend(value: unknown): value is EmailSendPayload

/** Returns true if a value is a valid payload of `sms.send`. */
export declare function isSMSSend(value: unknown): value is SMSSendPayload

/** Returns true if a value is a valid payload of `slack.notify`. */
export declare function isSlackNotify(value: unknown): value is SlackNotifyPayload

/** Returns true if a value is a valid payload of `push.notification`. */
export declare function isPushNotification(value: unknown): value is PushNotificationPayload

/** Returns true if a value is a valid payload of `system.healthCheck`. */
export declare function isHealthCheck(value: unknown): value is HealthCheckPayload

/** Returns true if a value is a valid payload of `system.alert`. */
export declare function isAlert(value: unknown): value is AlertPayload

/** Returns true if a value is a valid payload of `system.cleanup`. */
export declare function isCleanup(value: unknown): value is CleanupPayload

/** Returns true if a value is a valid payload of `system.syncRecovery`. */
export declare function isSyncRecovery(value: unknown): value is SyncRecoveryPayload

/** Returns true if a value is a valid payload of `workflow.triggered`. */
export declare function isWorkflowTriggered(value: unknown): value is WorkflowTriggeredPayload

/** Returns true if a value is a valid payload of `workflow.action`. */
export declare function isWorkflowAction(value: unknown): value is WorkflowActionPayload

/** Returns true if a value is a valid payload of `workflow.scheduledAction`. */
export declare function isWorkflowScheduledAction(value: unknown): value is WorkflowScheduledActionPayload

/** Returns true if a value is a valid payload of `workflow.timeElapsed`. */
export declare function isWorkflowTimeElapsed(value: unknown): value is WorkflowTimeElapsedPayload

/** Returns true if a value is a valid payload of `workflow.cleanup`. */
export declare function isWorkflowCleanup(value: unknown): value is WorkflowCleanupPayload

/** Returns true if a value is a valid payload of `brandContext.processDocument`. */
export declare function isBrandDocumentProcess(value: unknown): value is BrandDocumentProcessPayload

/** Returns true if a value is a valid payload of `brandContext.refreshEmbeddings`. */
export declare function isBrandEmbeddingsRefresh(value: unknown): value is BrandEmbeddingsRefreshPayload

/** Returns true if a value is a valid payload of `brandContext.cleanup`. */
export declare function isBrandContextCleanup(value: unknown): value is BrandContextCleanupPayload

/** Returns true if a value is a valid payload of `googleFeed.sync`. */
export declare function isGoogleFeedSync(value: unknown): value is GoogleFeedSyncPayload

/** Returns true if a value is a valid payload of `googleFeed.productUpdate`. */
export declare function isGoogleFeedProductUpdate(value: unknown): value is GoogleFeedProductUpdatePayload

/** Returns true if a value is a valid payload of `googleFeed.imageOptimize`. */
export declare function isGoogleFeedImageOptimize(value: unknown): value is GoogleFeedImageOptimizePayload

/** Returns true if a value is a valid payload of `webhook.retry`. */
export declare function isWebhookRetry(value: unknown): value is WebhookRetryPayload

/** Returns true if a value is a valid payload of `webhook.healthCheck`. */
export declare function isWebhookHealthCheck(value: unknown): value is WebhookHealthCheckPayload

/** Returns true if a value is a valid payload of `webhook.cleanup`. */
export declare function isWebhookCleanup(value: unknown): value is WebhookCleanupPayload

/** Returns true if a value is a valid payload of `recovery.emailScheduled`. */
export declare function isRecoveryEmailScheduled(value: unknown): value is RecoveryEmailScheduledPayload

/** Returns true if a value is a valid payload of `recovery.emailSent`. */
export declare function isRecoveryEmailSent(value: unknown): value is RecoveryEmailSentPayload

/** Returns true if a value is a valid payload of `recovery.checkAbandoned`. */
export declare function isRecoveryCheckAbandoned(value: unknown): value is RecoveryCheckAbandonedPayload

/** Returns true if a value is a valid payload of `recovery.processQueue`. */
export declare function isRecoveryProcessQueue(value: unknown): value is RecoveryProcessQueuePayload

/** Returns true if a value is a valid payload of `recovery.expireOld`. */
export declare function isRecoveryExpireOld(value: unknown): value is RecoveryExpireOldPayload

/** Returns true if a value is a valid payload of `recovery.checkoutUpdated`. */
export declare function isRecoveryCheckoutUpdated(value: unknown): value is RecoveryCheckoutUpdatedPayload
