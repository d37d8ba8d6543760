// src/inngest/order-created.ts
import { inngest } from './client'
import { withTenant } from '@cgk-platform/db'

export const orderCreatedFn = inngest.createFunction(
  { id: 'order-created' },
  { event: 'order.created' },
  async ({ event, step }) => {
    const { tenantId, orderId } = event.data

    // CRITICAL: All database operations use tenant context
    await withTenant(tenantId, async () => {
      // Process order...
    })

    return { processed: true }
  }
)
