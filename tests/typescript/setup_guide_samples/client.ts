// Module that the samples import. In Inngest's own client, the trigger is an option; `withJobs` has a separate argument for it,
// as in the guide.
import { Inngest } from 'inngest'
import { withJobs } from '@cgk-platform/jobs/inngest'

export const inngest = withJobs(new Inngest({ id: 'shop' }))
