// Invented job schemas with every oddity found in real zod schemas.
import { z } from 'zod'
import { eventType } from 'inngest'
import { tracer } from '@/not/installed/here'

tracer.start({ name: 'jobs' })

const Address = z.object({ city: z.string().min(1), zip: z.string().regex(/^\d{5}$/).optional() })

export const jobs = {
  // Sent by the checkout.
  'shop/order.placed': z.object({
    tenantId: z.string(),
    orderId: z.string().describe('The id of the order.'),
    placedAt: z.date(),
    shipTo: Address,
    email: z.email(),
    total: z.number().nonnegative().multipleOf(0.01),
    pieces: z.coerce.number().int(),
    state: z.enum(['new', 'paid']).default('new'),
    note: z.string().trim().max(200).nullable(),
    mark: z.string().regex(/^[a-z]/i).regex(/^.{2}$/).optional(),
    code: z.string().refine(value => value !== 'x'),
    tags: z.set(z.string()).optional(),
    words: z.string().transform(text => text.split(' ')).optional(),
    pay: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('card'), last4: z.string().length(4) }),
      z.object({ kind: z.literal('bank') }),
    ]),
  }).meta({ description: 'An order was placed.', owner: 'team-checkout' }),
}

export const shipped = eventType('shop/order.shipped', {
  schema: z.strictObject({
    tenantId: z.string(),
    at: z.iso.datetime(),
    parcel: z.string().pipe(z.string().min(3)),
  }),
})
