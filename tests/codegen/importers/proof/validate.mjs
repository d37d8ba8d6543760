// Reads a request {kind, cases: [[event, JSON text], ...], ...} for the validator of the imported format: ajv, zod or tsc.
// Writes a pair for each case: whether it is accepted, and the first invalid field, or null if it is unknown.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const request = JSON.parse(readFileSync(0, 'utf8'))
const firstField = path => path.split('/')[1] ?? null

async function validateWithAjv({ draft, document, events, formats, cases }) {
  const module = await import({ 4: 'ajv-draft-04', 7: 'ajv', 2020: 'ajv/dist/2020.js' }[draft])
  const Ajv = module.default.default ?? module.default
  const ajv = new Ajv({ strict: false, validateFormats: formats, logger: false })
  if (formats) (await import('ajv-formats')).default.default(ajv)
  ajv.addSchema(document, 'source')
  const compile = pointer => ajv.compile({ $ref: `source${pointer}` })
  const validators = Object.fromEntries(Object.entries(events).map(([name, pointer]) => [name, compile(pointer)]))
  return cases.map(([event, text]) => {
    const validate = validators[event]
    if (validate(JSON.parse(text))) return [true, null]
    const { instancePath, params } = validate.errors[0]
    return [false, firstField(instancePath) ?? params.missingProperty ?? params.additionalProperty ?? null]
  })
}

async function validateWithZod({ file, cases }) {
  const { events } = await import(pathToFileURL(file))
  return cases.map(([event, text]) => {
    const { success, error } = events[event].safeParse(JSON.parse(text))
    return success ? [true, null] : [false, error.issues[0].path[0] ?? error.issues[0].keys?.[0] ?? null]
  })
}

async function validateWithTypescript({ file, type, cases }) {
  const { default: ts } = await import('typescript')
  const lines = cases.map(([event, text], index) => `const p${index}: ${type}[${JSON.stringify(event)}] = ${text}`)
  const name = file.replace(/[^/]*$/, 'validated.ts')
  const text = [readFileSync(file, 'utf8'), ...lines].join('\n')
  const target = ts.ScriptTarget.ES2022
  const options = { strict: true, noEmit: true, skipLibCheck: true, types: [], lib: ['lib.es2023.d.ts'], target }
  const host = ts.createCompilerHost(options)
  const { getSourceFile } = host
  host.getSourceFile = (path, ...rest) => {
    return path === name ? ts.createSourceFile(name, text, target, true) : getSourceFile.call(host, path, ...rest)
  }
  const program = ts.createProgram([name], options, host)
  const sourceFile = program.getSourceFile(name)
  const firstCaseLine = text.split('\n').length - lines.length
  const errors = program.getSemanticDiagnostics(sourceFile)
  const errorLines = errors.map(error => sourceFile.getLineAndCharacterOfPosition(error.start).line)
  const invalidCases = new Set(errorLines.map(line => line - firstCaseLine))
  return cases.map((_, index) => [!invalidCases.has(index), null])
}

const validators = { ajv: validateWithAjv, zod: validateWithZod, typescript: validateWithTypescript }
process.stdout.write(JSON.stringify(await validators[request.kind](request)))
