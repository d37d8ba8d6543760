// Reads {kind, ...} with cases [[event, JSON text], ...] and writes the verdict of the source's own validator on each, with the
// name of the first field it refuses, or null.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const request = JSON.parse(readFileSync(0, 'utf8'))
const first = path => path.split('/')[1] ?? null

async function ajvVerdicts({ draft, document, events, formats, cases }) {
  const module = await import({ 4: 'ajv-draft-04', 7: 'ajv', 2020: 'ajv/dist/2020.js' }[draft])
  const Ajv = module.default.default ?? module.default
  const ajv = new Ajv({ strict: false, validateFormats: formats, logger: false })
  if (formats) (await import('ajv-formats')).default.default(ajv)
  ajv.addSchema(document, 'source')
  const validators = Object.fromEntries(Object.entries(events).map(([name, pointer]) => [name, ajv.compile({ $ref: `source${pointer}` })]))
  return cases.map(([event, text]) => {
    const validate = validators[event]
    if (validate(JSON.parse(text))) return [true, null]
    const { instancePath, params } = validate.errors[0]
    return [false, first(instancePath) ?? params.missingProperty ?? params.additionalProperty ?? null]
  })
}

async function zodVerdicts({ file, cases }) {
  const { events } = await import(pathToFileURL(file))
  return cases.map(([event, text]) => {
    const { success, error } = events[event].safeParse(JSON.parse(text))
    return success ? [true, null] : [false, error.issues[0].path[0] ?? error.issues[0].keys?.[0] ?? null]
  })
}

async function typescriptVerdicts({ file, type, cases }) {
  const { default: ts } = await import('typescript')
  const lines = cases.map(([event, text], at) => `const p${at}: ${type}[${JSON.stringify(event)}] = ${text}`)
  const name = file.replace(/[^/]*$/, 'validated.ts')
  const text = [readFileSync(file, 'utf8'), ...lines].join('\n')
  const options = { strict: true, noEmit: true, skipLibCheck: true, types: [], lib: ['lib.es2023.d.ts'], target: ts.ScriptTarget.ES2022 }
  const host = ts.createCompilerHost(options)
  const { getSourceFile } = host
  host.getSourceFile = (path, ...more) => (path === name ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true) : getSourceFile.call(host, path, ...more))
  const program = ts.createProgram([name], options, host)
  const own = program.getSourceFile(name)
  const before = text.split('\n').length - lines.length
  const refused = new Set(program.getSemanticDiagnostics(own).map(each => own.getLineAndCharacterOfPosition(each.start).line - before))
  return cases.map((_, at) => [!refused.has(at), null])
}

const validators = { ajv: ajvVerdicts, zod: zodVerdicts, typescript: typescriptVerdicts }
process.stdout.write(JSON.stringify(await validators[request.kind](request)))
