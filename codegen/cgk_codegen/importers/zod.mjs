// Reads {typescript, file, root, output}, runs a TypeScript or JavaScript file, and writes its zod schemas as JSON Schemas with
// their places ($at). Modules that are missing are replaced by objects that accept every call; their names are reported.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, resolve } from 'node:path'

const { typescript, file, root, output } = JSON.parse(readFileSync(0, 'utf8'))
const ts = createRequire(import.meta.url)(typescript)
const SUFFIXES = ['', '.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '/index.ts', '/index.js']
const NO_JSON = new Set(['map', 'set', 'symbol', 'function', 'undefined', 'void', 'nan', 'promise', 'file', 'custom'])
const missing = []
const loaded = new Map()

function load(path) {
  if (loaded.has(path)) return loaded.get(path).exports
  const module = { exports: {} }
  loaded.set(path, module)
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true, jsx: ts.JsxEmit.React }
  const { outputText } = ts.transpileModule(readFileSync(path, 'utf8'), { compilerOptions, fileName: path })
  const run = new Function('module', 'exports', 'require', '__filename', '__dirname', outputText)
  run(module, module.exports, name => requireFrom(path, name), path, dirname(path))
  return module.exports
}

function requireFrom(path, name) {
  if (name.startsWith('.') || name.startsWith('/')) {
    const base = resolve(dirname(path), name)
    const found = [base, base.replace(/\.([cm]?)js$/, '.$1ts')].flatMap(each => SUFFIXES.map(suffix => each + suffix))
      .find(each => existsSync(each) && statSync(each).isFile())
    if (found) return found.endsWith('.json') ? JSON.parse(readFileSync(found, 'utf8')) : load(found)
  } else {
    try {
      return createRequire(path)(name)
    } catch (error) {
      if (!['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(error.code)) throw error
    }
  }
  missing.push(name)
  return placeholder()
}

const placeholder = () => new Proxy(function () {}, {
  get: (_target, key) => (key === Symbol.toPrimitive ? () => '' : key === 'then' ? undefined : placeholder()),
  apply: () => placeholder(),
  construct: () => placeholder(),
})

const text = readFileSync(file, 'utf8')
const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true)
const nameOf = node => (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node) ? node.name : ts.isCallExpression(node) ? node.arguments[0] : undefined)

/** Returns the node below another one that defines a name. */
function find(name, node) {
  const own = nameOf(node)
  if (own && own.text === name) return node
  return ts.forEachChild(node, each => find(name, each))
}

function place(node) {
  const { line, character } = tree.getLineAndCharacterOfPosition(node.getStart(tree))
  return [file, line + 1, character + 1]
}

/** Adds the places of the properties, as far as they are written below a node. */
function addPlaces(schema, node) {
  if (schema === null || typeof schema !== 'object') return
  schema.$at ??= place(node)
  for (const [name, inner] of Object.entries(schema.properties ?? {})) addPlaces(inner, find(name, node) ?? node)
  for (const inner of [schema.items, schema.additionalProperties, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) addPlaces(inner, node)
}

function note({ zodSchema, jsonSchema }) {
  const { def } = zodSchema._zod
  const lose = (code, reason) => (jsonSchema.$losses ??= []).push([code, reason, null])
  if (def.type === 'date') {
    Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
    lose('IMP208', 'z.date() accepts dates only; JSON has their text')
  } else if (def.type === 'bigint') {
    jsonSchema.type = 'integer'
    lose('IMP208', 'z.bigint() accepts no number of JSON; it became integer')
  } else if (NO_JSON.has(def.type)) {
    lose('IMP208', `z.${def.type}() has no form in JSON Schema; it became any`)
  } else if (def.type === 'catch') {
    lose('IMP307', 'catch replaces values that are not valid; here they are refused')
  } else if (def.type === 'pipe') {
    const before = def.in._zod.def.type === 'transform'
    lose(before ? 'IMP307' : 'IMP101', before ? 'preprocess changes values before they are checked' : 'transform has no counterpart')
  }
  if (def.coerce) lose('IMP307', 'coerce converts values before they are checked')
  for (const check of def.checks ?? []) {
    const kind = check._zod.def.check
    if (kind === 'custom') lose('IMP208', 'a refinement is not checked here')
    if (kind === 'overwrite') lose('IMP208', 'trim and the like change the text before it is checked')
    if (kind === 'property') lose('IMP208', 'a check of a property is not made here')
  }
  if (def.type === 'record' && Object.keys(jsonSchema.propertyNames ?? {}).every(key => key === 'type' || key === '$losses')) delete jsonSchema.propertyNames
  if (typeof jsonSchema.owner === 'string') {
    jsonSchema['x-owner'] = jsonSchema.owner
    delete jsonSchema.owner
  }
}

const events = []
const definitions = {}
const isSchema = value => value !== null && typeof value === 'object' && '_zod' in value
const shapeOf = value => (isSchema(value) && value._zod.def.type === 'object' ? value._zod.def.shape : undefined)

function add(name, schema) {
  if (events.some(each => each.name === name)) return
  const node = find(name, tree) ?? tree
  const { $defs = {}, $schema, ...json } = toJSONSchema(schema, { io: 'input', unrepresentable: 'any', override: note })
  const prefix = events.length
  const moved = JSON.stringify(json, (key, value) => value).replaceAll('"$ref":"#/$defs/', `"$ref":"#/$defs/${prefix}_`).replaceAll('"$ref":"#"', `"$ref":"#/events/${prefix}"`)
  for (const [key, value] of Object.entries($defs)) {
    const inner = JSON.parse(JSON.stringify(value).replaceAll('"$ref":"#/$defs/', `"$ref":"#/$defs/${prefix}_`).replaceAll('"$ref":"#"', `"$ref":"#/events/${prefix}"`))
    addPlaces(inner, find(key, tree) ?? node)
    definitions[`${prefix}_${key}`] = inner
  }
  const own = JSON.parse(moved)
  addPlaces(own, node)
  events.push({ name, at: place(node), schema: own })
}

const exported = load(file)
const values = Object.entries(exported)
const toJSONSchema = requireFrom(file, 'zod').toJSONSchema
if (typeof toJSONSchema !== 'function') throw new Error('zod 4 is required next to the source; older ones cannot export JSON Schema')
for (const [, value] of values) {
  if (value?.constructor?.name === 'EventType' && isSchema(value.schema)) add(value.name ?? value.event, value.schema)
  else if (value && Object.getPrototypeOf(value) === Object.prototype && !isSchema(value)) {
    const inner = Object.entries(value).map(([name, each]) => [name, isSchema(each) ? each : each?.data ?? each?.schema])
    if (inner.length && inner.every(([, each]) => isSchema(each))) for (const [name, each] of inner) add(name, each)
  } else if (shapeOf(value)?.name?._zod?.def?.type === 'literal' && shapeOf(value).data) add(shapeOf(value).name._zod.def.values[0], shapeOf(value).data)
}
if (!events.length) for (const [name, value] of values) if (shapeOf(value)) add(name, value)
const losses = [...new Set(missing)].map(name => [
  'IMP401', [file, 1, 1], basename(file), `the module ${name} is missing and was replaced by an empty one`, 'install it, and import again.',
])
writeFileSync(output, JSON.stringify({ events, definitions, losses }))
process.exit(0)
