import { isPayoutCompleted, readPayload, sendJob, type JobEvents } from '@cgk-platform/jobs'
import type { PayoutCompletedPayload } from '@cgk-platform/jobs'
import { withJobs } from '@cgk-platform/jobs/inngest'
import { task } from '@cgk-platform/jobs/trigger'
import { Inngest } from 'inngest'

task('payout.completed', { run: async ({ completedAt }) => completedAt.slice(0, 10) })
withJobs(new Inngest({ id: 'shop' })).createFunction({}, { event: 'payout.completed' }, ({ event }) =>
  event.data.completedAt.slice(0, 10))
const received: JobEvents['payout.completed'] = readPayload('payout.completed', JSON.parse('{}'))
export const text: string = received.completedAt
export const again: PayoutCompletedPayload = received
const unknown: unknown = received
if (isPayoutCompleted(unknown)) unknown.completedAt.slice(0, 10)
await sendJob('payout.completed', received)
// @ts-expect-error A handler's payload has no Date.
export const date: PayoutCompletedPayload = { tenantId: 'rawdog', payoutId: 'p', completedAt: new Date() }
// @ts-expect-error Only date-times accept a Date.
await sendJob('payout.completed', { tenantId: 'rawdog', payoutId: new Date(), completedAt: 'x' })
