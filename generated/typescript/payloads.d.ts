// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.

/** Operations on a product's image. */
export type GoogleFeedImageOptions = {
  /** Whether the background is removed. */
  removeBackground?: boolean
  /** Width of the result in pixels. */
  targetWidth?: number
  /** Height of the result in pixels. */
  targetHeight?: number
  /** The result's file format. */
  format?: "jpeg" | "png" | "webp"
  /** Quality of a lossy format, from 1 to 100. */
  quality?: number
}

/**
 * `order.created`: A customer placed an order.
 *
 * @example
 * ```ts
 * const payload: OrderCreatedPayload = {
 *   "tenantId": "rawdog",
 *   "orderId": "order_123",
 *   "totalAmount": 9999,
 *   "currency": "USD"
 * }
 * ```
 */
export type OrderCreatedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The order's id on the platform. */
  orderId: string
  /** The order's id at Shopify. */
  shopifyOrderId?: string
  /** The customer's id on the platform. */
  customerId?: string
  /** Total of the order in the currency's minor unit, such as cents. */
  totalAmount?: number
  /** ISO 4217 code of the amount's currency. */
  currency?: string
}

/**
 * `order.fulfilled`: An order, or a part of it, left the warehouse.
 *
 * @example
 * ```ts
 * const payload: OrderFulfilledPayload = {
 *   "tenantId": "rawdog",
 *   "orderId": "order_123",
 *   "fulfillmentId": "fulfillment_7",
 *   "trackingNumber": "1Z999AA10123456784",
 *   "carrier": "UPS"
 * }
 * ```
 */
export type OrderFulfilledPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The order's id on the platform. */
  orderId: string
  /** The id of the shipment at the shop system. */
  fulfillmentId: string
  /** The carrier's tracking number. */
  trackingNumber?: string
  /** The carrier's name, such as UPS. */
  carrier?: string
}

/**
 * `order.cancelled`: An order was canceled before it was fulfilled.
 *
 * @example
 * ```ts
 * const payload: OrderCancelledPayload = {
 *   "tenantId": "rawdog",
 *   "orderId": "order_123",
 *   "reason": "customer",
 *   "refundAmount": 9999
 * }
 * ```
 */
export type OrderCancelledPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The order's id on the platform. */
  orderId: string
  /** The reason for the cancellation, in the shop's words. */
  reason?: string
  /** The amount to refund, in the currency's minor unit. */
  refundAmount?: number
}

/**
 * `customer.created`: A customer account was created.
 *
 * @example
 * ```ts
 * const payload: CustomerCreatedPayload = {
 *   "tenantId": "rawdog",
 *   "customerId": "customer_42",
 *   "email": "ada@example.com"
 * }
 * ```
 */
export type CustomerCreatedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The customer's id on the platform. */
  customerId: string
  /** The customer's e-mail address. */
  email: string
  /** The customer's id at Shopify. */
  shopifyCustomerId?: string
}

/**
 * `customer.updated`: A customer's data changed.
 *
 * @example
 * ```ts
 * const payload: CustomerUpdatedPayload = {
 *   "tenantId": "rawdog",
 *   "customerId": "customer_42",
 *   "changes": {
 *     "acceptsMarketing": true
 *   }
 * }
 * ```
 */
export type CustomerUpdatedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The customer's id on the platform. */
  customerId: string
  /** The changed attributes with their new values. */
  changes: Record<string, unknown>
}

/**
 * `product.sync`: Bring products up to date with the shop system.
 *
 * @example
 * ```ts
 * const payload: ProductSyncPayload = {
 *   "tenantId": "rawdog",
 *   "productId": "product_9"
 * }
 * ```
 */
export type ProductSyncPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The product's id; all products if absent. */
  productId?: string
  /** Whether everything is compared, not only what has changed. */
  fullSync?: boolean
}

/**
 * `inventory.sync`: Bring stock levels up to date with the shop system.
 *
 * @example
 * ```ts
 * const payload: InventorySyncPayload = {
 *   "tenantId": "rawdog",
 *   "productId": "product_9",
 *   "locationId": "location_1"
 * }
 * ```
 */
export type InventorySyncPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The product's id; all products if absent. */
  productId?: string
  /** The product variant's id; all variants if absent. */
  variantId?: string
  /** The warehouse's id; all warehouses if absent. */
  locationId?: string
}

/**
 * `review.submitted`: A customer submitted a product review.
 *
 * @example
 * ```ts
 * const payload: ReviewSubmittedPayload = {
 *   "tenantId": "rawdog",
 *   "reviewId": "review_5",
 *   "orderId": "order_123",
 *   "customerId": "customer_42",
 *   "rating": 5
 * }
 * ```
 */
export type ReviewSubmittedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The review's id. */
  reviewId: string
  /** The order's id on the platform. */
  orderId?: string
  /** The customer's id on the platform. */
  customerId?: string
  /** Stars from 1 to 5. */
  rating: number
}

/**
 * `review.moderated`: A moderator decided about a review.
 *
 * @example
 * ```ts
 * const payload: ReviewModeratedPayload = {
 *   "tenantId": "rawdog",
 *   "reviewId": "review_5",
 *   "action": "approve",
 *   "reviewerEmail": "ada@example.com",
 *   "reviewerName": "Ada",
 *   "productTitle": "Night cream"
 * }
 * ```
 */
export type ReviewModeratedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The review's id. */
  reviewId: string
  /** The moderator's decision. */
  action: "approve" | "reject" | "spam"
  /** E-mail address of the customer who wrote the review. */
  reviewerEmail: string
  /** Name of the customer who wrote the review, null if it is unknown. */
  reviewerName: string | null
  /** Title of the reviewed product, null if it no longer exists. */
  productTitle: string | null
}

/**
 * `review.email.queued`: A mail that asks for a review was queued.
 *
 * @example
 * ```ts
 * const payload: ReviewEmailQueuedPayload = {
 *   "tenantId": "rawdog",
 *   "reviewEmailId": "reviewEmail_8",
 *   "orderId": "order_123",
 *   "customerId": "customer_42",
 *   "templateId": "template_review",
 *   "scheduledFor": "2026-03-01T09:00:00Z"
 * }
 * ```
 */
export type ReviewEmailQueuedPayload<DateTime = string> = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The id of the mail that asks for a review. */
  reviewEmailId: string
  /** The order's id on the platform. */
  orderId: string
  /** The customer's id on the platform. */
  customerId: string
  /** The message template's id. */
  templateId: string
  /** When to send the mail; as soon as possible if absent. */
  scheduledFor?: DateTime
}

/**
 * `review.email.sent`: A mail that asks for a review was handed to the mail service.
 *
 * @example
 * ```ts
 * const payload: ReviewEmailSentPayload = {
 *   "tenantId": "rawdog",
 *   "reviewEmailId": "reviewEmail_8",
 *   "messageId": "message_77"
 * }
 * ```
 */
export type ReviewEmailSentPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The id of the mail that asks for a review. */
  reviewEmailId: string
  /** The message's id at the mail service. */
  messageId?: string
}

/**
 * `review.reminder`: Remind a customer of a review that the shop asked for.
 *
 * @example
 * ```ts
 * const payload: ReviewReminderPayload = {
 *   "tenantId": "rawdog",
 *   "orderId": "order_123",
 *   "reminderNumber": 1
 * }
 * ```
 */
export type ReviewReminderPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The order's id on the platform. */
  orderId: string
  /** Number of the reminder, from 1. */
  reminderNumber: number
}

/**
 * `survey.response`: A customer answered a survey.
 *
 * @example
 * ```ts
 * const payload: SurveyResponsePayload = {
 *   "tenantId": "rawdog",
 *   "responseId": "response_3",
 *   "surveyId": "survey_1",
 *   "customerId": "customer_42",
 *   "orderId": "order_123"
 * }
 * ```
 */
export type SurveyResponsePayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The id of the answered questionnaire. */
  responseId: string
  /** The survey's id. */
  surveyId: string
  /** The customer's id on the platform. */
  customerId?: string
  /** The order's id on the platform. */
  orderId?: string
}

/**
 * `survey.digest`: Send the summary of survey answers to the shop's team.
 *
 * @example
 * ```ts
 * const payload: SurveyDigestPayload = {
 *   "tenantId": "rawdog",
 *   "frequency": "weekly"
 * }
 * ```
 */
export type SurveyDigestPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The period of the summary. */
  frequency: "daily" | "weekly"
}

/**
 * `survey.lowNps`: A customer gave a low net promoter score; the team can react to it.
 *
 * @example
 * ```ts
 * const payload: SurveyLowNpsPayload = {
 *   "tenantId": "rawdog",
 *   "responseId": "response_3",
 *   "surveyId": "survey_1",
 *   "npsScore": 2,
 *   "customerId": "customer_42"
 * }
 * ```
 */
export type SurveyLowNpsPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The id of the answered questionnaire. */
  responseId: string
  /** The survey's id. */
  surveyId: string
  /** The score given, from 0 to 10. */
  npsScore: number
  /** The customer's id on the platform. */
  customerId?: string
}

/**
 * `creator.applied`: A creator applied to work with the brand.
 *
 * @example
 * ```ts
 * const payload: CreatorAppliedPayload = {
 *   "tenantId": "rawdog",
 *   "creatorId": "creator_11",
 *   "applicationId": "application_4",
 *   "email": "grace@example.com"
 * }
 * ```
 */
export type CreatorAppliedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The creator's id. */
  creatorId: string
  /** The application's id. */
  applicationId: string
  /** The creator's e-mail address. */
  email: string
}

/**
 * `creator.approved`: A creator's application was approved.
 *
 * @example
 * ```ts
 * const payload: CreatorApprovedPayload = {
 *   "tenantId": "rawdog",
 *   "creatorId": "creator_11",
 *   "approvedBy": "user_2"
 * }
 * ```
 */
export type CreatorApprovedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The creator's id. */
  creatorId: string
  /** The id of the user who approved it. */
  approvedBy?: string
}

/**
 * `creator.rejected`: A creator's application was rejected.
 *
 * @example
 * ```ts
 * const payload: CreatorRejectedPayload = {
 *   "tenantId": "rawdog",
 *   "creatorId": "creator_11",
 *   "reason": "The profile does not fit the brand"
 * }
 * ```
 */
export type CreatorRejectedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The creator's id. */
  creatorId: string
  /** The reason for the rejection, as the answer to the creator states it. */
  reason?: string
}

/**
 * `creator.setupComplete`: A creator finished setting up the account and can be given projects.
 *
 * @example
 * ```ts
 * const payload: CreatorSetupCompletePayload = {
 *   "tenantId": "rawdog",
 *   "creatorId": "creator_11"
 * }
 * ```
 */
export type CreatorSetupCompletePayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The creator's id. */
  creatorId: string
}

/**
 * `creator.email.queued`: A mail to a creator was queued.
 *
 * @example
 * ```ts
 * const payload: CreatorEmailQueuedPayload = {
 *   "tenantId": "rawdog",
 *   "emailId": "email_6",
 *   "creatorId": "creator_11",
 *   "templateId": "template_welcome",
 *   "priority": "normal"
 * }
 * ```
 */
export type CreatorEmailQueuedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The mail's id. */
  emailId: string
  /** The creator's id. */
  creatorId: string
  /** The message template's id. */
  templateId: string
  /** How soon it goes out; normal by default. */
  priority?: "high" | "normal" | "low"
}

/**
 * `creator.reminder`: Remind a creator of something that is due.
 *
 * @example
 * ```ts
 * const payload: CreatorReminderPayload = {
 *   "tenantId": "rawdog",
 *   "creatorId": "creator_11",
 *   "projectId": "project_3",
 *   "reminderType": "deadline"
 * }
 * ```
 */
export type CreatorReminderPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The creator's id. */
  creatorId: string
  /** The project the reminder is about, if it is about one. */
  projectId?: string
  /** The subject of the reminder. */
  reminderType: "delivery" | "deadline" | "noResponse" | "abandoned"
}

/**
 * `creator.file.uploaded`: A creator uploaded a file for a project.
 *
 * @example
 * ```ts
 * const payload: CreatorFileUploadedPayload = {
 *   "tenantId": "rawdog",
 *   "fileId": "file_12",
 *   "creatorId": "creator_11",
 *   "projectId": "project_3",
 *   "fileType": "video",
 *   "fileSize": 10485760
 * }
 * ```
 */
export type CreatorFileUploadedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The file's id. */
  fileId: string
  /** The creator's id. */
  creatorId: string
  /** The project's id. */
  projectId: string
  /** The kind of file. */
  fileType: "video" | "image" | "document"
  /** Size of the file in bytes. */
  fileSize: number
}

/**
 * `creator.slackNotification`: Notify the team in Slack of a step in a creator's work.
 *
 * @example
 * ```ts
 * const payload: CreatorSlackNotificationPayload = {
 *   "tenantId": "rawdog",
 *   "notificationType": "application_received",
 *   "creatorId": "creator_11",
 *   "creatorName": "Grace",
 *   "creatorEmail": "grace@example.com"
 * }
 * ```
 */
export type CreatorSlackNotificationPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The step of the work. */
  notificationType: "application_received" | "application_approved" | "welcome_call_booked" | "escalation" | "product_shipped" | "product_received" | "contract_sent" | "contract_signed" | "content_submitted" | "content_revisions_requested"
  /** The creator's id. */
  creatorId: string
  /** The creator's name as the message shows it. */
  creatorName: string
  /** The creator's e-mail address as the message shows it. */
  creatorEmail: string
  /** Further details for the message, by name. */
  metadata?: Record<string, unknown>
}

/**
 * `creator.shipmentSync`: Fetch the state of product shipments to creators from the carriers.
 *
 * @example
 * ```ts
 * const payload: CreatorShipmentSyncPayload = {
 *   "tenantId": "rawdog",
 *   "shipmentId": "shipment_9"
 * }
 * ```
 */
export type CreatorShipmentSyncPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The shipment's id; all open shipments if absent. */
  shipmentId?: string
  /** Whether everything is compared, not only what has changed. */
  fullSync?: boolean
}

/**
 * `creator.approvalReminders`: Remind the team of applications that wait for a decision.
 *
 * @example
 * ```ts
 * const payload: CreatorApprovalRemindersPayload = {
 *   "tenantId": "rawdog"
 * }
 * ```
 */
export type CreatorApprovalRemindersPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
}

/**
 * `creator.welcomeCallReminders`: Remind approved creators to book their welcome call.
 *
 * @example
 * ```ts
 * const payload: CreatorWelcomeCallRemindersPayload = {
 *   "tenantId": "rawdog"
 * }
 * ```
 */
export type CreatorWelcomeCallRemindersPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
}

/**
 * `project.created`: A project with a creator was set up.
 *
 * @example
 * ```ts
 * const payload: ProjectCreatedPayload = {
 *   "tenantId": "rawdog",
 *   "projectId": "project_3",
 *   "creatorId": "creator_11",
 *   "type": "ugc"
 * }
 * ```
 */
export type ProjectCreatedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The project's id. */
  projectId: string
  /** The creator's id. */
  creatorId: string
  /** Kind of the project, such as ugc. */
  type: string
}

/**
 * `project.statusChanged`: A project moved from one status to another.
 *
 * @example
 * ```ts
 * const payload: ProjectStatusChangedPayload = {
 *   "tenantId": "rawdog",
 *   "projectId": "project_3",
 *   "oldStatus": "draft",
 *   "newStatus": "active"
 * }
 * ```
 */
export type ProjectStatusChangedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The project's id. */
  projectId: string
  /** The status it left. */
  oldStatus: string
  /** The status it has now. */
  newStatus: string
}

/**
 * `project.deadlineApproaching`: A project's deadline is near.
 *
 * @example
 * ```ts
 * const payload: ProjectDeadlineApproachingPayload = {
 *   "tenantId": "rawdog",
 *   "projectId": "project_3",
 *   "daysRemaining": 3
 * }
 * ```
 */
export type ProjectDeadlineApproachingPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The project's id. */
  projectId: string
  /** Days until the deadline. */
  daysRemaining: number
}

/**
 * `payout.requested`: A creator asked to be paid.
 *
 * @example
 * ```ts
 * const payload: PayoutRequestedPayload = {
 *   "tenantId": "rawdog",
 *   "payoutId": "payout_21",
 *   "creatorId": "creator_11",
 *   "amount": 25000,
 *   "currency": "USD",
 *   "payoutType": "domestic"
 * }
 * ```
 */
export type PayoutRequestedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The payout's id. */
  payoutId: string
  /** The creator's id. */
  creatorId: string
  /** The requested amount, in the currency's minor unit. */
  amount: number
  /** ISO 4217 code of the amount's currency. */
  currency: string
  /** Whether it stays in the country or crosses a border. */
  payoutType: "domestic" | "international"
}

/**
 * `payout.processing`: A payout was submitted to the bank.
 *
 * @example
 * ```ts
 * const payload: PayoutProcessingPayload = {
 *   "tenantId": "rawdog",
 *   "payoutId": "payout_21",
 *   "transferId": "transfer_5"
 * }
 * ```
 */
export type PayoutProcessingPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The payout's id. */
  payoutId: string
  /** The transfer's id at the bank. */
  transferId?: string
}

/**
 * `payout.completed`: A payout arrived.
 *
 * @example
 * ```ts
 * const payload: PayoutCompletedPayload = {
 *   "tenantId": "rawdog",
 *   "payoutId": "payout_21",
 *   "completedAt": "2026-03-01T12:00:00Z",
 *   "transactionId": "transaction_8"
 * }
 * ```
 */
export type PayoutCompletedPayload<DateTime = string> = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The payout's id. */
  payoutId: string
  /** When it arrived. */
  completedAt: DateTime
  /** The transaction's id at the bank. */
  transactionId?: string
}

/**
 * `payout.failed`: A payout could not be made.
 *
 * @example
 * ```ts
 * const payload: PayoutFailedPayload = {
 *   "tenantId": "rawdog",
 *   "payoutId": "payout_21",
 *   "reason": "account_closed",
 *   "retryable": false
 * }
 * ```
 */
export type PayoutFailedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The payout's id. */
  payoutId: string
  /** Reason of the failure, in the bank's words. */
  reason: string
  /** Whether trying again may help. */
  retryable: boolean
}

/**
 * `payment.available`: Money became available for a creator to be paid out.
 *
 * @example
 * ```ts
 * const payload: PaymentAvailablePayload = {
 *   "tenantId": "rawdog",
 *   "creatorId": "creator_11",
 *   "amount": 25000,
 *   "currency": "USD"
 * }
 * ```
 */
export type PaymentAvailablePayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The creator's id. */
  creatorId: string
  /** The available amount, in the currency's minor unit. */
  amount: number
  /** ISO 4217 code of the amount's currency. */
  currency: string
}

/**
 * `treasury.topup`: The treasury was topped up or will be topped up.
 *
 * @example
 * ```ts
 * const payload: TreasuryTopupPayload = {
 *   "tenantId": "rawdog",
 *   "topupId": "topup_2",
 *   "amount": 1000000,
 *   "currency": "USD"
 * }
 * ```
 */
export type TreasuryTopupPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The top-up's id. */
  topupId: string
  /** The added amount, in the currency's minor unit. */
  amount: number
  /** ISO 4217 code of the amount's currency. */
  currency: string
}

/**
 * `treasury.approval`: A withdrawal from the treasury requires approval.
 *
 * @example
 * ```ts
 * const payload: TreasuryApprovalPayload = {
 *   "tenantId": "rawdog",
 *   "requestId": "request_14"
 * }
 * ```
 */
export type TreasuryApprovalPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The id of the request to approve. */
  requestId: string
}

/**
 * `treasury.lowBalance`: The treasury holds less than its threshold.
 *
 * @example
 * ```ts
 * const payload: TreasuryLowBalancePayload = {
 *   "tenantId": "rawdog",
 *   "balance": 40000,
 *   "threshold": 100000,
 *   "currency": "USD"
 * }
 * ```
 */
export type TreasuryLowBalancePayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The current balance, in the currency's minor unit. */
  balance: number
  /** The lowest balance without a warning, in the currency's minor unit. */
  threshold: number
  /** ISO 4217 code of the amount's currency. */
  currency: string
}

/**
 * `expense.sync`: Write payouts to the bookkeeping as expenses.
 *
 * @example
 * ```ts
 * const payload: ExpenseSyncPayload = {
 *   "tenantId": "rawdog",
 *   "startDate": "2026-03-01T00:00:00Z",
 *   "endDate": "2026-03-02T00:00:00Z"
 * }
 * ```
 */
export type ExpenseSyncPayload<DateTime = string> = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The payout's id; all payouts of the period if absent. */
  payoutId?: string
  /** Start of the period, inclusive. */
  startDate?: DateTime
  /** End of the period, exclusive. */
  endDate?: DateTime
}

/**
 * `commission.matured`: A creator's commission can no longer be revoked.
 *
 * @example
 * ```ts
 * const payload: CommissionMaturedPayload = {
 *   "tenantId": "rawdog",
 *   "commissionId": "commission_31",
 *   "orderId": "order_123",
 *   "creatorId": "creator_11",
 *   "amount": 999
 * }
 * ```
 */
export type CommissionMaturedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The commission's id. */
  commissionId: string
  /** The order's id on the platform. */
  orderId: string
  /** The creator's id. */
  creatorId: string
  /** The commission, in the minor unit of the order's currency. */
  amount: number
}

/**
 * `touchpoint.recorded`: A visitor came to the shop through a marketing channel.
 *
 * @example
 * ```ts
 * const payload: TouchpointRecordedPayload = {
 *   "tenantId": "rawdog",
 *   "touchpointId": "touchpoint_6",
 *   "sessionId": "session_88",
 *   "source": "google",
 *   "medium": "cpc",
 *   "campaign": "spring"
 * }
 * ```
 */
export type TouchpointRecordedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The touchpoint's id. */
  touchpointId: string
  /** The visitor's session. */
  sessionId: string
  /** Where the visitor came from, as utm_source. */
  source: string
  /** The kind of channel, as utm_medium. */
  medium?: string
  /** The campaign, as utm_campaign. */
  campaign?: string
}

/**
 * `conversion.attributed`: An order was attributed to the touchpoints that led to it.
 *
 * @example
 * ```ts
 * const payload: ConversionAttributedPayload = {
 *   "tenantId": "rawdog",
 *   "orderId": "order_123",
 *   "attributionModel": "lastClick",
 *   "touchpoints": 3
 * }
 * ```
 */
export type ConversionAttributedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The order's id on the platform. */
  orderId: string
  /** The model that decided, such as lastClick. */
  attributionModel: string
  /** Number of touchpoints that the model considered. */
  touchpoints: number
}

/**
 * `attribution.recalculate`: Attribute orders again.
 *
 * @example
 * ```ts
 * const payload: AttributionRecalculatePayload = {
 *   "tenantId": "rawdog",
 *   "recalculateDays": 7
 * }
 * ```
 */
export type AttributionRecalculatePayload<DateTime = string> = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The order's id; all orders of the period if absent. */
  orderId?: string
  /** Start of the period, inclusive. */
  startDate?: DateTime
  /** End of the period, exclusive. */
  endDate?: DateTime
  /** Number of days back from now, instead of a period. */
  recalculateDays?: number
}

/**
 * `attribution.sync`: Fetch advertising metrics from a platform.
 *
 * @example
 * ```ts
 * const payload: AttributionSyncPayload = {
 *   "tenantId": "rawdog",
 *   "platform": "meta",
 *   "startDate": "2026-03-01T00:00:00Z"
 * }
 * ```
 */
export type AttributionSyncPayload<DateTime = string> = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The platform to fetch from. */
  platform: "tiktok" | "meta" | "google" | "klaviyo" | "fairing"
  /** Start of the period, inclusive. */
  startDate?: DateTime
  /** End of the period, exclusive. */
  endDate?: DateTime
}

/**
 * `attribution.export`: Write attribution metrics to a file for download.
 *
 * @example
 * ```ts
 * const payload: AttributionExportPayload = {
 *   "tenantId": "rawdog",
 *   "exportId": "export_2",
 *   "format": "csv",
 *   "filters": {
 *     "channel": "email"
 *   }
 * }
 * ```
 */
export type AttributionExportPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The id of the export to fill. */
  exportId: string
  /** The file's format. */
  format: "csv" | "json"
  /** Filters of the metrics by dimension. */
  filters?: Record<string, unknown>
}

/**
 * `ab.testCreated`: An A/B test was drafted.
 *
 * @example
 * ```ts
 * const payload: ABTestCreatedPayload = {
 *   "tenantId": "rawdog",
 *   "testId": "test_5",
 *   "name": "Green button",
 *   "variants": 2
 * }
 * ```
 */
export type ABTestCreatedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The A/B test's id. */
  testId: string
  /** The test's name as the team sees it. */
  name: string
  /** How many variants it compares. */
  variants: number
}

/**
 * `ab.testStarted`: An A/B test started to show its variants to visitors.
 *
 * @example
 * ```ts
 * const payload: ABTestStartedPayload = {
 *   "tenantId": "rawdog",
 *   "testId": "test_5"
 * }
 * ```
 */
export type ABTestStartedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The A/B test's id. */
  testId: string
}

/**
 * `ab.testEnded`: An A/B test ended.
 *
 * @example
 * ```ts
 * const payload: ABTestEndedPayload = {
 *   "tenantId": "rawdog",
 *   "testId": "test_5",
 *   "winningVariant": "variant_b"
 * }
 * ```
 */
export type ABTestEndedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The A/B test's id. */
  testId: string
  /** The id of the variant that won, if one did. */
  winningVariant?: string
}

/**
 * `ab.metricsAggregate`: Aggregate the metrics of A/B tests.
 *
 * @example
 * ```ts
 * const payload: ABMetricsAggregatePayload = {
 *   "tenantId": "rawdog",
 *   "period": "hourly"
 * }
 * ```
 */
export type ABMetricsAggregatePayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The A/B test's id; all running tests if absent. */
  testId?: string
  /** The period of the metrics to aggregate. */
  period: "hourly" | "daily" | "full"
}

/**
 * `ab.optimize`: Shift traffic to the variants that do better.
 *
 * @example
 * ```ts
 * const payload: ABOptimizePayload = {
 *   "tenantId": "rawdog",
 *   "testId": "test_5",
 *   "algorithm": "thompson"
 * }
 * ```
 */
export type ABOptimizePayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The A/B test's id; all running tests if absent. */
  testId?: string
  /** How to shift: multi-armed bandit or Thompson sampling. */
  algorithm?: "mab" | "thompson"
}

/**
 * `ab.orderReconcile`: Match orders with the test variants their customers saw.
 *
 * @example
 * ```ts
 * const payload: ABOrderReconcilePayload = {
 *   "tenantId": "rawdog",
 *   "startDate": "2026-03-01T00:00:00Z"
 * }
 * ```
 */
export type ABOrderReconcilePayload<DateTime = string> = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The order's id; all orders since the start date if absent. */
  orderId?: string
  /** Orders placed from this time on are matched. */
  startDate?: DateTime
}

/**
 * `video.uploadCompleted`: A video was uploaded completely.
 *
 * @example
 * ```ts
 * const payload: VideoUploadCompletedPayload = {
 *   "tenantId": "rawdog",
 *   "videoId": "video_4",
 *   "projectId": "project_3",
 *   "creatorId": "creator_11",
 *   "duration": 42.5,
 *   "size": 10485760
 * }
 * ```
 */
export type VideoUploadCompletedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The video's id. */
  videoId: string
  /** The project's id. */
  projectId: string
  /** The creator's id. */
  creatorId: string
  /** Length of the video in seconds. */
  duration?: number
  /** Size of the file in bytes. */
  size: number
}

/**
 * `video.transcriptionStarted`: The transcription of a video was started.
 *
 * @example
 * ```ts
 * const payload: VideoTranscriptionStartedPayload = {
 *   "tenantId": "rawdog",
 *   "videoId": "video_4",
 *   "language": "en"
 * }
 * ```
 */
export type VideoTranscriptionStartedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The video's id. */
  videoId: string
  /** BCP 47 tag of the spoken language; detected if absent. */
  language?: string
}

/**
 * `video.transcriptionCompleted`: The transcription of a video is done.
 *
 * @example
 * ```ts
 * const payload: VideoTranscriptionCompletedPayload = {
 *   "tenantId": "rawdog",
 *   "videoId": "video_4",
 *   "transcriptUrl": "https://media.example.com/video_4.vtt"
 * }
 * ```
 */
export type VideoTranscriptionCompletedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The video's id. */
  videoId: string
  /** URL of the transcript. */
  transcriptUrl?: string
}

/**
 * `video.aiGenerated`: A model generated content from a video.
 *
 * @example
 * ```ts
 * const payload: VideoAIGeneratedPayload = {
 *   "tenantId": "rawdog",
 *   "videoId": "video_4",
 *   "generationType": "thumbnail"
 * }
 * ```
 */
export type VideoAIGeneratedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The video's id. */
  videoId: string
  /** The kind of the generated content. */
  generationType: "thumbnail" | "summary" | "clips"
}

/**
 * `dam.assetUploaded`: An asset was added to the library.
 *
 * @example
 * ```ts
 * const payload: DAMAssetUploadedPayload = {
 *   "tenantId": "rawdog",
 *   "assetId": "asset_13",
 *   "assetType": "image",
 *   "size": 204800
 * }
 * ```
 */
export type DAMAssetUploadedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The asset's id. */
  assetId: string
  /** The project the asset belongs to, if it belongs to one. */
  projectId?: string
  /** The kind of asset. */
  assetType: "image" | "video" | "document"
  /** Size of the file in bytes. */
  size: number
}

/**
 * `dam.gdriveSync`: Import new files from Google Drive.
 *
 * @example
 * ```ts
 * const payload: DAMGDriveSyncPayload = {
 *   "tenantId": "rawdog",
 *   "folderId": "folder_1",
 *   "fullSync": false
 * }
 * ```
 */
export type DAMGDriveSyncPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The folder's id at Google Drive; all connected folders if absent. */
  folderId?: string
  /** Whether everything is compared, not only what has changed. */
  fullSync?: boolean
}

/**
 * `dam.rightsExpiry`: The rights to use an asset are about to expire.
 *
 * @example
 * ```ts
 * const payload: DAMRightsExpiryPayload = {
 *   "tenantId": "rawdog",
 *   "assetId": "asset_13",
 *   "daysToExpiry": 14
 * }
 * ```
 */
export type DAMRightsExpiryPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The asset's id; all assets if absent. */
  assetId?: string
  /** Days until the rights expire; without assetId, the number of days to look ahead. */
  daysToExpiry?: number
}

/**
 * `dam.export`: Pack assets into a file for download.
 *
 * @example
 * ```ts
 * const payload: DAMExportPayload = {
 *   "tenantId": "rawdog",
 *   "exportId": "export_2",
 *   "assetIds": [
 *     "asset_13",
 *     "asset_14"
 *   ],
 *   "format": "zip"
 * }
 * ```
 */
export type DAMExportPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The id of the export to fill. */
  exportId: string
  /** The ids of the assets to pack. */
  assetIds: string[]
  /** The archive's format; zip by default. */
  format?: string
}

/**
 * `dam.faceDetection`: Find the faces in an asset.
 *
 * @example
 * ```ts
 * const payload: DAMFaceDetectionPayload = {
 *   "tenantId": "rawdog",
 *   "assetId": "asset_13"
 * }
 * ```
 */
export type DAMFaceDetectionPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The asset's id. */
  assetId: string
}

/**
 * `dam.bulkIngest`: Add the files of finished projects to the library.
 *
 * @example
 * ```ts
 * const payload: DAMBulkIngestPayload = {
 *   "tenantId": "rawdog",
 *   "projectIds": [
 *     "project_3"
 *   ],
 *   "limit": 100
 * }
 * ```
 */
export type DAMBulkIngestPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The ids of the projects; all finished projects if absent. */
  projectIds?: string[]
  /** Largest number of files to add. */
  limit?: number
}

/**
 * `subscription.created`: A customer subscribed.
 *
 * @example
 * ```ts
 * const payload: SubscriptionCreatedPayload = {
 *   "tenantId": "rawdog",
 *   "subscriptionId": "subscription_7",
 *   "customerId": "customer_42",
 *   "planId": "plan_monthly"
 * }
 * ```
 */
export type SubscriptionCreatedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The subscription's id. */
  subscriptionId: string
  /** The customer's id on the platform. */
  customerId: string
  /** The plan's id. */
  planId: string
}

/**
 * `subscription.billing`: Bill subscriptions that are due.
 *
 * @example
 * ```ts
 * const payload: SubscriptionBillingPayload = {
 *   "tenantId": "rawdog",
 *   "billingDate": "2026-03-01T00:00:00Z"
 * }
 * ```
 */
export type SubscriptionBillingPayload<DateTime = string> = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The subscription's id; all due ones if absent. */
  subscriptionId?: string
  /** The day to bill for; today if absent. */
  billingDate?: DateTime
}

/**
 * `subscription.cancelled`: A subscription was canceled.
 *
 * @example
 * ```ts
 * const payload: SubscriptionCancelledPayload = {
 *   "tenantId": "rawdog",
 *   "subscriptionId": "subscription_7",
 *   "reason": "too expensive",
 *   "effectiveDate": "2026-04-01T00:00:00Z"
 * }
 * ```
 */
export type SubscriptionCancelledPayload<DateTime = string> = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The subscription's id. */
  subscriptionId: string
  /** The reason for the cancellation, in the customer's words. */
  reason?: string
  /** When it ends; immediately if absent. */
  effectiveDate?: DateTime
}

/**
 * `subscription.renewal`: A subscription was renewed for another period.
 *
 * @example
 * ```ts
 * const payload: SubscriptionRenewalPayload = {
 *   "tenantId": "rawdog",
 *   "subscriptionId": "subscription_7",
 *   "nextBillingDate": "2026-04-01T00:00:00Z"
 * }
 * ```
 */
export type SubscriptionRenewalPayload<DateTime = string> = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The subscription's id. */
  subscriptionId: string
  /** When it is billed next. */
  nextBillingDate: DateTime
}

/**
 * `email.send`: Send an e-mail made from a template.
 *
 * @example
 * ```ts
 * const payload: EmailSendPayload = {
 *   "tenantId": "rawdog",
 *   "to": "ada@example.com",
 *   "templateId": "template_receipt",
 *   "data": {
 *     "orderNumber": "1001"
 *   },
 *   "priority": "high"
 * }
 * ```
 */
export type EmailSendPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The recipient's e-mail address. */
  to: string
  /** The message template's id. */
  templateId: string
  /** Values for the template's placeholders, by name. */
  data: Record<string, unknown>
  /** How soon it goes out; normal by default. */
  priority?: "high" | "normal" | "low"
}

/**
 * `sms.send`: Send a text message.
 *
 * @example
 * ```ts
 * const payload: SMSSendPayload = {
 *   "tenantId": "rawdog",
 *   "to": "+15550100",
 *   "message": "Your order is on its way."
 * }
 * ```
 */
export type SMSSendPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The recipient's phone number in E.164 form. */
  to: string
  /** The text of the message. */
  message: string
  /** The id of the text's template, if it was made from one. */
  templateId?: string
}

/**
 * `slack.notify`: Post a message to a Slack channel.
 *
 * @example
 * ```ts
 * const payload: SlackNotifyPayload = {
 *   "tenantId": "rawdog",
 *   "channel": "#orders",
 *   "message": "A big order came in."
 * }
 * ```
 */
export type SlackNotifyPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The channel's name or id. */
  channel: string
  /** The text, which clients that cannot display blocks show instead. */
  message: string
  /** The message as Slack Block Kit blocks. */
  blocks?: unknown[]
}

/**
 * `push.notification`: Send a push notification to a user's devices.
 *
 * @example
 * ```ts
 * const payload: PushNotificationPayload = {
 *   "tenantId": "rawdog",
 *   "userId": "user_2",
 *   "title": "Shipped",
 *   "body": "Your order is on its way.",
 *   "data": {
 *     "orderId": "order_123"
 *   }
 * }
 * ```
 */
export type PushNotificationPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The user's id. */
  userId: string
  /** The notification's title. */
  title: string
  /** The notification's text. */
  body: string
  /** Additional values for the app, by name. */
  data?: Record<string, unknown>
}

/**
 * `system.healthCheck`: Check that the parts of the platform respond.
 *
 * @example
 * ```ts
 * const payload: HealthCheckPayload = {
 *   "tenantId": "rawdog",
 *   "checkType": "critical"
 * }
 * ```
 */
export type HealthCheckPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** All parts, or only the critical ones. */
  checkType: "full" | "critical"
}

/**
 * `system.alert`: Alert the operators to a problem.
 *
 * @example
 * ```ts
 * const payload: AlertPayload = {
 *   "tenantId": "rawdog",
 *   "severity": "warning",
 *   "title": "Queue is growing",
 *   "message": "500 jobs wait for more than a minute.",
 *   "metadata": {
 *     "queue": "email"
 *   }
 * }
 * ```
 */
export type AlertPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** Severity of the problem. */
  severity: "critical" | "error" | "warning" | "info"
  /** A short summary of the problem. */
  title: string
  /** A full description of the problem. */
  message: string
  /** Further details, by name. */
  metadata?: Record<string, unknown>
}

/**
 * `system.cleanup`: Delete data that is no longer needed.
 *
 * @example
 * ```ts
 * const payload: CleanupPayload = {
 *   "tenantId": "rawdog",
 *   "target": "logs",
 *   "olderThanDays": 30
 * }
 * ```
 */
export type CleanupPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The kind of data to delete. */
  target: "logs" | "sessions" | "cache" | "temp"
  /** Only data older than this many days. */
  olderThanDays?: number
}

/**
 * `system.syncRecovery`: Catch up after a synchronization that failed.
 *
 * @example
 * ```ts
 * const payload: SyncRecoveryPayload = {
 *   "tenantId": "rawdog",
 *   "syncType": "orders",
 *   "lastSuccessAt": "2026-03-01T00:00:00Z"
 * }
 * ```
 */
export type SyncRecoveryPayload<DateTime = string> = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The synchronization that failed, such as orders. */
  syncType: string
  /** When it last succeeded; everything is fetched if absent. */
  lastSuccessAt?: DateTime
}

/**
 * `workflow.triggered`: A trigger started a workflow.
 *
 * @example
 * ```ts
 * const payload: WorkflowTriggeredPayload = {
 *   "tenantId": "rawdog",
 *   "workflowId": "workflow_1",
 *   "triggerId": "trigger_4",
 *   "entityType": "order",
 *   "entityId": "order_123"
 * }
 * ```
 */
export type WorkflowTriggeredPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The workflow's id. */
  workflowId: string
  /** The id of the trigger that fired. */
  triggerId: string
  /** Kind of the object that caused the trigger, such as order. */
  entityType: string
  /** The id of the object that caused the trigger. */
  entityId: string
}

/**
 * `workflow.action`: Carry out one action of a running workflow.
 *
 * @example
 * ```ts
 * const payload: WorkflowActionPayload = {
 *   "tenantId": "rawdog",
 *   "executionId": "execution_9",
 *   "actionId": "action_2",
 *   "actionType": "sendEmail"
 * }
 * ```
 */
export type WorkflowActionPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The id of the running workflow. */
  executionId: string
  /** The action's id in the workflow. */
  actionId: string
  /** Kind of the action, such as sendEmail. */
  actionType: string
}

/**
 * `workflow.scheduledAction`: Carry out the actions whose time has come.
 *
 * @example
 * ```ts
 * const payload: WorkflowScheduledActionPayload = {
 *   "tenantId": "rawdog",
 *   "batchSize": 50
 * }
 * ```
 */
export type WorkflowScheduledActionPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** Largest number of actions to carry out. */
  batchSize?: number
}

/**
 * `workflow.timeElapsed`: Start workflows that wait until an object has been in one state for some time.
 *
 * @example
 * ```ts
 * const payload: WorkflowTimeElapsedPayload = {
 *   "tenantId": "rawdog",
 *   "entityType": "order"
 * }
 * ```
 */
export type WorkflowTimeElapsedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** Kind of the objects to check; all kinds if absent. */
  entityType?: string
}

/**
 * `workflow.cleanup`: Delete the records of finished workflows.
 *
 * @example
 * ```ts
 * const payload: WorkflowCleanupPayload = {
 *   "tenantId": "rawdog",
 *   "retentionDays": 90
 * }
 * ```
 */
export type WorkflowCleanupPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** Number of days for which records are kept. */
  retentionDays?: number
}

/**
 * `brandContext.processDocument`: Read a document about the brand and split it for search.
 *
 * @example
 * ```ts
 * const payload: BrandDocumentProcessPayload = {
 *   "tenantId": "rawdog",
 *   "documentId": "document_3",
 *   "documentType": "pdf"
 * }
 * ```
 */
export type BrandDocumentProcessPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The brand document's id. */
  documentId: string
  /** The kind of document. */
  documentType: "pdf" | "url" | "text"
}

/**
 * `brandContext.refreshEmbeddings`: Recompute the search vectors of brand documents.
 *
 * @example
 * ```ts
 * const payload: BrandEmbeddingsRefreshPayload = {
 *   "tenantId": "rawdog",
 *   "documentId": "document_3",
 *   "chunkLimit": 500
 * }
 * ```
 */
export type BrandEmbeddingsRefreshPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The brand document's id; all documents if absent. */
  documentId?: string
  /** Largest number of pieces to compute. */
  chunkLimit?: number
}

/**
 * `brandContext.cleanup`: Delete left-over pieces of brand documents.
 *
 * @example
 * ```ts
 * const payload: BrandContextCleanupPayload = {
 *   "tenantId": "rawdog",
 *   "maxAgeHours": 24
 * }
 * ```
 */
export type BrandContextCleanupPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** Only pieces older than this many hours. */
  maxAgeHours?: number
}

/**
 * `googleFeed.sync`: Bring the Google feed up to date with the shop.
 *
 * @example
 * ```ts
 * const payload: GoogleFeedSyncPayload = {
 *   "tenantId": "rawdog",
 *   "fullSync": true,
 *   "triggeredBy": "manual"
 * }
 * ```
 */
export type GoogleFeedSyncPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** Whether everything is compared, not only what has changed. */
  fullSync?: boolean
  /** The origin of the request. */
  triggeredBy?: "schedule" | "manual" | "webhook"
}

/**
 * `googleFeed.productUpdate`: Update or delete one product in the Google feed.
 *
 * @example
 * ```ts
 * const payload: GoogleFeedProductUpdatePayload = {
 *   "tenantId": "rawdog",
 *   "productId": "product_9",
 *   "action": "update"
 * }
 * ```
 */
export type GoogleFeedProductUpdatePayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The product's id. */
  productId: string
  /** The product variant's id; all variants if absent. */
  variantId?: string
  /** The operation on the product. */
  action: "update" | "delete"
}

/**
 * `googleFeed.imageOptimize`: Adapt a product's image to the rules of the Google feed.
 *
 * @example
 * ```ts
 * const payload: GoogleFeedImageOptimizePayload = {
 *   "tenantId": "rawdog",
 *   "productId": "product_9",
 *   "imageUrl": "https://media.example.com/product_9.png",
 *   "options": {
 *     "removeBackground": true,
 *     "targetWidth": 800,
 *     "format": "webp"
 *   }
 * }
 * ```
 */
export type GoogleFeedImageOptimizePayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The product's id. */
  productId: string
  /** URL of the image. */
  imageUrl: string
  /** The operations on the image. */
  options?: GoogleFeedImageOptions
}

/**
 * `webhook.retry`: Handle an incoming webhook again.
 *
 * @example
 * ```ts
 * const payload: WebhookRetryPayload = {
 *   "tenantId": "rawdog",
 *   "webhookEventId": "webhookEvent_17",
 *   "attempt": 2
 * }
 * ```
 */
export type WebhookRetryPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The id of the stored webhook. */
  webhookEventId: string
  /** The number of the attempt, from 1. */
  attempt: number
}

/**
 * `webhook.healthCheck`: Check that webhooks arrive and are handled.
 *
 * @example
 * ```ts
 * const payload: WebhookHealthCheckPayload = {
 *   "tenantId": "rawdog",
 *   "endpointId": "endpoint_1"
 * }
 * ```
 */
export type WebhookHealthCheckPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The endpoint's id; all endpoints if absent. */
  endpointId?: string
}

/**
 * `webhook.cleanup`: Delete stored webhooks that were handled.
 *
 * @example
 * ```ts
 * const payload: WebhookCleanupPayload = {
 *   "tenantId": "rawdog",
 *   "olderThanDays": 30
 * }
 * ```
 */
export type WebhookCleanupPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** Only webhooks older than this many days. */
  olderThanDays?: number
}

/**
 * `recovery.emailScheduled`: A mail about an abandoned checkout was scheduled.
 *
 * @example
 * ```ts
 * const payload: RecoveryEmailScheduledPayload = {
 *   "tenantId": "rawdog",
 *   "emailId": "email_6",
 *   "checkoutId": "checkout_8",
 *   "sequenceNumber": 1
 * }
 * ```
 */
export type RecoveryEmailScheduledPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The mail's id. */
  emailId: string
  /** The abandoned checkout's id on the platform. */
  checkoutId: string
  /** Position of the mail in its sequence, from 1. */
  sequenceNumber: number
}

/**
 * `recovery.emailSent`: A mail about an abandoned checkout was sent.
 *
 * @example
 * ```ts
 * const payload: RecoveryEmailSentPayload = {
 *   "tenantId": "rawdog",
 *   "emailId": "email_6",
 *   "checkoutId": "checkout_8"
 * }
 * ```
 */
export type RecoveryEmailSentPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The mail's id. */
  emailId: string
  /** The abandoned checkout's id on the platform. */
  checkoutId: string
}

/**
 * `recovery.checkAbandoned`: Look for checkouts that were abandoned.
 *
 * @example
 * ```ts
 * const payload: RecoveryCheckAbandonedPayload = {
 *   "tenantId": "rawdog"
 * }
 * ```
 */
export type RecoveryCheckAbandonedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
}

/**
 * `recovery.processQueue`: Send the recovery mails that are due.
 *
 * @example
 * ```ts
 * const payload: RecoveryProcessQueuePayload = {
 *   "tenantId": "rawdog",
 *   "limit": 100
 * }
 * ```
 */
export type RecoveryProcessQueuePayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** Largest number of mails to send. */
  limit?: number
}

/**
 * `recovery.expireOld`: Give up on checkouts that were abandoned too long ago.
 *
 * @example
 * ```ts
 * const payload: RecoveryExpireOldPayload = {
 *   "tenantId": "rawdog",
 *   "daysOld": 30
 * }
 * ```
 */
export type RecoveryExpireOldPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** Only checkouts abandoned more than this many days ago. */
  daysOld?: number
}

/**
 * `recovery.checkoutUpdated`: A checkout changed after it was considered abandoned.
 *
 * @example
 * ```ts
 * const payload: RecoveryCheckoutUpdatedPayload = {
 *   "tenantId": "rawdog",
 *   "shopifyCheckoutId": "9007",
 *   "completed": true,
 *   "orderId": "order_123"
 * }
 * ```
 */
export type RecoveryCheckoutUpdatedPayload = {
  /** The tenant the job belongs to. */
  tenantId: string
  /** The checkout's id at Shopify. */
  shopifyCheckoutId: string
  /** Whether it became an order. */
  completed: boolean
  /** The id of that order, if it became one. */
  orderId?: string
}

/** The payload types by event name, as handlers receive them. */
export type JobEvents = {
  "order.created": OrderCreatedPayload
  "order.fulfilled": OrderFulfilledPayload
  "order.cancelled": OrderCancelledPayload
  "customer.created": CustomerCreatedPayload
  "customer.updated": CustomerUpdatedPayload
  "product.sync": ProductSyncPayload
  "inventory.sync": InventorySyncPayload
  "review.submitted": ReviewSubmittedPayload
  "review.moderated": ReviewModeratedPayload
  "review.email.queued": ReviewEmailQueuedPayload
  "review.email.sent": ReviewEmailSentPayload
  "review.reminder": ReviewReminderPayload
  "survey.response": SurveyResponsePayload
  "survey.digest": SurveyDigestPayload
  "survey.lowNps": SurveyLowNpsPayload
  "creator.applied": CreatorAppliedPayload
  "creator.approved": CreatorApprovedPayload
  "creator.rejected": CreatorRejectedPayload
  "creator.setupComplete": CreatorSetupCompletePayload
  "creator.email.queued": CreatorEmailQueuedPayload
  "creator.reminder": CreatorReminderPayload
  "creator.file.uploaded": CreatorFileUploadedPayload
  "creator.slackNotification": CreatorSlackNotificationPayload
  "creator.shipmentSync": CreatorShipmentSyncPayload
  "creator.approvalReminders": CreatorApprovalRemindersPayload
  "creator.welcomeCallReminders": CreatorWelcomeCallRemindersPayload
  "project.created": ProjectCreatedPayload
  "project.statusChanged": ProjectStatusChangedPayload
  "project.deadlineApproaching": ProjectDeadlineApproachingPayload
  "payout.requested": PayoutRequestedPayload
  "payout.processing": PayoutProcessingPayload
  "payout.completed": PayoutCompletedPayload
  "payout.failed": PayoutFailedPayload
  "payment.available": PaymentAvailablePayload
  "treasury.topup": TreasuryTopupPayload
  "treasury.approval": TreasuryApprovalPayload
  "treasury.lowBalance": TreasuryLowBalancePayload
  "expense.sync": ExpenseSyncPayload
  "commission.matured": CommissionMaturedPayload
  "touchpoint.recorded": TouchpointRecordedPayload
  "conversion.attributed": ConversionAttributedPayload
  "attribution.recalculate": AttributionRecalculatePayload
  "attribution.sync": AttributionSyncPayload
  "attribution.export": AttributionExportPayload
  "ab.testCreated": ABTestCreatedPayload
  "ab.testStarted": ABTestStartedPayload
  "ab.testEnded": ABTestEndedPayload
  "ab.metricsAggregate": ABMetricsAggregatePayload
  "ab.optimize": ABOptimizePayload
  "ab.orderReconcile": ABOrderReconcilePayload
  "video.uploadCompleted": VideoUploadCompletedPayload
  "video.transcriptionStarted": VideoTranscriptionStartedPayload
  "video.transcriptionCompleted": VideoTranscriptionCompletedPayload
  "video.aiGenerated": VideoAIGeneratedPayload
  "dam.assetUploaded": DAMAssetUploadedPayload
  "dam.gdriveSync": DAMGDriveSyncPayload
  "dam.rightsExpiry": DAMRightsExpiryPayload
  "dam.export": DAMExportPayload
  "dam.faceDetection": DAMFaceDetectionPayload
  "dam.bulkIngest": DAMBulkIngestPayload
  "subscription.created": SubscriptionCreatedPayload
  "subscription.billing": SubscriptionBillingPayload
  "subscription.cancelled": SubscriptionCancelledPayload
  "subscription.renewal": SubscriptionRenewalPayload
  "email.send": EmailSendPayload
  "sms.send": SMSSendPayload
  "slack.notify": SlackNotifyPayload
  "push.notification": PushNotificationPayload
  "system.healthCheck": HealthCheckPayload
  "system.alert": AlertPayload
  "system.cleanup": CleanupPayload
  "system.syncRecovery": SyncRecoveryPayload
  "workflow.triggered": WorkflowTriggeredPayload
  "workflow.action": WorkflowActionPayload
  "workflow.scheduledAction": WorkflowScheduledActionPayload
  "workflow.timeElapsed": WorkflowTimeElapsedPayload
  "workflow.cleanup": WorkflowCleanupPayload
  "brandContext.processDocument": BrandDocumentProcessPayload
  "brandContext.refreshEmbeddings": BrandEmbeddingsRefreshPayload
  "brandContext.cleanup": BrandContextCleanupPayload
  "googleFeed.sync": GoogleFeedSyncPayload
  "googleFeed.productUpdate": GoogleFeedProductUpdatePayload
  "googleFeed.imageOptimize": GoogleFeedImageOptimizePayload
  "webhook.retry": WebhookRetryPayload
  "webhook.healthCheck": WebhookHealthCheckPayload
  "webhook.cleanup": WebhookCleanupPayload
  "recovery.emailScheduled": RecoveryEmailScheduledPayload
  "recovery.emailSent": RecoveryEmailSentPayload
  "recovery.checkAbandoned": RecoveryCheckAbandonedPayload
  "recovery.processQueue": RecoveryProcessQueuePayload
  "recovery.expireOld": RecoveryExpireOldPayload
  "recovery.checkoutUpdated": RecoveryCheckoutUpdatedPayload
}

/** The payload types by event name, as sends accept them: a date-time may be a `Date`. */
export type JobInputs = {
  "order.created": OrderCreatedPayload
  "order.fulfilled": OrderFulfilledPayload
  "order.cancelled": OrderCancelledPayload
  "customer.created": CustomerCreatedPayload
  "customer.updated": CustomerUpdatedPayload
  "product.sync": ProductSyncPayload
  "inventory.sync": InventorySyncPayload
  "review.submitted": ReviewSubmittedPayload
  "review.moderated": ReviewModeratedPayload
  "review.email.queued": ReviewEmailQueuedPayload<Date | string>
  "review.email.sent": ReviewEmailSentPayload
  "review.reminder": ReviewReminderPayload
  "survey.response": SurveyResponsePayload
  "survey.digest": SurveyDigestPayload
  "survey.lowNps": SurveyLowNpsPayload
  "creator.applied": CreatorAppliedPayload
  "creator.approved": CreatorApprovedPayload
  "creator.rejected": CreatorRejectedPayload
  "creator.setupComplete": CreatorSetupCompletePayload
  "creator.email.queued": CreatorEmailQueuedPayload
  "creator.reminder": CreatorReminderPayload
  "creator.file.uploaded": CreatorFileUploadedPayload
  "creator.slackNotification": CreatorSlackNotificationPayload
  "creator.shipmentSync": CreatorShipmentSyncPayload
  "creator.approvalReminders": CreatorApprovalRemindersPayload
  "creator.welcomeCallReminders": CreatorWelcomeCallRemindersPayload
  "project.created": ProjectCreatedPayload
  "project.statusChanged": ProjectStatusChangedPayload
  "project.deadlineApproaching": ProjectDeadlineApproachingPayload
  "payout.requested": PayoutRequestedPayload
  "payout.processing": PayoutProcessingPayload
  "payout.completed": PayoutCompletedPayload<Date | string>
  "payout.failed": PayoutFailedPayload
  "payment.available": PaymentAvailablePayload
  "treasury.topup": TreasuryTopupPayload
  "treasury.approval": TreasuryApprovalPayload
  "treasury.lowBalance": TreasuryLowBalancePayload
  "expense.sync": ExpenseSyncPayload<Date | string>
  "commission.matured": CommissionMaturedPayload
  "touchpoint.recorded": TouchpointRecordedPayload
  "conversion.attributed": ConversionAttributedPayload
  "attribution.recalculate": AttributionRecalculatePayload<Date | string>
  "attribution.sync": AttributionSyncPayload<Date | string>
  "attribution.export": AttributionExportPayload
  "ab.testCreated": ABTestCreatedPayload
  "ab.testStarted": ABTestStartedPayload
  "ab.testEnded": ABTestEndedPayload
  "ab.metricsAggregate": ABMetricsAggregatePayload
  "ab.optimize": ABOptimizePayload
  "ab.orderReconcile": ABOrderReconcilePayload<Date | string>
  "video.uploadCompleted": VideoUploadCompletedPayload
  "video.transcriptionStarted": VideoTranscriptionStartedPayload
  "video.transcriptionCompleted": VideoTranscriptionCompletedPayload
  "video.aiGenerated": VideoAIGeneratedPayload
  "dam.assetUploaded": DAMAssetUploadedPayload
  "dam.gdriveSync": DAMGDriveSyncPayload
  "dam.rightsExpiry": DAMRightsExpiryPayload
  "dam.export": DAMExportPayload
  "dam.faceDetection": DAMFaceDetectionPayload
  "dam.bulkIngest": DAMBulkIngestPayload
  "subscription.created": SubscriptionCreatedPayload
  "subscription.billing": SubscriptionBillingPayload<Date | string>
  "subscription.cancelled": SubscriptionCancelledPayload<Date | string>
  "subscription.renewal": SubscriptionRenewalPayload<Date | string>
  "email.send": EmailSendPayload
  "sms.send": SMSSendPayload
  "slack.notify": SlackNotifyPayload
  "push.notification": PushNotificationPayload
  "system.healthCheck": HealthCheckPayload
  "system.alert": AlertPayload
  "system.cleanup": CleanupPayload
  "system.syncRecovery": SyncRecoveryPayload<Date | string>
  "workflow.triggered": WorkflowTriggeredPayload
  "workflow.action": WorkflowActionPayload
  "workflow.scheduledAction": WorkflowScheduledActionPayload
  "workflow.timeElapsed": WorkflowTimeElapsedPayload
  "workflow.cleanup": WorkflowCleanupPayload
  "brandContext.processDocument": BrandDocumentProcessPayload
  "brandContext.refreshEmbeddings": BrandEmbeddingsRefreshPayload
  "brandContext.cleanup": BrandContextCleanupPayload
  "googleFeed.sync": GoogleFeedSyncPayload
  "googleFeed.productUpdate": GoogleFeedProductUpdatePayload
  "googleFeed.imageOptimize": GoogleFeedImageOptimizePayload
  "webhook.retry": WebhookRetryPayload
  "webhook.healthCheck": WebhookHealthCheckPayload
  "webhook.cleanup": WebhookCleanupPayload
  "recovery.emailScheduled": RecoveryEmailScheduledPayload
  "recovery.emailSent": RecoveryEmailSentPayload
  "recovery.checkAbandoned": RecoveryCheckAbandonedPayload
  "recovery.processQueue": RecoveryProcessQueuePayload
  "recovery.expireOld": RecoveryExpireOldPayload
  "recovery.checkoutUpdated": RecoveryCheckoutUpdatedPayload
}

/** The names of all events. */
export type EventName = keyof JobEvents

/** The result types of handlers by event name; unknown if the catalog declares none. */
export type JobResults = {
  "order.created": unknown
  "order.fulfilled": unknown
  "order.cancelled": unknown
  "customer.created": unknown
  "customer.updated": unknown
  "product.sync": unknown
  "inventory.sync": unknown
  "review.submitted": unknown
  "review.moderated": unknown
  "review.email.queued": unknown
  "review.email.sent": unknown
  "review.reminder": unknown
  "survey.response": unknown
  "survey.digest": unknown
  "survey.lowNps": unknown
  "creator.applied": unknown
  "creator.approved": unknown
  "creator.rejected": unknown
  "creator.setupComplete": unknown
  "creator.email.queued": unknown
  "creator.reminder": unknown
  "creator.file.uploaded": unknown
  "creator.slackNotification": unknown
  "creator.shipmentSync": unknown
  "creator.approvalReminders": unknown
  "creator.welcomeCallReminders": unknown
  "project.created": unknown
  "project.statusChanged": unknown
  "project.deadlineApproaching": unknown
  "payout.requested": unknown
  "payout.processing": unknown
  "payout.completed": unknown
  "payout.failed": unknown
  "payment.available": unknown
  "treasury.topup": unknown
  "treasury.approval": unknown
  "treasury.lowBalance": unknown
  "expense.sync": unknown
  "commission.matured": unknown
  "touchpoint.recorded": unknown
  "conversion.attributed": unknown
  "attribution.recalculate": unknown
  "attribution.sync": unknown
  "attribution.export": unknown
  "ab.testCreated": unknown
  "ab.testStarted": unknown
  "ab.testEnded": unknown
  "ab.metricsAggregate": unknown
  "ab.optimize": unknown
  "ab.orderReconcile": unknown
  "video.uploadCompleted": unknown
  "video.transcriptionStarted": unknown
  "video.transcriptionCompleted": unknown
  "video.aiGenerated": unknown
  "dam.assetUploaded": unknown
  "dam.gdriveSync": unknown
  "dam.rightsExpiry": unknown
  "dam.export": unknown
  "dam.faceDetection": unknown
  "dam.bulkIngest": unknown
  "subscription.created": unknown
  "subscription.billing": unknown
  "subscription.cancelled": unknown
  "subscription.renewal": unknown
  "email.send": unknown
  "sms.send": unknown
  "slack.notify": unknown
  "push.notification": unknown
  "system.healthCheck": unknown
  "system.alert": unknown
  "system.cleanup": unknown
  "system.syncRecovery": unknown
  "workflow.triggered": unknown
  "workflow.action": unknown
  "workflow.scheduledAction": unknown
  "workflow.timeElapsed": unknown
  "workflow.cleanup": unknown
  "brandContext.processDocument": unknown
  "brandContext.refreshEmbeddings": unknown
  "brandContext.cleanup": unknown
  "googleFeed.sync": unknown
  "googleFeed.productUpdate": unknown
  "googleFeed.imageOptimize": unknown
  "webhook.retry": unknown
  "webhook.healthCheck": unknown
  "webhook.cleanup": unknown
  "recovery.emailScheduled": unknown
  "recovery.emailSent": unknown
  "recovery.checkAbandoned": unknown
  "recovery.processQueue": unknown
  "recovery.expireOld": unknown
  "recovery.checkoutUpdated": unknown
}
