import {
  createJobClient, currentTenant, EVENT_CATEGORIES, EVENTS, isOrderCreated, isPayload, sendJob, sendJobDynamic, sendJobs,
  SCHEDULES, TOTAL_EVENT_COUNT, validatePayload, withTenant, type EventName, type FieldProblem, type JobEvents,
  type JobHandle, type JobItem, type JobItemOf, type JobProvider, type JobResults, type OrderCreatedPayload,
  type PayloadOf, type PayoutRequestedPayload, type SendOptions,
} from '@cgk-platform/jobs'
import { SCHEMAS, orderCreatedSchema } from '@cgk-platform/jobs/schemas'
import { createFunction, withJobs } from '@cgk-platform/jobs/inngest'
import { schedule, task } from '@cgk-platform/jobs/trigger'
import { task as triggerTask } from '@trigger.dev/sdk'
import { eventType, Inngest, staticSchema } from 'inngest'
import type { Static } from 'typebox'

// Payloads
const order: OrderCreatedPayload = { tenantId: 'rawdog', orderId: 'order_123' }
const paid: JobEvents['order.created'] = { ...order, totalAmount: 9999, currency: 'USD' }
const moderated: JobEvents['review.moderated'] = {
  tenantId: 'rawdog', reviewId: 'r', action: 'approve', reviewerEmail: 'a@b.c', reviewerName: null, productTitle: null,
}
const empty: JobEvents['creator.approvalReminders'] = { tenantId: 'rawdog' }
const payout: PayoutRequestedPayload['tenantId'] = 'rawdog'

// Sending
const handle: JobHandle<'order.created'> = await sendJob('order.created', order)
const options: SendOptions = { delay: 60, idempotencyKey: 'order_123', tags: ['vip'], metadata: { source: 'shop' } }
await sendJob('order.created', paid, options)
await sendJob('order.created', { tenantId: 'rawdog', orderId: 'o1' }, { at: new Date(), crossTenant: true })
const batch: JobItem[] = [
  { event: 'order.created', payload: order, options },
  { event: 'creator.approvalReminders', payload: empty },
]
const handles: readonly JobHandle[] = await sendJobs(batch)

const both: readonly [JobHandle<'order.created'>, JobHandle<'creator.approvalReminders'>] = await sendJobs([
  { event: 'order.created', payload: order },
  { event: 'creator.approvalReminders', payload: empty },
])
export const many = sendJobs(['1', '2'].map((orderId) => ({ event: 'order.created' as const, payload: { ...order, orderId } })))

// Functions that are generic over events
function audited<E extends EventName>(event: E, payload: JobEvents[E], audit?: SendOptions): Promise<JobHandle<E>> {
  return sendJob(event, payload, audit)
}
export const later = <E extends EventName>(event: E, payload: PayloadOf<E>) => sendJob(event, payload, { delay: 60 })
export const forCommerce = async <E extends (typeof EVENT_CATEGORIES.commerce)[number]>(event: E, payload: JobEvents[E]) =>
  (await createJobClient({ provider: 'local' }).sendJob(event, payload)).event
export class Queue<E extends EventName> {
  readonly event: E
  constructor(event: E) {
    this.event = event
  }
  add(payload: JobEvents[E]): Promise<JobHandle<E>> {
    return sendJob(this.event, payload)
  }
  addAll(payloads: readonly JobEvents[E][]): Promise<readonly JobHandle[]> {
    return sendJobs(payloads.map((payload) => ({ event: this.event, payload })))
  }
}
export const all = <E extends EventName>(items: readonly JobItemOf<E>[]) => sendJobs(items)
export const some = (items: readonly JobItem<'order.created' | 'review.reminder'>[]) => sendJobs(items)
export const audit: JobHandle<'order.created'> = await audited('order.created', paid)
const received: { event: string; payload: unknown } = JSON.parse('{"event": "order.created", "payload": {}}')
export const dynamic: JobHandle = await sendJobDynamic(received.event, received.payload, { delay: 60 })
declare const item: JobItem
if (item.event === 'order.created') await sendJob(item.event, item.payload, item.options)
await sendJobs([item])

// Tenants
const total: number = await withTenant('rawdog', async () => currentTenant().length)
const plain: string = withTenant('rawdog', () => currentTenant())

// Constants
const name: EventName = 'order.created'
const commerce: readonly EventName[] = EVENT_CATEGORIES.commerce
const cron: string = SCHEDULES['ab.hourlyMetrics'].cron
const attempts: number = EVENTS['order.created'].retry.maxAttempts
const count: number = TOTAL_EVENT_COUNT

// Guards
const unknown: unknown = JSON.parse('{}')
if (isOrderCreated(unknown)) await sendJob('order.created', unknown)
if (isPayload('order.created', unknown)) await sendJob('order.created', unknown)
const problems: readonly FieldProblem[] = validatePayload('order.created', unknown)

// Schemas
const title: 'OrderCreatedPayload' = orderCreatedSchema.title
const required: readonly ['tenantId', 'orderId'] = SCHEMAS['order.created'].required
const inferred: Static<typeof orderCreatedSchema> = paid
const back: OrderCreatedPayload = inferred

export const described = triggerTask<'described', OrderCreatedPayload, string>({
  id: 'described',
  jsonSchema: orderCreatedSchema,
  run: async (payload) => payload.orderId,
})
export const moderatedTask = triggerTask({
  id: 'moderated',
  jsonSchema: SCHEMAS['review.moderated'],
  run: async (payload: JobEvents['review.moderated']) => payload.reviewId,
})
export const orderEvent = eventType('order.created', { schema: staticSchema<OrderCreatedPayload>() })

// A provider of your own
const recorder: JobProvider = {
  name: 'recorder',
  supportedOptions: new Set(['delay']),
  maxPayloadBytes: 1000,
  send: async (messages) => messages.map(({ taskId }) => taskId),
}
await createJobClient({ provider: recorder }).sendJob('order.created', order)

// Tasks of Trigger.dev
const orderTask = task('order.created', {
  retry: { maxAttempts: 5 },
  run: async (payload, { ctx }) => ({ order: payload.orderId, tenant: payload.tenantId, attempt: ctx.attempt.number }),
})
const id: 'order-created' = orderTask.id
const run = await orderTask.triggerAndWait(order).unwrap()
const attempt: number = run.attempt
export const nightly = schedule('ab.hourlyMetrics', { run: async ({ timestamp }) => timestamp.toISOString() })

export const everyTask = EVENT_CATEGORIES.commerce.map((event) => task(event, { run: async ({ tenantId }) => tenantId }))
export const handlerTask = <E extends EventName>(event: E, handle: (payload: JobEvents[E]) => Promise<JobResults[E]>) =>
  task(event, { run: handle })

// Functions of Inngest
const client = new Inngest({ id: 'shop' })
export const orderFunction = createFunction(
  client,
  { retries: 2 },
  { event: 'order.created', if: 'event.data.totalAmount > 100' },
  async ({ event, step }) => step.run('load', () => event.data.orderId),
)
export const another = withJobs(client).createFunction({ id: 'other' }, { event: 'order.created' }, ({ event }) => {
  const fields: OrderCreatedPayload = event.data
  return fields.totalAmount
})

export const everyFunction = EVENT_CATEGORIES.commerce.map((event) =>
  createFunction(client, {}, { event }, ({ event: { data } }) => data.tenantId),
)
export const handlerFunction = <E extends EventName>(event: E, handle: (payload: JobEvents[E]) => Promise<JobResults[E]>) =>
  withJobs(client).createFunction({}, { event }, (context) => handle(context.event.data))

export {
  attempt, attempts, back, both, commerce, count, cron, handle, handles, id, moderated, name, payout, plain, problems, required,
  title, total,
}
