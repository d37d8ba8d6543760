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

await sendJob('order.created', { orderId: 'o1' }) // no tenant

await sendJob('order.created', { tenantId: null, orderId: 'o1' }) // null as the tenant

await sendJob('order.created', { tenantId: undefined, orderId: 'o1' }) // undefined as the tenant

await sendJob('order.created', { tenantId: 'rawdog' }) // no orderId

await sendJob('order.created', { tenantId: 'rawdog', orderId: 'o1', colour: 'red' }) // unknown field

await sendJob('order.created', { tenantId: 'rawdog', orderId: 'o1', totalAmount: '9999' }) // text instead of a number

await sendJob('order.created', { tenantId: 'rawdog', orderId: 'o1', currency: null }) // null in an optional field

await sendJob('order.created', { tenantId: 'rawdog', orderId: 'o1', currency: undefined }) // undefined in an optional field

await sendJob('order.created', { tenant_id: 'rawdog', orderId: 'o1' }) // Python's name of a field

await sendJob('order.craeted', order) // unknown event

await sendJob('review.reminder', order) // payload of another event

await sendJob('order.created') // no payload

await sendJob('order.created', order, { dealy: 60 }) // unknown option

await sendJob('order.created', order, { delay: '60s' }) // option of a wrong type

await sendJobs([{ event: 'order.created', payload: { orderId: 'o1' } }]) // no tenant in a batch

await sendJobs([{ event: 'review.reminder', payload: order }]) // payload of another event in a batch

export const forgotten: OrderCreatedPayload = { orderId: 'o1' } // no tenant in a typed constant

export const unknownEvent: EventName = 'order.craeted' // unknown event

export const unknownSchedule = SCHEDULES['ab.hourly'] // unknown schedule

withTenant(42, () => order) // number as the tenant

withTenant('rawdog') // no function

export const notAGuard: OrderCreatedPayload | undefined = isOrderCreated(42) ? 42 : undefined // the guarded value is a number

createJobClient({ provider: 'celery' }) // unknown provider

export const wrongTitle: 'OrderPayload' = orderCreatedSchema.title // another title than the schema's

task('order.craeted', { run: async () => 1 }) // handler of an unknown event

task('order.created', { run: async (payload) => payload.colour }) // handler that reads an unknown field

await task('order.created', { run: async () => 1 }).trigger({ orderId: 'o1' }) // no tenant

schedule('ab.hourly', { run: async () => 1 }) // unknown schedule

createFunction(new Inngest({ id: 'shop' }), {}, { event: 'order.craeted' }, () => 1) // handler of an unknown event

createFunction(new Inngest({ id: 'shop' }), {}, { event: 'order.created' }, ({ event }) => event.data.colour) // handler that reads an unknown field

await sendJob(anyEvent, order) // any event, with the payload of one

await sendJob(oneOfTwo, order) // one of two events, with the payload of the first

await sendJob(oneOfTwo, { tenantId: 'rawdog', orderId: 'o1', reviewId: 'r1', reminderNumber: 1 }) // fields of two events

await createJobClient().sendJob(anyEvent, order) // any event, with the payload of one

await later(oneOfTwo, order) // one of two events, with the payload of the first

await later('order.created', { orderId: 'o1' }) // no tenant, through a generic function

await sendJobs([{ event: oneOfTwo, payload: order }]) // one of two events, with the payload of the first

await sendJobs([order].map((payload) => ({ event: anyEvent, payload }))) // any event, with the payload of one

export const mixed: JobItem = { event: 'review.reminder', payload: order } // payload of another event

export const undecided: JobItem = { event: anyEvent, payload: order } // any event, with the payload of one

await sendJobs([{ event: 'order.created', payload: order, options: { dealy: 60 } }]) // unknown option in a batch

export const generic = <E extends EventName>(event: E) => sendJob(event, order) // one event's payload for any event

export const swapped = <E extends EventName>(event: E, payload: PayloadOf<E>) => sendJob('order.created', payload) // any event's payload for one event

await task(oneOfTwo, { run: async () => 1 }).trigger(order) // one of two events, with the payload of the first

await sendJobDynamic(42, order) // number as the event

await sendJobDynamic('order.created', order, { dealy: 60 }) // unknown option
