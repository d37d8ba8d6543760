// Parses an AsyncAPI document, whose path is the argument, with the official parser, and prints its content.
import { readFileSync } from 'node:fs'
import { Parser } from '@asyncapi/parser'

const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], 'utf8'))
const channels = document?.channels().all() ?? []
process.stdout.write(JSON.stringify({
  diagnostics: diagnostics.map(({ code, severity, message, path }) => ({ code, severity, message, path: path.join('.') })),
  channels: channels.map((channel) => channel.address()),
  operations: (document?.operations().all() ?? []).map((operation) => `${operation.action()} ${operation.id()}`),
  required: channels.map((channel) => channel.messages().all()[0].payload().required()),
  servers: (document?.servers().all() ?? []).map((server) => server.id()),
  schedules: document?.extensions().get('x-schedules')?.value().length,
}))
