// What the guide's functions import: Inngest's client takes a trigger no longer as an argument of its own.
import { Inngest } from 'inngest'
import { withJobs } from '@cgk-platform/jobs/inngest'

export const inngest = withJobs(new Inngest({ id: 'shop' }))
