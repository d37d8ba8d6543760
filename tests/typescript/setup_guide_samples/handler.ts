import { task } from '@cgk-platform/jobs/trigger'
import { sql, withTenant } from '@cgk-platform/db'

export const orderTask = task('order.created', {
  run: async (payload) => {
    const { tenantId, orderId } = payload

    // CRITICAL: Wrap all DB operations
    await withTenant(tenantId, async () => {
      const order = await sql`SELECT * FROM orders WHERE id = ${orderId}`
      // ... process order
    })
  }
})
