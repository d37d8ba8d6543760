import {
  createJobClient, isOrderCreated, sendJob, sendJobDynamic, sendJobs, SCHEDULES, withTenant, type EventName,
  type JobItem, type OrderCreatedPayload, type PayloadOf,
} from '@cgk-platform/jobs'
import { createFunction } from '@cgk-platform/jobs/inngest'
import { orderCreatedSchema } from '@cgk-platform/jobs/schemas'
import { schedule, task } from '@cgk-platform/jobs/trigger'
import { Inngest } from 'inngest'

const order: OrderCreatedPayload = { tenantId: 'rawdog', orderId: 'o1' }
declare const anyEvent: EventName
declare const oneOfTwo: 'order.created' | 'review.reminder'
const later = <E extends EventName>(event: E, payload: PayloadOf<E>) => sendJob(event, payload, { delay: 60 })

// Each statement below has one mistake.

await sendJob('order.created', { orderId: 'o1' })

await sendJob('order.created', { tenantId: null, orderId: 'o1' })

await sendJob('order.created', { tenantId: undefined, orderId: 'o1' })

await sendJob('order.created', { tenantId: 'rawdog' })

await sendJob('order.created', { tenantId: 'rawdog', orderId: 'o1', colour: 'red' })

await sendJob('order.created', { tenantId: 'rawdog', orderId: 'o1', totalAmount: '9999' })

await sendJob('order.created', { tenantId: 'rawdog', orderId: 'o1', currency: null })

await sendJob('order.created', { tenantId: 'rawdog', orderId: 'o1', currency: undefined })

await sendJob('order.created', { tenant_id: 'rawdog', orderId: 'o1' })

await sendJob('order.craeted', order)

await sendJob('review.reminder', order)

await sendJob('order.created')

await sendJob('order.created', order, { dealy: 60 })

await sendJob('order.created', order, { delay: '60s' })

await sendJobs([{ event: 'order.created', payload: { orderId: 'o1' } }])

await sendJobs([{ event: 'review.reminder', payload: order }])

export const forgotten: OrderCreatedPayload = { orderId: 'o1' }

export const unknownEvent: EventName = 'order.craeted'

export const unknownSchedule = SCHEDULES['ab.hourly']

withTenant(42, () => order)

withTenant('rawdog')

export const notAGuard: OrderCreatedPayload | undefined = isOrderCreated(42) ? 42 : undefined

createJobClient({ provider: 'celery' })

export const wrongTitle: 'OrderPayload' = orderCreatedSchema.title

task('order.craeted', { run: async () => 1 })

task('order.created', { run: async (payload) => payload.colour })

await task('order.created', { run: async () => 1 }).trigger({ orderId: 'o1' })

schedule('ab.hourly', { run: async () => 1 })

createFunction(new Inngest({ id: 'shop' }), {}, { event: 'order.craeted' }, () => 1)

createFunction(new Inngest({ id: 'shop' }), {}, { event: 'order.created' }, ({ event }) => event.data.colour)

await sendJob(anyEvent, order)

await sendJob(oneOfTwo, order)

await sendJob(oneOfTwo, { tenantId: 'rawdog', orderId: 'o1', reviewId: 'r1', reminderNumber: 1 })

await createJobClient().sendJob(anyEvent, order)

await later(oneOfTwo, order)

await later('order.created', { orderId: 'o1' })

await sendJobs([{ event: oneOfTwo, payload: order }])

await sendJobs([order].map((payload) => ({ event: anyEvent, payload })))

export const mixed: JobItem = { event: 'review.reminder', payload: order }

export const undecided: JobItem = { event: anyEvent, payload: order }

await sendJobs([{ event: 'order.created', payload: order, options: { dealy: 60 } }])

export const generic = <E extends EventName>(event: E) => sendJob(event, order)

export const swapped = <E extends EventName>(event: E, payload: PayloadOf<E>) => sendJob('order.created', payload)

await task(oneOfTwo, { run: async () => 1 }).trigger(order)

await sendJobDynamic(42, order)

await sendJobDynamic('order.created', order, { dealy: 60 })
