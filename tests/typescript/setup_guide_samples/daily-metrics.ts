// Trigger.dev
import { schedules } from '@trigger.dev/sdk/v3'
import { sendJob } from '@cgk-platform/jobs'

export const dailyMetrics = schedules.task({
  id: 'daily-metrics',
  cron: '0 2 * * *',  // 2 AM daily
  run: async () => {
    // Note: For scheduled jobs that need to run for multiple tenants,
    // fetch tenant list and process each
    const tenants = await getTenantList()
    for (const tenant of tenants) {
      await sendJob('ab.metricsAggregate', {
        tenantId: tenant.id,
        period: 'daily',
      })
    }
  },
})
