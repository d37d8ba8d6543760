// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import type { EventName } from './payloads.js'

/** The catalog's version, which is sent with every job. */
export declare const CATALOG_VERSION: string

/** The regular expression of tenant ids. */
export declare const TENANT_PATTERN: string

/** The number of attempts of a failing job, and the delays between them. */
export type Retry = {
  /** The number of attempts, including the first one. */
  readonly maxAttempts: number
  readonly factor: number
  readonly minTimeoutInMs: number
  readonly maxTimeoutInMs: number
}

/** An event of the catalog. */
export type EventDefinition = {
  /** The id of its task at the provider. */
  readonly taskId: string
  readonly category: keyof typeof EVENT_CATEGORIES
  readonly description: string
  readonly retry: Retry
  /** Tenants take turns, or jobs start in the order of sending; absent for the provider's default. */
  readonly fairness?: 'tenant' | 'none'
  /** Its former names; jobs that were sent under them are still handled. */
  readonly formerNames?: readonly string[]
  /** The ids of its tasks under former names. */
  readonly formerTaskIds?: readonly string[]
  /** Defaults of fields that older senders omit. */
  readonly arrival?: Readonly<Record<string, unknown>>
}

/** The events by name. */
export declare const EVENTS: Readonly<Record<EventName, EventDefinition>>

/** The categories with their events, in the order of the catalog. */
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

/** The number of events. */
export declare const TOTAL_EVENT_COUNT: number

/** A schedule of the catalog. */
export type ScheduleDefinition = {
  /** The id of its task at the provider. */
  readonly taskId: string
  /** Five fields: minute, hour, day of month, month, day of week. */
  readonly cron: string
  /** An IANA name, such as America/New_York. */
  readonly timezone: string
  readonly description: string
  /** The event it sends to every tenant; absent if the schedule has its own handler. */
  readonly event?: EventName
  /** The event's payload without tenantId. */
  readonly payload?: Readonly<Record<string, unknown>>
}

/** The names of all schedules. */
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

/** The schedules by name. */
export declare const SCHEDULES: Readonly<Record<ScheduleName, ScheduleDefinition>>
