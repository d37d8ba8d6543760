// Reads {typescript, file, output}, runs a TypeScript or JavaScript file, and writes its zod schemas as JSON Schemas with
// their places ($at) and findings ($losses). A missing module is reported, and replaced by an object that accepts every call.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, resolve } from 'node:path'

const { typescript, file, output } = JSON.parse(readFileSync(0, 'utf8'))
const ts = createRequire(import.meta.url)(typescript)
const SUFFIXES = ['', '.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '/index.ts', '/index.js']
const TYPES_WITHOUT_JSON = new Set([
  'map', 'set', 'symbol', 'function', 'undefined', 'void', 'nan', 'promise', 'file', 'custom', 'success',
])
/** Methods of texts that zod exports as a format. */
const METHODS = new Set(['starts_with', 'ends_with', 'includes', 'lowercase', 'uppercase', 'regex'])
const missingModules = new Set()
const loadedModules = new Map()
const sourceTree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true)
const events = []
const definitions = {}

const exported = Object.entries(load(file))
const { toJSONSchema } = requireFrom(file, 'zod')
if (typeof toJSONSchema !== 'function') {
  throw new Error('zod 4 is required next to the source; older ones cannot export JSON Schema')
}
for (const [, value] of exported) addEvents(value)
if (!events.length) {
  for (const [name, value] of exported) if (shapeOf(value)) addEvent(name, value)
}
const losses = [...missingModules].map(name => ({
  code: 'IMP401',
  at: [file, 1, 1],
  subject: basename(file),
  reason: `the module ${name} is missing; its calls and properties have no effect`,
  fix: 'install it, and import again.',
}))
writeFileSync(output, JSON.stringify({ events, definitions, losses }))
process.exit(0)

// Running the source.

/** Runs a TypeScript or JavaScript file, unless it ran before, and returns its exports. */
function load(path) {
  if (loadedModules.has(path)) return loadedModules.get(path).exports
  const module = { exports: {} }
  loadedModules.set(path, module)
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true, jsx: ts.JsxEmit.React,
  }
  const { outputText } = ts.transpileModule(readFileSync(path, 'utf8'), { compilerOptions, fileName: path })
  const run = new Function('module', 'exports', 'require', '__filename', '__dirname', outputText)
  run(module, module.exports, name => requireFrom(path, name), path, dirname(path))
  return module.exports
}

/** Returns the exports of a module that the file at `path` imports, or a placeholder if the module is missing. */
function requireFrom(path, name) {
  if (name.startsWith('.') || name.startsWith('/')) {
    const modulePath = findModule(resolve(dirname(path), name))
    if (modulePath) return modulePath.endsWith('.json') ? JSON.parse(readFileSync(modulePath, 'utf8')) : load(modulePath)
  } else {
    try {
      return createRequire(path)(name)
    } catch (error) {
      if (!['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(error.code)) throw error
    }
  }
  missingModules.add(name)
  return placeholder()
}

/** Returns the file of a module, whose suffix may be missing; undefined if there is none. */
function findModule(path) {
  const typescriptPath = path.replace(/\.([cm]?)js$/, '.$1ts') // an import names the file that compilation would write
  const candidates = [path, typescriptPath].flatMap(base => SUFFIXES.map(suffix => base + suffix))
  return candidates.find(candidate => existsSync(candidate) && statSync(candidate).isFile())
}

/** Returns an object that accepts every call and property. */
function placeholder() {
  return new Proxy(function () {}, {
    get(_target, key) {
      if (key === Symbol.toPrimitive) return () => ''
      return key === 'then' ? undefined : placeholder() // `await` treats an object with `then` as a promise
    },
    apply: () => placeholder(),
    construct: () => placeholder(),
  })
}

// Events among the exports: Inngest's eventType, a map of schemas, or an object schema with the literal `name` and `data`.

/** Adds the events of an exported value. */
function addEvents(value) {
  const shape = shapeOf(value)
  if (value?.constructor?.name === 'EventType' && isSchema(value.schema)) {
    addEvent(value.name ?? value.event, value.schema)
  } else if (value && Object.getPrototypeOf(value) === Object.prototype && !isSchema(value)) {
    const entries = Object.entries(value).map(([name, entry]) => [name, isSchema(entry) ? entry : entry?.data ?? entry?.schema])
    if (entries.every(([, schema]) => isSchema(schema))) {
      for (const [name, schema] of entries) addEvent(name, schema)
    }
  } else if (shape?.name?._zod?.def?.type === 'literal' && shape.data) {
    addEvent(shape.name._zod.def.values[0], shape.data)
  }
}

function isSchema(value) {
  return value !== null && typeof value === 'object' && '_zod' in value
}

/** Returns the fields of an object schema, undefined for any other value. */
function shapeOf(value) {
  return isSchema(value) && value._zod.def.type === 'object' ? value._zod.def.shape : undefined
}

/** Adds an event unless its name is known, with the definitions of its schema. */
function addEvent(name, zodSchema) {
  if (events.some(event => event.name === name)) return
  const node = findDefinition(name, sourceTree) ?? sourceTree
  const { $defs = {}, $schema, ...jsonSchema } = toJSONSchema(zodSchema, { io: 'input', unrepresentable: 'any', override: addLosses })
  const eventIndex = events.length
  for (const [key, definition] of Object.entries($defs)) {
    const schema = withAbsoluteReferences(definition, eventIndex)
    addPlaces(schema, findDefinition(key, sourceTree) ?? node)
    definitions[`${eventIndex}_${key}`] = schema
  }
  const schema = withAbsoluteReferences(jsonSchema, eventIndex)
  addPlaces(schema, node)
  events.push({ name, at: place(node), schema })
}

/** Returns a copy of a schema whose references lead into the document that the importer builds of all events. */
function withAbsoluteReferences(schema, eventIndex) {
  const text = JSON.stringify(schema)
    .replaceAll('"$ref":"#/$defs/', `"$ref":"#/$defs/${eventIndex}_`)
    .replaceAll('"$ref":"#"', `"$ref":"#/events/${eventIndex}"`)
  return JSON.parse(text)
}

/** Adds findings to the JSON Schema of a part, for rules that it does not express. zod calls this function for each part. */
function addLosses({ zodSchema, jsonSchema }) {
  const { def } = zodSchema._zod
  const addLoss = (code, reason) => (jsonSchema.$losses ??= []).push({ code, reason })
  const addConversion = method => {
    addLoss('IMP307', `${method} changes values before they are checked; values that become valid are refused here`)
    addLoss('IMP208', `values that ${method} makes invalid are accepted here`)
  }
  if (def.type === 'date') {
    Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
    addLoss('IMP208', 'z.date() accepts only Date objects; in JSON they are texts')
  } else if (def.type === 'bigint') {
    jsonSchema.type = 'integer'
    addLoss('IMP208', 'z.bigint() accepts no number of JSON; it became integer')
  } else if (def.type === 'literal' && def.values.some(value => typeof value === 'bigint')) {
    addLoss('IMP208', 'a literal bigint accepts no number of JSON; it became a number')
  } else if (TYPES_WITHOUT_JSON.has(def.type)) {
    delete jsonSchema.type
    addLoss('IMP208', `z.${def.type}() has no form in JSON Schema; it became any`)
  } else if (def.type === 'catch') {
    addLoss('IMP307', 'catch replaces values that are not valid; here they are refused')
  } else if (def.type === 'pipe' && def.in._zod.def.type === 'transform') {
    addConversion('preprocess')
  } else if (def.type === 'pipe' && def.out._zod.def.type === 'transform') {
    // Only a function with a second parameter, the context, can refuse a value.
    if (def.out._zod.def.transform.length === 1) addLoss('IMP101', 'transform has no counterpart')
    else addLoss('IMP208', 'transform can refuse values, which are accepted here')
  } else if (def.type === 'pipe') {
    addLoss('IMP208', 'only the first schema of pipe is checked here')
  }
  if (def.coerce) addLoss('IMP307', 'coerce converts values before they are checked')
  const checks = (def.checks ?? []).map(({ _zod: check }) => check.def)
  for (const [index, { check }] of checks.entries()) {
    if (check === 'custom') addLoss('IMP208', 'a refinement is not checked here')
    if (check === 'overwrite' && index + 1 < checks.length) addConversion('trim or a similar method')
    else if (check === 'overwrite') addLoss('IMP101', 'trim and similar methods have no counterpart')
    if (check === 'property') addLoss('IMP208', 'a check of a property is not made here')
  }
  const flagged = [def, ...checks].map(({ pattern }) => pattern).filter(pattern => /[ims]/.test(pattern?.flags ?? ''))
  if (flagged.length) {
    const isFlagged = schema => flagged.some(({ source }) => source === schema.pattern)
    if (isFlagged(jsonSchema)) delete jsonSchema.pattern
    const remaining = (jsonSchema.allOf ?? []).filter(part => !isFlagged(part)) // the patterns of several checks
    if (remaining.length) jsonSchema.allOf = remaining
    else delete jsonSchema.allOf
    addLoss('IMP206', 'a pattern with the flag i, m or s has no counterpart')
  }
  if (METHODS.has(jsonSchema.format)) delete jsonSchema.format // the pattern has the same effect
  const { $losses, ...keyRules } = jsonSchema.propertyNames ?? {}
  if (JSON.stringify(keyRules) === '{"type":"string"}') delete jsonSchema.propertyNames // all keys are texts
  if (typeof jsonSchema.owner === 'string') {
    jsonSchema['x-owner'] = jsonSchema.owner
    delete jsonSchema.owner
  }
}

// Places in the source.

/** Returns the node below another one that defines a name: a property, a variable, or a call with the name as first argument. */
function findDefinition(name, node) {
  let nameNode
  if (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) nameNode = node.name
  else if (ts.isCallExpression(node)) nameNode = node.arguments[0]
  if (nameNode?.text === name) return node
  return ts.forEachChild(node, child => findDefinition(name, child))
}

/** Adds places to a schema and its parts; a part that is not written below `node` has the place of `node`. */
function addPlaces(schema, node) {
  if (schema === null || typeof schema !== 'object') return
  schema.$at ??= place(node)
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    addPlaces(property, findDefinition(name, node) ?? node)
  }
  const lists = [schema.prefixItems, schema.anyOf, schema.oneOf, schema.allOf]
  const parts = [schema.items, schema.additionalProperties, schema.propertyNames, ...lists.flatMap(list => list ?? [])]
  for (const part of parts) addPlaces(part, node)
}

/** Returns the place of a node: file, line and column. */
function place(node) {
  const { line, character } = sourceTree.getLineAndCharacterOfPosition(node.getStart(sourceTree))
  return [file, line + 1, character + 1]
}
