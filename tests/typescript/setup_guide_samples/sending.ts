import { sendJob } from '@cgk-platform/jobs'

await sendJob('order.created', {
  tenantId: 'rawdog',  // REQUIRED - tenant isolation
  orderId: 'order_123',
  totalAmount: 9999,
  currency: 'USD',
})

// CORRECT - tenantId included
await sendJob('order.created', {
  tenantId: 'rawdog',  // REQUIRED
  orderId: 'order_123',
})

// WRONG - Will fail type checking
// @ts-expect-error missing tenantId
await sendJob('order.created', {
  orderId: 'order_123',  // TypeScript error: missing tenantId
})

await sendJob('order.created', {
  tenantId: 'your-tenant',  // Add this!
  orderId: '...',
})
