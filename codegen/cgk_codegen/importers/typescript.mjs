// Reads {typescript, file, root, output} and writes the events of a TypeScript file as JSON Schemas with their places ($at), without
// running any of it. Files outside root are not read, except TypeScript's own.
import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, resolve, sep } from 'node:path'

const { typescript, file, root, output } = JSON.parse(readFileSync(0, 'utf8'))
const ts = createRequire(import.meta.url)(typescript)
const MAX_BYTES = 32 * 1024 * 1024
const MAX_DEPTH = 40
const ENVELOPE = new Set(['name', 'data', 'user', 'id', 'ts', 'v'])
const MAP_NAME = /(Events?|EventMap|EventPayloads|Jobs?|JobMap)$/
const JSON_TAGS = new Set(['deprecated', 'owner', 'example'])

const isBelow = (path, folder) => path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
const libraries = dirname(realpathSync(typescript))
const mayRead = path => {
  try {
    const real = realpathSync(path)
    return isBelow(real, realpathSync(root)) || isBelow(real, libraries)
  } catch {
    return false
  }
}

function createProgram() {
  const options = {
    strict: true, noEmit: true, skipLibCheck: true, types: [], lib: ['lib.es2023.d.ts'], target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, allowImportingTsExtensions: true,
  }
  const host = ts.createCompilerHost(options, true)
  const { readFile, fileExists, directoryExists } = host
  let bytes = 0
  host.readFile = path => {
    const text = mayRead(path) ? readFile.call(host, path) : undefined
    bytes += text !== undefined && !path.includes('node_modules') ? text.length : 0
    if (bytes > MAX_BYTES) throw new Error('the source has more than 32 MiB; import a part of it')
    return text
  }
  host.fileExists = path => mayRead(path) && fileExists.call(host, path)
  host.directoryExists = path => mayRead(path) && directoryExists.call(host, path)
  const config = ts.findConfigFile(dirname(file), host.fileExists)
  if (config) {
    const read = ts.readConfigFile(config, host.readFile)
    const parsed = ts.parseJsonConfigFileContent(
      { ...read.config, files: [], include: [] }, { ...ts.sys, readFile: host.readFile, fileExists: host.fileExists }, dirname(config))
    for (const key of ['paths', 'baseUrl', 'pathsBasePath', 'customConditions']) {
      if (parsed.options[key] !== undefined) options[key] = parsed.options[key]
    }
  }
  return ts.createProgram([file], options, host)
}

const program = createProgram()
const checker = program.getTypeChecker()
const source = program.getSourceFile(file)
const definitions = {}
const names = new Map()
const open = []

const place = node => {
  const own = node.getSourceFile()
  const { line, character } = own.getLineAndCharacterOfPosition(node.getStart(own))
  return [own.fileName, line + 1, character + 1]
}
const isLibrary = symbol => symbol?.declarations?.some(each => program.isSourceFileDefaultLibrary(each.getSourceFile())) ?? false
const MISSING_TYPE = 'install the package or add the file that defines it, and import again.'
const withLoss = (schema, code, reason, fragment = null, fix = null) => ({
  ...schema,
  $losses: [...(schema.$losses ?? []), [code, reason, fragment, ...(fix ? [fix] : [])]],
})

function documentation(symbol) {
  const about = {}
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim()
  if (text) about.description = text
  for (const tag of symbol.getJsDocTags(checker)) {
    const value = ts.displayPartsToString(tag.text).trim()
    if (tag.name === 'deprecated') about.deprecated = value || 'deprecated in the source'
    else if (tag.name === 'owner') about['x-owner'] = value
    else if (tag.name === 'example') about.examples = [...(about.examples ?? []), ...parsed(value)]
    else if (!JSON_TAGS.has(tag.name)) about[`x-${tag.name}`] = value
  }
  return about
}

function parsed(text) {
  try {
    return [JSON.parse(text)]
  } catch {
    return []
  }
}

/** Returns the schema of a type; undefined if JSON.stringify leaves such a value out. `node` is where the type is written. */
function schemaOf(type, node) {
  const at = { $at: place(node) }
  const { flags } = type
  if (type.intrinsicName === 'error') {
    const name = (node.type ?? node).getText().slice(0, 100)
    return withLoss(at, 'IMP401', `the type ${name} cannot be resolved; it became any`, null, MISSING_TYPE)
  }
  if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return at
  if (flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void | ts.TypeFlags.ESSymbolLike)) return undefined
  if (flags & ts.TypeFlags.Never) return undefined
  if (flags & ts.TypeFlags.Null) return { ...at, type: 'null' }
  if (flags & ts.TypeFlags.BigIntLike) {
    const bounds = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }
    return withLoss({ ...at, type: 'integer', ...bounds }, 'IMP303', `JSON has no bigint; it became integer, which ends at ±${bounds.maximum}`)
  }
  if (flags & ts.TypeFlags.StringLiteral || flags & ts.TypeFlags.NumberLiteral) return { ...at, const: type.value }
  if (flags & ts.TypeFlags.BooleanLiteral) return { ...at, const: type.intrinsicName === 'true' }
  if (flags & ts.TypeFlags.TemplateLiteral) return templateOf(type, at)
  if (flags & ts.TypeFlags.StringLike) return { ...at, type: 'string' }
  if (flags & ts.TypeFlags.Boolean) return { ...at, type: 'boolean' }
  if (flags & ts.TypeFlags.Number) return { ...at, type: 'number' }
  if (open.length > MAX_DEPTH || (open.includes(type) && !nameOf(type))) {
    return withLoss({ ...at, type: 'object' }, 'IMP201', 'its type contains itself')
  }
  const name = nameOf(type)
  if (name !== undefined) return { ...at, $ref: `#/$defs/${name}` }
  return inside(type, () => contentOf(type, node, at))
}

function inside(type, make) {
  open.push(type)
  try {
    return make()
  } finally {
    open.pop()
  }
}

/** Returns the name of a type of the source, whose schema becomes a definition; undefined if it has none. */
function nameOf(type) {
  const symbol = type.aliasSymbol ?? (type.isClassOrInterface() || type.flags & ts.TypeFlags.EnumLike ? type.symbol : undefined)
  const hasArguments = type.aliasTypeArguments?.length || (type.objectFlags & ts.ObjectFlags.Reference && type.typeArguments?.length)
  const node = symbol?.declarations?.[0]
  if (!node || isLibrary(symbol) || hasArguments || node.getSourceFile().fileName.includes('/node_modules/')) return undefined
  if (!names.has(symbol)) {
    let name = symbol.name
    for (let number = 2; name in definitions; number++) name = `${symbol.name}${number}`
    names.set(symbol, name)
    definitions[name] = {}
    definitions[name] = { ...inside(type, () => contentOf(type, node, { $at: place(node) })), ...documentation(symbol) }
  }
  return names.get(symbol)
}

function contentOf(type, node, at) {
  if (type.isUnion()) return unionOf(type, node, at)
  if (type.flags & ts.TypeFlags.TypeParameter) return schemaOf(checker.getBaseConstraintOfType(type) ?? checker.getUnknownType(), node)
  if (checker.isTupleType(type)) return tupleOf(type, node, at)
  if (checker.isArrayType(type)) return { ...at, type: 'array', items: schemaOf(checker.getTypeArguments(type)[0], elementNode(node)) ?? { type: 'null' } }
  if (type.isIntersection() && !type.types.every(each => each.flags & (ts.TypeFlags.Object | ts.TypeFlags.Union))) {
    const base = type.types.find(each => !(each.flags & ts.TypeFlags.Object)) ?? type
    return withLoss(schemaOf(base, node) ?? at, 'IMP101', 'the brand of the type has no counterpart')
  }
  if (isLibrary(type.symbol) && type.symbol.name === 'Date') return { ...at, type: 'string', format: 'date-time' }
  if (type.getCallSignatures().length || type.getConstructSignatures().length) return undefined
  if (isLibrary(type.symbol) && type.symbol.name !== '__type' && type.isClassOrInterface()) {
    return withLoss(at, 'IMP208', `${type.symbol.name} has no form in JSON; it became any`)
  }
  return objectOf(type, node, at)
}

const elementNode = node => {
  let written = node.type ?? node
  while (written.kind === ts.SyntaxKind.ParenthesizedType || written.kind === ts.SyntaxKind.TypeOperator) written = written.type
  return written.elementType ?? node
}

function objectOf(type, node, at) {
  const properties = {}
  const required = []
  const losses = []
  for (const symbol of checker.getPropertiesOfType(type)) {
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0] ?? node
    const own = checker.getTypeOfSymbolAtLocation(symbol, declaration)
    const mayBeAbsent = symbol.flags & ts.SymbolFlags.Optional || (own.isUnion() && own.types.some(each => each.flags & ts.TypeFlags.Undefined))
    const schema = schemaOf(mayBeAbsent ? writtenType(own, declaration) : own, declaration)
    if (schema === undefined) {
      losses.push(['IMP101', `${symbol.name} is never part of the JSON`, null])
      continue
    }
    properties[symbol.name] = { ...schema, ...documentation(symbol), $at: place(declaration) }
    if (!mayBeAbsent) required.push(symbol.name)
  }
  const index = checker.getIndexTypeOfType(type, ts.IndexKind.String) ?? checker.getIndexTypeOfType(type, ts.IndexKind.Number)
  const rest = index && schemaOf(index, node)
  const made = { ...at, type: 'object', properties, required, additionalProperties: rest ? (({ $at, ...each }) => Object.keys(each).length ? rest : true)(rest) : false }
  return losses.length ? { ...made, $losses: losses } : made
}

/** Returns the type of an optional property as it is written, which may have a name that its union with undefined lacks. */
function writtenType(type, declaration) {
  const written = declaration.type && checker.getTypeFromTypeNode(declaration.type)
  const members = each => (each.isUnion() ? each.types : [each]).filter(inner => !(inner.flags & ts.TypeFlags.Undefined))
  const own = new Set(members(type))
  return written && members(written).length === own.size && members(written).every(each => own.has(each)) ? written : type
}

function unionOf(type, node, at) {
  const ordered = [...type.types].sort((one, other) => position(one, node) - position(other, node))
  const constants = ordered.filter(each => each.flags & (ts.TypeFlags.StringLiteral | ts.TypeFlags.NumberLiteral)).map(each => each.value)
  const booleans = ordered.filter(each => each.flags & ts.TypeFlags.BooleanLiteral)
  const others = ordered.filter(each => !(each.flags & (ts.TypeFlags.StringLiteral | ts.TypeFlags.NumberLiteral | ts.TypeFlags.BooleanLiteral)))
  const choices = others.map(each => schemaOf(each, node)).filter(each => each !== undefined)
  if (booleans.length === 2) choices.unshift({ ...at, type: 'boolean' })
  if (booleans.length === 1) choices.unshift(schemaOf(booleans[0], node))
  if (constants.length) choices.unshift({ ...at, enum: constants })
  return choices.length === 1 ? choices[0] : { ...at, anyOf: choices }
}

/** Returns where a member of a union is written, because the compiler sorts members by their first use. */
function position(type, node) {
  const written = node.type ?? node
  const members = written.types ?? (written.members?.map(each => each) ?? [])
  const at = members.findIndex(each => {
    const own = ts.isTypeNode(each) ? checker.getTypeFromTypeNode(each) : checker.getTypeAtLocation(each)
    return own === type || (own.isUnion?.() && own.types.includes(type)) || (own.isLiteral?.() && type.isLiteral?.() && own.value === type.value)
  })
  return at < 0 ? members.length : at
}

function tupleOf(type, node, at) {
  const kinds = type.target.elementFlags
  const all = checker.getTypeArguments(type).map(each => schemaOf(each, node) ?? { ...at, type: 'null' })
  const rest = kinds.findIndex(each => each & ts.ElementFlags.Variable)
  const fixed = rest < 0 ? all : all.slice(0, rest)
  return {
    ...at, type: 'array', prefixItems: fixed, items: rest < 0 ? false : { anyOf: all.slice(rest), ...at },
    minItems: kinds.filter(each => each & ts.ElementFlags.Required).length,
  }
}

function templateOf(type, at) {
  const escaped = type.texts.map(each => each.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  if (type.types.every(each => each.flags & ts.TypeFlags.String)) return { ...at, type: 'string', pattern: `^${escaped.join('[\\s\\S]*')}$` }
  const shown = checker.typeToString(type)
  return withLoss({ ...at, type: 'string', pattern: `^${escaped[0]}` }, 'IMP206', 'only the text before the first hole is checked', shown)
}

/** Yields [name, type of the payload, node, symbol] of a map's events. */
function * eventsOfMap(type, node) {
  const entries = checker.getPropertiesOfType(type).map(symbol => {
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0] ?? node
    return [symbol, declaration, checker.getTypeOfSymbolAtLocation(symbol, declaration)]
  })
  const dataOf = own => own.getProperty('data')
  const areEnvelopes = entries.every(([, , own]) => dataOf(own) && checker.getPropertiesOfType(own).every(each => ENVELOPE.has(each.name)))
  for (const [symbol, declaration, own] of entries) {
    const data = areEnvelopes ? dataOf(own) : undefined
    const inner = data?.valueDeclaration ?? declaration
    yield [symbol.name, data ? checker.getTypeOfSymbolAtLocation(data, inner) : own, declaration, symbol, inner]
  }
}

function isMap(name, type) {
  const properties = checker.getPropertiesOfType(type)
  const objects = properties.every(each => checker.getTypeOfSymbolAtLocation(each, source).flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection | ts.TypeFlags.Union | ts.TypeFlags.Any))
  return properties.length > 0 && objects && (MAP_NAME.test(name) || properties.some(each => /[./:]/.test(each.name)))
}

const events = []
const losses = []
const add = (name, type, node, symbol, inner) => {
  const owner = inner.type ?? inner
  const schema = inside(type, () => contentOf(type, owner, { $at: place(node) })) ?? {}
  events.push({ name, at: place(node), schema: { ...schema, ...(symbol ? documentation(symbol) : {}) } })
}

function readCalls(node) {
  if (ts.isCallExpression(node)) {
    const called = (node.expression.name ?? node.expression).getText()
    if (called === 'eventType' && node.arguments[0] && ts.isStringLiteralLike(node.arguments[0])) {
      const given = node.arguments[1]
      const schema = given && ts.isObjectLiteralExpression(given) ? given.properties.find(each => each.name?.getText() === 'schema')?.initializer : undefined
      const statement = ts.findAncestor(node, each => ts.isVariableDeclaration(each))
      const symbol = statement && checker.getSymbolAtLocation(statement.name)
      const name = node.arguments[0].text
      if (schema && ts.isCallExpression(schema) && schema.typeArguments?.length) {
        add(name, checker.getTypeFromTypeNode(schema.typeArguments[0]), node.arguments[0], symbol, schema.typeArguments[0])
      } else if (schema) {
        losses.push(['IMP502', place(node.arguments[0]), name, 'its schema is code; --execute runs it', null])
      } else {
        events.push({ name, at: place(node.arguments[0]), schema: symbol ? documentation(symbol) : {} })
      }
    } else if (['fromRecord', 'fromUnion'].includes(called) && node.typeArguments?.length) {
      readMap(checker.getTypeFromTypeNode(node.typeArguments[0]), node.typeArguments[0])
    }
  }
  ts.forEachChild(node, readCalls)
}

function readMap(type, node) {
  if (type.isUnion()) {
    for (const each of type.types) {
      const name = each.getProperty('name')
      const literal = name && checker.getTypeOfSymbolAtLocation(name, node)
      const data = each.getProperty('data')
      const at = data?.valueDeclaration ?? node
      if (literal?.isStringLiteral()) add(literal.value, data ? checker.getTypeOfSymbolAtLocation(data, at) : checker.getAnyType(), name.valueDeclaration, data, at)
    }
    return
  }
  for (const event of eventsOfMap(type, node)) add(...event)
}

readCalls(source)
if (!events.length && !losses.length) {
  const declared = source.statements.filter(each => ts.isTypeAliasDeclaration(each) || ts.isInterfaceDeclaration(each))
  const maps = declared.filter(each => !each.typeParameters && isMap(each.name.text, checker.getTypeAtLocation(each.name)))
  const exported = maps.filter(each => each.modifiers?.some(modifier => modifier.kind === ts.SyntaxKind.ExportKeyword))
  for (const each of exported.length ? exported : maps) readMap(checker.getTypeAtLocation(each.name), each)
}
writeFileSync(output, JSON.stringify({ events, definitions, losses }))
