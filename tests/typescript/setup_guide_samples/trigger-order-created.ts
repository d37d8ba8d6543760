// src/trigger/order-created.ts
import { task } from '@trigger.dev/sdk/v3'
import { withTenant } from '@cgk-platform/db'

export const orderCreatedTask = task({
  id: 'order-created',
  retry: {
    maxAttempts: 3,
    factor: 2,
    minTimeoutInMs: 1000,
    maxTimeoutInMs: 60000,
  },
  run: async (payload: {
    tenantId: string  // REQUIRED
    orderId: string
    totalAmount: number
  }) => {
    const { tenantId, orderId } = payload

    // CRITICAL: All database operations use tenant context
    await withTenant(tenantId, async () => {
      // Process order...
    })

    return { processed: true }
  },
})
