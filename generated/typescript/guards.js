// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import * as $commerce from './validators/commerce.js'
import * as $reviews from './validators/reviews.js'
import * as $creators from './validators/creators.js'
import * as $payouts from './validators/payouts.js'
import * as $attribution from './validators/attribution.js'
import * as $abTesting from './validators/abTesting.js'
import * as $media from './validators/media.js'
import * as $subscriptions from './validators/subscriptions.js'
import * as $notifications from './validators/notifications.js'
import * as $system from './validators/system.js'
import * as $workflows from './validators/workflows.js'
import * as $brandContext from './validators/brandContext.js'
import * as $googleFeed from './validators/googleFeed.js'
import * as $webhooks from './validators/webhooks.js'
import * as $recovery from './validators/recovery.js'

/** @type {typeof import('./guards.js').isOrderCreated} */
export const isOrderCreated = (value) => $commerce.OrderCreatedPayload(value)

/** @type {typeof import('./guards.js').isOrderFulfilled} */
export const isOrderFulfilled = (value) => $commerce.OrderFulfilledPayload(value)

/** @type {typeof import('./guards.js').isOrderCancelled} */
export const isOrderCancelled = (value) => $commerce.OrderCancelledPayload(value)

/** @type {typeof import('./guards.js').isCustomerCreated} */
export const isCustomerCreated = (value) => $commerce.CustomerCreatedPayload(value)

/** @type {typeof import('./guards.js').isCustomerUpdated} */
export const isCustomerUpdated = (value) => $commerce.CustomerUpdatedPayload(value)

/** @type {typeof import('./guards.js').isProductSync} */
export const isProductSync = (value) => $commerce.ProductSyncPayload(value)

/** @type {typeof import('./guards.js').isInventorySync} */
export const isInventorySync = (value) => $commerce.InventorySyncPayload(value)

/** @type {typeof import('./guards.js').isReviewSubmitted} */
export const isReviewSubmitted = (value) => $reviews.ReviewSubmittedPayload(value)

/** @type {typeof import('./guards.js').isReviewModerated} */
export const isReviewModerated = (value) => $reviews.ReviewModeratedPayload(value)

/** @type {typeof import('./guards.js').isReviewEmailQueued} */
export const isReviewEmailQueued = (value) => $reviews.ReviewEmailQueuedPayload(value)

/** @type {typeof import('./guards.js').isReviewEmailSent} */
export const isReviewEmailSent = (value) => $reviews.ReviewEmailSentPayload(value)

/** @type {typeof import('./guards.js').isReviewReminder} */
export const isReviewReminder = (value) => $reviews.ReviewReminderPayload(value)

/** @type {typeof import('./guards.js').isSurveyResponse} */
export const isSurveyResponse = (value) => $reviews.SurveyResponsePayload(value)

/** @type {typeof import('./guards.js').isSurveyDigest} */
export const isSurveyDigest = (value) => $reviews.SurveyDigestPayload(value)

/** @type {typeof import('./guards.js').isSurveyLowNps} */
export const isSurveyLowNps = (value) => $reviews.SurveyLowNpsPayload(value)

/** @type {typeof import('./guards.js').isCreatorApplied} */
export const isCreatorApplied = (value) => $creators.CreatorAppliedPayload(value)

/** @type {typeof import('./guards.js').isCreatorApproved} */
export const isCreatorApproved = (value) => $creators.CreatorApprovedPayload(value)

/** @type {typeof import('./guards.js').isCreatorRejected} */
export const isCreatorRejected = (value) => $creators.CreatorRejectedPayload(value)

/** @type {typeof import('./guards.js').isCreatorSetupComplete} */
export const isCreatorSetupComplete = (value) => $creators.CreatorSetupCompletePayload(value)

/** @type {typeof import('./guards.js').isCreatorEmailQueued} */
export const isCreatorEmailQueued = (value) => $creators.CreatorEmailQueuedPayload(value)

/** @type {typeof import('./guards.js').isCreatorReminder} */
export const isCreatorReminder = (value) => $creators.CreatorReminderPayload(value)

/** @type {typeof import('./guards.js').isCreatorFileUploaded} */
export const isCreatorFileUploaded = (value) => $creators.CreatorFileUploadedPayload(value)

/** @type {typeof import('./guards.js').isCreatorSlackNotification} */
export const isCreatorSlackNotification = (value) => $creators.CreatorSlackNotificationPayload(value)

/** @type {typeof import('./guards.js').isCreatorShipmentSync} */
export const isCreatorShipmentSync = (value) => $creators.CreatorShipmentSyncPayload(value)

/** @type {typeof import('./guards.js').isCreatorApprovalReminders} */
export const isCreatorApprovalReminders = (value) => $creators.CreatorApprovalRemindersPayload(value)

/** @type {typeof import('./guards.js').isCreatorWelcomeCallReminders} */
export const isCreatorWelcomeCallReminders = (value) => $creators.CreatorWelcomeCallRemindersPayload(value)

/** @type {typeof import('./guards.js').isProjectCreated} */
export const isProjectCreated = (value) => $creators.ProjectCreatedPayload(value)

/** @type {typeof import('./guards.js').isProjectStatusChanged} */
export const isProjectStatusChanged = (value) => $creators.ProjectStatusChangedPayload(value)

/** @type {typeof import('./guards.js').isProjectDeadlineApproaching} */
export const isProjectDeadlineApproaching = (value) => $creators.ProjectDeadlineApproachingPayload(value)

/** @type {typeof import('./guards.js').isPayoutRequested} */
export const isPayoutRequested = (value) => $payouts.PayoutRequestedPayload(value)

/** @type {typeof import('./guards.js').isPayoutProcessing} */
export const isPayoutProcessing = (value) => $payouts.PayoutProcessingPayload(value)

/** @type {typeof import('./guards.js').isPayoutCompleted} */
export const isPayoutCompleted = (value) => $payouts.PayoutCompletedPayload(value)

/** @type {typeof import('./guards.js').isPayoutFailed} */
export const isPayoutFailed = (value) => $payouts.PayoutFailedPayload(value)

/** @type {typeof import('./guards.js').isPaymentAvailable} */
export const isPaymentAvailable = (value) => $payouts.PaymentAvailablePayload(value)

/** @type {typeof import('./guards.js').isTreasuryTopup} */
export const isTreasuryTopup = (value) => $payouts.TreasuryTopupPayload(value)

/** @type {typeof import('./guards.js').isTreasuryApproval} */
export const isTreasuryApproval = (value) => $payouts.TreasuryApprovalPayload(value)

/** @type {typeof import('./guards.js').isTreasuryLowBalance} */
export const isTreasuryLowBalance = (value) => $payouts.TreasuryLowBalancePayload(value)

/** @type {typeof import('./guards.js').isExpenseSync} */
export const isExpenseSync = (value) => $payouts.ExpenseSyncPayload(value)

/** @type {typeof import('./guards.js').isCommissionMatured} */
export const isCommissionMatured = (value) => $payouts.CommissionMaturedPayload(value)

/** @type {typeof import('./guards.js').isTouchpointRecorded} */
export const isTouchpointRecorded = (value) => $attribution.TouchpointRecordedPayload(value)

/** @type {typeof import('./guards.js').isConversionAttributed} */
export const isConversionAttributed = (value) => $attribution.ConversionAttributedPayload(value)

/** @type {typeof import('./guards.js').isAttributionRecalculate} */
export const isAttributionRecalculate = (value) => $attribution.AttributionRecalculatePayload(value)

/** @type {typeof import('./guards.js').isAttributionSync} */
export const isAttributionSync = (value) => $attribution.AttributionSyncPayload(value)

/** @type {typeof import('./guards.js').isAttributionExport} */
export const isAttributionExport = (value) => $attribution.AttributionExportPayload(value)

/** @type {typeof import('./guards.js').isABTestCreated} */
export const isABTestCreated = (value) => $abTesting.ABTestCreatedPayload(value)

/** @type {typeof import('./guards.js').isABTestStarted} */
export const isABTestStarted = (value) => $abTesting.ABTestStartedPayload(value)

/** @type {typeof import('./guards.js').isABTestEnded} */
export const isABTestEnded = (value) => $abTesting.ABTestEndedPayload(value)

/** @type {typeof import('./guards.js').isABMetricsAggregate} */
export const isABMetricsAggregate = (value) => $abTesting.ABMetricsAggregatePayload(value)

/** @type {typeof import('./guards.js').isABOptimize} */
export const isABOptimize = (value) => $abTesting.ABOptimizePayload(value)

/** @type {typeof import('./guards.js').isABOrderReconcile} */
export const isABOrderReconcile = (value) => $abTesting.ABOrderReconcilePayload(value)

/** @type {typeof import('./guards.js').isVideoUploadCompleted} */
export const isVideoUploadCompleted = (value) => $media.VideoUploadCompletedPayload(value)

/** @type {typeof import('./guards.js').isVideoTranscriptionStarted} */
export const isVideoTranscriptionStarted = (value) => $media.VideoTranscriptionStartedPayload(value)

/** @type {typeof import('./guards.js').isVideoTranscriptionCompleted} */
export const isVideoTranscriptionCompleted = (value) => $media.VideoTranscriptionCompletedPayload(value)

/** @type {typeof import('./guards.js').isVideoAIGenerated} */
export const isVideoAIGenerated = (value) => $media.VideoAIGeneratedPayload(value)

/** @type {typeof import('./guards.js').isDAMAssetUploaded} */
export const isDAMAssetUploaded = (value) => $media.DAMAssetUploadedPayload(value)

/** @type {typeof import('./guards.js').isDAMGDriveSync} */
export const isDAMGDriveSync = (value) => $media.DAMGDriveSyncPayload(value)

/** @type {typeof import('./guards.js').isDAMRightsExpiry} */
export const isDAMRightsExpiry = (value) => $media.DAMRightsExpiryPayload(value)

/** @type {typeof import('./guards.js').isDAMExport} */
export const isDAMExport = (value) => $media.DAMExportPayload(value)

/** @type {typeof import('./guards.js').isDAMFaceDetection} */
export const isDAMFaceDetection = (value) => $media.DAMFaceDetectionPayload(value)

/** @type {typeof import('./guards.js').isDAMBulkIngest} */
export const isDAMBulkIngest = (value) => $media.DAMBulkIngestPayload(value)

/** @type {typeof import('./guards.js').isSubscriptionCreated} */
export const isSubscriptionCreated = (value) => $subscriptions.SubscriptionCreatedPayload(value)

/** @type {typeof import('./guards.js').isSubscriptionBilling} */
export const isSubscriptionBilling = (value) => $subscriptions.SubscriptionBillingPayload(value)

/** @type {typeof import('./guards.js').isSubscriptionCancelled} */
export const isSubscriptionCancelled = (value) => $subscriptions.SubscriptionCancelledPayload(value)

/** @type {typeof import('./guards.js').isSubscriptionRenewal} */
export const isSubscriptionRenewal = (value) => $subscriptions.SubscriptionRenewalPayload(value)

/** @type {typeof import('./guards.js').isEmailSend} */
export const isEmailSend = (value) => $notifications.EmailSendPayload(value)

/** @type {typeof import('./guards.js').isSMSSend} */
export const isSMSSend = (value) => $notifications.SMSSendPayload(value)

/** @type {typeof import('./guards.js').isSlackNotify} */
export const isSlackNotify = (value) => $notifications.SlackNotifyPayload(value)

/** @type {typeof import('./guards.js').isPushNotification} */
export const isPushNotification = (value) => $notifications.PushNotificationPayload(value)

/** @type {typeof import('./guards.js').isHealthCheck} */
export const isHealthCheck = (value) => $system.HealthCheckPayload(value)

/** @type {typeof import('./guards.js').isAlert} */
export const isAlert = (value) => $system.AlertPayload(value)

/** @type {typeof import('./guards.js').isCleanup} */
export const isCleanup = (value) => $system.CleanupPayload(value)

/** @type {typeof import('./guards.js').isSyncRecovery} */
export const isSyncRecovery = (value) => $system.SyncRecoveryPayload(value)

/** @type {typeof import('./guards.js').isWorkflowTriggered} */
export const isWorkflowTriggered = (value) => $workflows.WorkflowTriggeredPayload(value)

/** @type {typeof import('./guards.js').isWorkflowAction} */
export const isWorkflowAction = (value) => $workflows.WorkflowActionPayload(value)

/** @type {typeof import('./guards.js').isWorkflowScheduledAction} */
export const isWorkflowScheduledAction = (value) => $workflows.WorkflowScheduledActionPayload(value)

/** @type {typeof import('./guards.js').isWorkflowTimeElapsed} */
export const isWorkflowTimeElapsed = (value) => $workflows.WorkflowTimeElapsedPayload(value)

/** @type {typeof import('./guards.js').isWorkflowCleanup} */
export const isWorkflowCleanup = (value) => $workflows.WorkflowCleanupPayload(value)

/** @type {typeof import('./guards.js').isBrandDocumentProcess} */
export const isBrandDocumentProcess = (value) => $brandContext.BrandDocumentProcessPayload(value)

/** @type {typeof import('./guards.js').isBrandEmbeddingsRefresh} */
export const isBrandEmbeddingsRefresh = (value) => $brandContext.BrandEmbeddingsRefreshPayload(value)

/** @type {typeof import('./guards.js').isBrandContextCleanup} */
export const isBrandContextCleanup = (value) => $brandContext.BrandContextCleanupPayload(value)

/** @type {typeof import('./guards.js').isGoogleFeedSync} */
export const isGoogleFeedSync = (value) => $googleFeed.GoogleFeedSyncPayload(value)

/** @type {typeof import('./guards.js').isGoogleFeedProductUpdate} */
export const isGoogleFeedProductUpdate = (value) => $googleFeed.GoogleFeedProductUpdatePayload(value)

/** @type {typeof import('./guards.js').isGoogleFeedImageOptimize} */
export const isGoogleFeedImageOptimize = (value) => $googleFeed.GoogleFeedImageOptimizePayload(value)

/** @type {typeof import('./guards.js').isWebhookRetry} */
export const isWebhookRetry = (value) => $webhooks.WebhookRetryPayload(value)

/** @type {typeof import('./guards.js').isWebhookHealthCheck} */
export const isWebhookHealthCheck = (value) => $webhooks.WebhookHealthCheckPayload(value)

/** @type {typeof import('./guards.js').isWebhookCleanup} */
export const isWebhookCleanup = (value) => $webhooks.WebhookCleanupPayload(value)

/** @type {typeof import('./guards.js').isRecoveryEmailScheduled} */
export const isRecoveryEmailScheduled = (value) => $recovery.RecoveryEmailScheduledPayload(value)

/** @type {typeof import('./guards.js').isRecoveryEmailSent} */
export const isRecoveryEmailSent = (value) => $recovery.RecoveryEmailSentPayload(value)

/** @type {typeof import('./guards.js').isRecoveryCheckAbandoned} */
export const isRecoveryCheckAbandoned = (value) => $recovery.RecoveryCheckAbandonedPayload(value)

/** @type {typeof import('./guards.js').isRecoveryProcessQueue} */
export const isRecoveryProcessQueue = (value) => $recovery.RecoveryProcessQueuePayload(value)

/** @type {typeof import('./guards.js').isRecoveryExpireOld} */
export const isRecoveryExpireOld = (value) => $recovery.RecoveryExpireOldPayload(value)

/** @type {typeof import('./guards.js').isRecoveryCheckoutUpdated} */
export const isRecoveryCheckoutUpdated = (value) => $recovery.RecoveryCheckoutUpdatedPayload(value)
