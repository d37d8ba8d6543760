// Schemas of every kind, validated by zod.
import { z } from 'zod'

const tenantId = z.string().regex(/^[a-z]+$/)
const Card = z.strictObject({ kind: z.literal('card'), last: z.string().length(2) })
const Bank = z.strictObject({ kind: z.literal('bank'), iban: z.string().optional() })

export const events = {
  'a/scalars': z.strictObject({
    tenantId,
    text: z.string().min(1).max(4),
    zip: z.string().regex(/^\d{5}$/).optional(),
    count: z.int().min(0).max(9),
    total: z.number().positive().max(1.5),
    flag: z.boolean().nullable(),
    state: z.enum(['new', 'paid']).default('new'),
    literal: z.literal([1, 'a', true]).optional(),
    refined: z.string().refine(value => !value.includes('a')).optional(),
    trimmed: z.string().trim().min(1).optional(),
    short: z.string().trim().max(1).optional(),
    lower: z.string().toLowerCase().regex(/^[a-b]+$/).optional(),
    anyCase: z.string().regex(/^ab$/i).optional(),
    starts: z.string().startsWith('a').optional(),
    coerced: z.coerce.number().optional(),
    mail: z.email().optional(),
    id: z.uuid().optional(),
    at: z.iso.datetime().optional(),
    when: z.date().optional(),
    big: z.bigint().optional(),
    cut: z.string().transform(text => text.length).optional(),
    checked: z.string().transform((text, context) => {
      if (text === 'a') context.addIssue('not a')
      return text
    }).optional(),
    piped: z.string().transform(text => text.length).pipe(z.number().max(1)).optional(),
    ready: z.preprocess(value => value === 'abc' ? 1 : value, z.string()).optional(),
    small: z.float32().optional(),
    early: z.preprocess(value => value, z.boolean()).optional(),
    safe: z.boolean().catch(true),
  }),
  'a/objects': z.strictObject({
    tenantId,
    open: z.object({ a: z.boolean() }),
    loose: z.looseObject({ a: z.boolean().optional() }).optional(),
    record: z.record(z.string(), z.boolean()).optional(),
    named: z.record(z.enum(['a', 'b']), z.boolean()).optional(),
    numbered: z.record(z.number(), z.boolean()).optional(),
    nothing: z.tuple([]).optional(),
    list: z.array(z.string().max(2)).min(1).optional(),
    pair: z.tuple([z.boolean(), z.boolean()]).optional(),
    pay: z.discriminatedUnion('kind', [Card, Bank]).optional(),
    either: z.union([z.string(), z.boolean()]).optional(),
    both: z.intersection(z.object({ a: z.string() }), z.object({ b: z.boolean() })).optional(),
  }),
}
