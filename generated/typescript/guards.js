// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import { isPayload } from './validation.js'

/** @type {typeof import('./guards.js').isOrderCreated} */
export const isOrderCreated = (value) => isPayload("order.created", value)

/** @type {typeof import('./guards.js').isOrderFulfilled} */
export const isOrderFulfilled = (value) => isPayload("order.fulfilled", value)

/** @type {typeof import('./guards.js').isOrderCancelled} */
export const isOrderCancelled = (value) => isPayload("order.cancelled", value)

/** @type {typeof import('./guards.js').isCustomerCreated} */
export const isCustomerCreated = (value) => isPayload("customer.created", value)

/** @type {typeof import('./guards.js').isCustomerUpdated} */
export const isCustomerUpdated = (value) => isPayload("customer.updated", value)

/** @type {typeof import('./guards.js').isProductSync} */
export const isProductSync = (value) => isPayload("product.sync", value)

/** @type {typeof import('./guards.js').isInventorySync} */
export const isInventorySync = (value) => isPayload("inventory.sync", value)

/** @type {typeof import('./guards.js').isReviewSubmitted} */
export const isReviewSubmitted = (value) => isPayload("review.submitted", value)

/** @type {typeof import('./guards.js').isReviewModerated} */
export const isReviewModerated = (value) => isPayload("review.moderated", value)

/** @type {typeof import('./guards.js').isReviewEmailQueued} */
export const isReviewEmailQueued = (value) => isPayload("review.email.queued", value)

/** @type {typeof import('./guards.js').isReviewEmailSent} */
export const isReviewEmailSent = (value) => isPayload("review.email.sent", value)

/** @type {typeof import('./guards.js').isReviewReminder} */
export const isReviewReminder = (value) => isPayload("review.reminder", value)

/** @type {typeof import('./guards.js').isSurveyResponse} */
export const isSurveyResponse = (value) => isPayload("survey.response", value)

/** @type {typeof import('./guards.js').isSurveyDigest} */
export const isSurveyDigest = (value) => isPayload("survey.digest", value)

/** @type {typeof import('./guards.js').isSurveyLowNps} */
export const isSurveyLowNps = (value) => isPayload("survey.lowNps", value)

/** @type {typeof import('./guards.js').isCreatorApplied} */
export const isCreatorApplied = (value) => isPayload("creator.applied", value)

/** @type {typeof import('./guards.js').isCreatorApproved} */
export const isCreatorApproved = (value) => isPayload("creator.approved", value)

/** @type {typeof import('./guards.js').isCreatorRejected} */
export const isCreatorRejected = (value) => isPayload("creator.rejected", value)

/** @type {typeof import('./guards.js').isCreatorSetupComplete} */
export const isCreatorSetupComplete = (value) => isPayload("creator.setupComplete", value)

/** @type {typeof import('./guards.js').isCreatorEmailQueued} */
export const isCreatorEmailQueued = (value) => isPayload("creator.email.queued", value)

/** @type {typeof import('./guards.js').isCreatorReminder} */
export const isCreatorReminder = (value) => isPayload("creator.reminder", value)

/** @type {typeof import('./guards.js').isCreatorFileUploaded} */
export const isCreatorFileUploaded = (value) => isPayload("creator.file.uploaded", value)

/** @type {typeof import('./guards.js').isCreatorSlackNotification} */
export const isCreatorSlackNotification = (value) => isPayload("creator.slackNotification", value)

/** @type {typeof import('./guards.js').isCreatorShipmentSync} */
export const isCreatorShipmentSync = (value) => isPayload("creator.shipmentSync", value)

/** @type {typeof import('./guards.js').isCreatorApprovalReminders} */
export const isCreatorApprovalReminders = (value) => isPayload("creator.approvalReminders", value)

/** @type {typeof import('./guards.js').isCreatorWelcomeCallReminders} */
export const isCreatorWelcomeCallReminders = (value) => isPayload("creator.welcomeCallReminders", value)

/** @type {typeof import('./guards.js').isProjectCreated} */
export const isProjectCreated = (value) => isPayload("project.created", value)

/** @type {typeof import('./guards.js').isProjectStatusChanged} */
export const isProjectStatusChanged = (value) => isPayload("project.statusChanged", value)

/** @type {typeof import('./guards.js').isProjectDeadlineApproaching} */
export const isProjectDeadlineApproaching = (value) => isPayload("project.deadlineApproaching", value)

/** @type {typeof import('./guards.js').isPayoutRequested} */
export const isPayoutRequested = (value) => isPayload("payout.requested", value)

/** @type {typeof import('./guards.js').isPayoutProcessing} */
export const isPayoutProcessing = (value) => isPayload("payout.processing", value)

/** @type {typeof import('./guards.js').isPayoutCompleted} */
export const isPayoutCompleted = (value) => isPayload("payout.completed", value)

/** @type {typeof import('./guards.js').isPayoutFailed} */
export const isPayoutFailed = (value) => isPayload("payout.failed", value)

/** @type {typeof import('./guards.js').isPaymentAvailable} */
export const isPaymentAvailable = (value) => isPayload("payment.available", value)

/** @type {typeof import('./guards.js').isTreasuryTopup} */
export const isTreasuryTopup = (value) => isPayload("treasury.topup", value)

/** @type {typeof import('./guards.js').isTreasuryApproval} */
export const isTreasuryApproval = (value) => isPayload("treasury.approval", value)

/** @type {typeof import('./guards.js').isTreasuryLowBalance} */
export const isTreasuryLowBalance = (value) => isPayload("treasury.lowBalance", value)

/** @type {typeof import('./guards.js').isExpenseSync} */
export const isExpenseSync = (value) => isPayload("expense.sync", value)

/** @type {typeof import('./guards.js').isCommissionMatured} */
export const isCommissionMatured = (value) => isPayload("commission.matured", value)

/** @type {typeof import('./guards.js').isTouchpointRecorded} */
export const isTouchpointRecorded = (value) => isPayload("touchpoint.recorded", value)

/** @type {typeof import('./guards.js').isConversionAttributed} */
export const isConversionAttributed = (value) => isPayload("conversion.attributed", value)

/** @type {typeof import('./guards.js').isAttributionRecalculate} */
export const isAttributionRecalculate = (value) => isPayload("attribution.recalculate", value)

/** @type {typeof import('./guards.js').isAttributionSync} */
export const isAttributionSync = (value) => isPayload("attribution.sync", value)

/** @type {typeof import('./guards.js').isAttributionExport} */
export const isAttributionExport = (value) => isPayload("attribution.export", value)

/** @type {typeof import('./guards.js').isABTestCreated} */
export const isABTestCreated = (value) => isPayload("ab.testCreated", value)

/** @type {typeof import('./guards.js').isABTestStarted} */
export const isABTestStarted = (value) => isPayload("ab.testStarted", value)

/** @type {typeof import('./guards.js').isABTestEnded} */
export const isABTestEnded = (value) => isPayload("ab.testEnded", value)

/** @type {typeof import('./guards.js').isABMetricsAggregate} */
export const isABMetricsAggregate = (value) => isPayload("ab.metricsAggregate", value)

/** @type {typeof import('./guards.js').isABOptimize} */
export const isABOptimize = (value) => isPayload("ab.optimize", value)

/** @type {typeof import('./guards.js').isABOrderReconcile} */
export const isABOrderReconcile = (value) => isPayload("ab.orderReconcile", value)

/** @type {typeof import('./guards.js').isVideoUploadCompleted} */
export const isVideoUploadCompleted = (value) => isPayload("video.uploadCompleted", value)

/** @type {typeof import('./guards.js').isVideoTranscriptionStarted} */
export const isVideoTranscriptionStarted = (value) => isPayload("video.transcriptionStarted", value)

/** @type {typeof import('./guards.js').isVideoTranscriptionCompleted} */
export const isVideoTranscriptionCompleted = (value) => isPayload("video.transcriptionCompleted", value)

/** @type {typeof import('./guards.js').isVideoAIGenerated} */
export const isVideoAIGenerated = (value) => isPayload("video.aiGenerated", value)

/** @type {typeof import('./guards.js').isDAMAssetUploaded} */
export const isDAMAssetUploaded = (value) => isPayload("dam.assetUploaded", value)

/** @type {typeof import('./guards.js').isDAMGDriveSync} */
export const isDAMGDriveSync = (value) => isPayload("dam.gdriveSync", value)

/** @type {typeof import('./guards.js').isDAMRightsExpiry} */
export const isDAMRightsExpiry = (value) => isPayload("dam.rightsExpiry", value)

/** @type {typeof import('./guards.js').isDAMExport} */
export const isDAMExport = (value) => isPayload("dam.export", value)

/** @type {typeof import('./guards.js').isDAMFaceDetection} */
export const isDAMFaceDetection = (value) => isPayload("dam.faceDetection", value)

/** @type {typeof import('./guards.js').isDAMBulkIngest} */
export const isDAMBulkIngest = (value) => isPayload("dam.bulkIngest", value)

/** @type {typeof import('./guards.js').isSubscriptionCreated} */
export const isSubscriptionCreated = (value) => isPayload("subscription.created", value)

/** @type {typeof import('./guards.js').isSubscriptionBilling} */
export const isSubscriptionBilling = (value) => isPayload("subscription.billing", value)

/** @type {typeof import('./guards.js').isSubscriptionCancelled} */
export const isSubscriptionCancelled = (value) => isPayload("subscription.cancelled", value)

/** @type {typeof import('./guards.js').isSubscriptionRenewal} */
export const isSubscriptionRenewal = (value) => isPayload("subscription.renewal", value)

/** @type {typeof import('./guards.js').isEmailSend} */
export const isEmailSend = (value) => isPayload("email.send", value)

/** @type {typeof import('./guards.js').isSMSSend} */
export const isSMSSend = (value) => isPayload("sms.send", value)

/** @type {typeof import('./guards.js').isSlackNotify} */
export const isSlackNotify = (value) => isPayload("slack.notify", value)

/** @type {typeof import('./guards.js').isPushNotification} */
export const isPushNotification = (value) => isPayload("push.notification", value)

/** @type {typeof import('./guards.js').isHealthCheck} */
export const isHealthCheck = (value) => isPayload("system.healthCheck", value)

/** @type {typeof import('./guards.js').isAlert} */
export const isAlert = (value) => isPayload("system.alert", value)

/** @type {typeof import('./guards.js').isCleanup} */
export const isCleanup = (value) => isPayload("system.cleanup", value)

/** @type {typeof import('./guards.js').isSyncRecovery} */
export const isSyncRecovery = (value) => isPayload("system.syncRecovery", value)

/** @type {typeof import('./guards.js').isWorkflowTriggered} */
export const isWorkflowTriggered = (value) => isPayload("workflow.triggered", value)

/** @type {typeof import('./guards.js').isWorkflowAction} */
export const isWorkflowAction = (value) => isPayload("workflow.action", value)

/** @type {typeof import('./guards.js').isWorkflowScheduledAction} */
export const isWorkflowScheduledAction = (value) => isPayload("workflow.scheduledAction", value)

/** @type {typeof import('./guards.js').isWorkflowTimeElapsed} */
export const isWorkflowTimeElapsed = (value) => isPayload("workflow.timeElapsed", value)

/** @type {typeof import('./guards.js').isWorkflowCleanup} */
export const isWorkflowCleanup = (value) => isPayload("workflow.cleanup", value)

/** @type {typeof import('./guards.js').isBrandDocumentProcess} */
export const isBrandDocumentProcess = (value) => isPayload("brandContext.processDocument", value)

/** @type {typeof import('./guards.js').isBrandEmbeddingsRefresh} */
export const isBrandEmbeddingsRefresh = (value) => isPayload("brandContext.refreshEmbeddings", value)

/** @type {typeof import('./guards.js').isBrandContextCleanup} */
export const isBrandContextCleanup = (value) => isPayload("brandContext.cleanup", value)

/** @type {typeof import('./guards.js').isGoogleFeedSync} */
export const isGoogleFeedSync = (value) => isPayload("googleFeed.sync", value)

/** @type {typeof import('./guards.js').isGoogleFeedProductUpdate} */
export const isGoogleFeedProductUpdate = (value) => isPayload("googleFeed.productUpdate", value)

/** @type {typeof import('./guards.js').isGoogleFeedImageOptimize} */
export const isGoogleFeedImageOptimize = (value) => isPayload("googleFeed.imageOptimize", value)

/** @type {typeof import('./guards.js').isWebhookRetry} */
export const isWebhookRetry = (value) => isPayload("webhook.retry", value)

/** @type {typeof import('./guards.js').isWebhookHealthCheck} */
export const isWebhookHealthCheck = (value) => isPayload("webhook.healthCheck", value)

/** @type {typeof import('./guards.js').isWebhookCleanup} */
export const isWebhookCleanup = (value) => isPayload("webhook.cleanup", value)

/** @type {typeof import('./guards.js').isRecoveryEmailScheduled} */
export const isRecoveryEmailScheduled = (value) => isPayload("recovery.emailScheduled", value)

/** @type {typeof import('./guards.js').isRecoveryEmailSent} */
export const isRecoveryEmailSent = (value) => isPayload("recovery.emailSent", value)

/** @type {typeof import('./guards.js').isRecoveryCheckAbandoned} */
export const isRecoveryCheckAbandoned = (value) => isPayload("recovery.checkAbandoned", value)

/** @type {typeof import('./guards.js').isRecoveryProcessQueue} */
export const isRecoveryProcessQueue = (value) => isPayload("recovery.processQueue", value)

/** @type {typeof import('./guards.js').isRecoveryExpireOld} */
export const isRecoveryExpireOld = (value) => isPayload("recovery.expireOld", value)

/** @type {typeof import('./guards.js').isRecoveryCheckoutUpdated} */
export const isRecoveryCheckoutUpdated = (value) => isPayload("recovery.checkoutUpdated", value)
