// Sends an order's job; its handler is in tasks.py.
import { sendJob, withTenant } from '@cgk-platform/jobs'

const [orderId = 'order_123'] = process.argv.slice(2)

await withTenant('rawdog', async () => {
  const handle = await sendJob(
    'order.created',
    { tenantId: 'rawdog', orderId, totalAmount: 9999 },
    { idempotencyKey: orderId },
  )
  console.log(handle.id)
})
