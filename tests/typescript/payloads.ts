import { EVENT_CATEGORIES, SCHEDULES, type EventName, type JobEvents, type OrderCreatedPayload } from '@cgk-platform/jobs'

const order: OrderCreatedPayload = { tenantId: 'rawdog', orderId: 'order_123' }
const paid: JobEvents['order.created'] = { ...order, totalAmount: 9999, currency: 'USD' }
const moderated: JobEvents['review.moderated'] = {
  tenantId: 'rawdog', reviewId: 'r', action: 'approve', reviewerEmail: 'a@b.c', reviewerName: null, productTitle: null,
}
const name: EventName = 'order.created'
const cron: string = SCHEDULES['ab.hourlyMetrics'].cron
const names: readonly EventName[] = EVENT_CATEGORIES.commerce

// @ts-expect-error tenantId is missing
const forgotten: OrderCreatedPayload = { orderId: 'order_123' }
// @ts-expect-error an unknown field
const extra: OrderCreatedPayload = { ...order, colour: 'red' }
// @ts-expect-error an amount is a number
const wrong: OrderCreatedPayload = { ...order, totalAmount: '9999' }
// @ts-expect-error an optional field is never null
const empty: OrderCreatedPayload = { ...order, currency: null }
// @ts-expect-error no such event
const unknown: EventName = 'order.craeted'
// @ts-expect-error no such schedule
SCHEDULES['ab.hourly']

export { cron, empty, extra, forgotten, moderated, name, names, paid, unknown, wrong }
