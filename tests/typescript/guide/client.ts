// Module that the guide's functions import. Inngest's client no longer has a separate argument for the trigger.
import { Inngest } from 'inngest'
import { withJobs } from '@cgk-platform/jobs/inngest'

export const inngest = withJobs(new Inngest({ id: 'shop' }))
