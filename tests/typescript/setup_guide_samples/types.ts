import type {
  JobEvents,
  OrderCreatedPayload,
  PayoutRequestedPayload,
  // ... 80+ event types
} from '@cgk-platform/jobs'
import { SCHEDULES } from '@cgk-platform/jobs'

console.log(SCHEDULES['ab.hourlyMetrics'])  // { cron: '15 * * * *' }
console.log(SCHEDULES['attribution.dailyMetrics'])  // { cron: '10 2 * * *' }

export const tenants = (a: JobEvents['order.created'], b: OrderCreatedPayload, c: PayoutRequestedPayload): string[] => [
  a.tenantId, b.tenantId, c.tenantId,
]
