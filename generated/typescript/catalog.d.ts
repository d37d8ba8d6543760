// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
import type { EventName } from './payloads.js'

/** The version of the catalog, which every job carries. */
export declare const CATALOG_VERSION: string

/** The regular expression that every tenant id matches. */
export declare const TENANT_PATTERN: string

/** How often and how far apart a failed job is tried again. */
export type Retry = {
  /** All attempts, the first one included. */
  readonly maxAttempts: number
  readonly factor: number
  readonly minTimeoutInMs: number
  readonly maxTimeoutInMs: number
}

/** An event of the catalog. */
export type EventDefinition = {
  /** The id the providers know its task by. */
  readonly taskId: string
  readonly category: keyof typeof EVENT_CATEGORIES
  readonly description: string
  readonly retry: Retry
  /** Its former names, whose jobs are still handled. */
  readonly aliases?: readonly string[]
  /** What a job of an older sender gets for fields it lacks. */
  readonly arrival?: Readonly<Record<string, unknown>>
}

/** Every event by its name. */
export declare const EVENTS: Readonly<Record<EventName, EventDefinition>>

/** Every category with its events, in the order of the catalog. */
export declare const EVENT_CATEGORIES: {
  readonly commerce: readonly [
    "order.created",
    "order.fulfilled",
    "order.cancelled",
    "customer.created",
    "customer.updated",
    "product.sync",
    "inventory.sync",
  ]
  readonly reviews: readonly [
    "review.submitted",
    "review.moderated",
    "review.email.queued",
    "review.email.sent",
    "review.reminder",
    "survey.response",
    "survey.digest",
    "survey.lowNps",
  ]
  readonly creators: readonly [
    "creator.applied",
    "creator.approved",
    "creator.rejected",
    "creator.setupComplete",
    "creator.email.queued",
    "creator.reminder",
    "creator.file.uploaded",
    "creator.slackNotification",
    "creator.shipmentSync",
    "creator.approvalReminders",
    "creator.welcomeCallReminders",
    "project.created",
    "project.statusChanged",
    "project.deadlineApproaching",
  ]
  readonly payouts: readonly [
    "payout.requested",
    "payout.processing",
    "payout.completed",
    "payout.failed",
    "payment.available",
    "treasury.topup",
    "treasury.approval",
    "treasury.lowBalance",
    "expense.sync",
    "commission.matured",
  ]
  readonly attribution: readonly [
    "touchpoint.recorded",
    "conversion.attributed",
    "attribution.recalculate",
    "attribution.sync",
    "attribution.export",
  ]
  readonly abTesting: readonly [
    "ab.testCreated",
    "ab.testStarted",
    "ab.testEnded",
    "ab.metricsAggregate",
    "ab.optimize",
    "ab.orderReconcile",
  ]
  readonly media: readonly [
    "video.uploadCompleted",
    "video.transcriptionStarted",
    "video.transcriptionCompleted",
    "video.aiGenerated",
    "dam.assetUploaded",
    "dam.gdriveSync",
    "dam.rightsExpiry",
    "dam.export",
    "dam.faceDetection",
    "dam.bulkIngest",
  ]
  readonly subscriptions: readonly [
    "subscription.created",
    "subscription.billing",
    "subscription.cancelled",
    "subscription.renewal",
  ]
  readonly notifications: readonly [
    "email.send",
    "sms.send",
    "slack.notify",
    "push.notification",
  ]
  readonly system: readonly [
    "system.healthCheck",
    "system.alert",
    "system.cleanup",
    "system.syncRecovery",
  ]
  readonly workflows: readonly [
    "workflow.triggered",
    "workflow.action",
    "workflow.scheduledAction",
    "workflow.timeElapsed",
    "workflow.cleanup",
  ]
  readonly brandContext: readonly [
    "brandContext.processDocument",
    "brandContext.refreshEmbeddings",
    "brandContext.cleanup",
  ]
  readonly googleFeed: readonly [
    "googleFeed.sync",
    "googleFeed.productUpdate",
    "googleFeed.imageOptimize",
  ]
  readonly webhooks: readonly [
    "webhook.retry",
    "webhook.healthCheck",
    "webhook.cleanup",
  ]
  readonly recovery: readonly [
    "recovery.emailScheduled",
    "recovery.emailSent",
    "recovery.checkAbandoned",
    "recovery.processQueue",
    "recovery.expireOld",
    "recovery.checkoutUpdated",
  ]
}

/** How many events the catalog has. */
export declare const TOTAL_EVENT_COUNT: number

/** A time table of the catalog. */
export type ScheduleDefinition = {
  /** The id the providers know it by. */
  readonly taskId: string
  /** Five fields: minute, hour, day of month, month, day of week. */
  readonly cron: string
  /** IANA name, such as America/New_York. */
  readonly timezone: string
  readonly description: string
  /** The event it sends to every tenant; absent where it wants a handler of its own. */
  readonly event?: EventName
  /** What the event carries beside tenantId. */
  readonly payload?: Readonly<Record<string, unknown>>
}

/** The name of any schedule. */
export type ScheduleName =
  | "ab.hourlyMetrics"
  | "ab.optimization"
  | "ab.orderReconciliation"
  | "ab.testScheduler"
  | "ab.nightlyReconciliation"
  | "ab.dailySummary"
  | "attribution.dailyMetrics"
  | "attribution.mlTraining"
  | "subscription.dailyBilling"
  | "subscription.analytics"
  | "ops.dailyCleanup"
  | "digest.adminDaily"
  | "treasury.lowBalanceAlert"
  | "digest.creatorWeekly"
  | "brandContext.staleDetection"
  | "payout.monthlySummary"
  | "payout.monthlyPLSnapshot"
  | "ab.redisSync"
  | "ab.optimizationSummary"
  | "order.reconciliation"
  | "product.fullSync"
  | "customer.fullSync"
  | "inventory.sync"
  | "collection.sync"
  | "review.email.processQueue"
  | "review.email.retryFailed"
  | "review.email.awaitingDelivery"
  | "creator.approvalReminders"
  | "creator.welcomeCallReminders"
  | "creator.shipmentSync"
  | "recovery.checkAbandoned"
  | "recovery.processQueue"
  | "recovery.expireOld"
  | "digest.atRiskMorning"
  | "digest.atRiskAfternoon"
  | "system.healthCheck.critical"
  | "system.healthCheck.full"
  | "dam.faceDetectionScan"
  | "dam.bulkIngest"
  | "sms.retryDeadLetter"
  | "subscription.shadowValidation"
  | "subscription.upcomingReminder"
  | "webhook.processQueue"
  | "webhook.healthCheck"
  | "webhook.cleanup"
  | "attribution.exportScheduler"
  | "attribution.fairingBridge"
  | "attribution.orderReconciliation"
  | "attribution.recalculateRecent"
  | "attribution.tiktokSpend"
  | "attribution.vtaSync"
  | "attribution.processUnattributed"
  | "attribution.webhookQueue"
  | "metrics.dailyAggregate"
  | "metrics.hourlyRollup"
  | "metrics.weeklySummary"
  | "adSpend.googleSync"
  | "adSpend.metaSync"
  | "payout.checkPaymentsAvailable"
  | "payout.checkPendingInternationalPayouts"
  | "payout.checkPendingDomesticPayouts"
  | "payout.dailyExpenseSync"
  | "creator.processEmailQueue"
  | "creator.productDeliveryReminders"
  | "creator.deadlineReminders"
  | "creator.noResponseReminders"
  | "creator.abandonedApplicationReminders"
  | "creator.retryFailedEmails"
  | "creator.aggregateDailyMetrics"
  | "creator.generateWeeklySummary"
  | "creator.generateMonthlyReport"

/** Every schedule by its name. */
export declare const SCHEDULES: Readonly<Record<ScheduleName, ScheduleDefinition>>
