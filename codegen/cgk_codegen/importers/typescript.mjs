// Reads {typescript, file, root, output} and writes the events of a TypeScript file as JSON Schemas with their places ($at)
// and findings ($losses), without running any of it. Files outside root are not read, except TypeScript's own.
import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'

const { typescript, file, root, output } = JSON.parse(readFileSync(0, 'utf8'))
const ts = createRequire(import.meta.url)(typescript)
const { ElementFlags, ObjectFlags, SymbolFlags, SyntaxKind, TypeFlags } = ts
const LIBRARY_FOLDER = dirname(realpathSync(typescript))
const MAX_BYTES = 32 * 1024 * 1024
/** Number of types inside each other; deeper ones become objects with any fields. */
const MAX_DEPTH = 25
/** Fields of an Inngest event. If all entries of a map have only these fields, they are events; otherwise they are payloads. */
const ENVELOPE_FIELDS = new Set(['name', 'data', 'user', 'id', 'ts', 'v'])
/** Usual names of event maps. */
const MAP_NAME = /(Events?|EventMap|EventPayloads|Jobs?|JobMap)$/

const program = createProgram()
const checker = program.getTypeChecker()
const source = program.getSourceFile(file)
const events = []
const losses = []
const definitions = {}
const definitionNames = new Map()
/** The types around the one that is being converted. */
const typesInProgress = []

readCalls(source)
if (!events.length && !losses.length) readDeclaredMaps()
writeFileSync(output, JSON.stringify({ events, definitions, losses }))

/** Returns a program of the source that reads no files outside of root, except TypeScript's own. */
function createProgram() {
  const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    lib: ['lib.es2023.d.ts'],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
  }
  const host = ts.createCompilerHost(options, true)
  const { readFile, fileExists, directoryExists } = host
  let bytes = 0
  host.readFile = path => {
    const text = mayRead(path) ? readFile.call(host, path) : undefined
    if (text !== undefined && !path.includes('node_modules')) bytes += text.length
    if (bytes > MAX_BYTES) throw new Error('the source has more than 32 MiB; import a part of it')
    return text
  }
  host.fileExists = path => mayRead(path) && fileExists.call(host, path)
  host.directoryExists = path => mayRead(path) && directoryExists.call(host, path)
  const configFile = ts.findConfigFile(dirname(file), host.fileExists)
  if (configFile) Object.assign(options, resolutionOptions(configFile, host))
  return ts.createProgram([file], options, host)
}

/** Returns the options of a tsconfig.json that decide where imports lead; its other options, such as plugins, are not used. */
function resolutionOptions(configFile, host) {
  const { config } = ts.readConfigFile(configFile, host.readFile)
  const system = { ...ts.sys, readFile: host.readFile, fileExists: host.fileExists }
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, system, dirname(configFile))
  const keys = ['paths', 'baseUrl', 'pathsBasePath', 'customConditions'].filter(key => options[key] !== undefined)
  return Object.fromEntries(keys.map(key => [key, options[key]]))
}

function mayRead(path) {
  try {
    const realPath = realpathSync(path)
    return isBelow(realPath, realpathSync(root)) || isBelow(realPath, LIBRARY_FOLDER)
  } catch {
    return false
  }
}

function isBelow(path, folder) {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

// Events: calls of Inngest's functions, or else types and interfaces that are event maps.

/** Reads the events of Inngest's functions that are called in a node. */
function readCalls(node) {
  if (ts.isCallExpression(node)) {
    const functionName = (node.expression.name ?? node.expression).getText()
    if (functionName === 'eventType' && node.arguments[0] && ts.isStringLiteralLike(node.arguments[0])) {
      readEventType(node)
    } else if (['fromRecord', 'fromUnion'].includes(functionName) && node.typeArguments?.length) {
      readMap(checker.getTypeFromTypeNode(node.typeArguments[0]), node.typeArguments[0])
    }
  }
  ts.forEachChild(node, readCalls)
}

/** Reads a call such as `const seen = eventType('a/seen', { schema: staticSchema<{ id: string }>() })`. */
function readEventType(call) {
  const [nameNode, options] = call.arguments
  const name = nameNode.text
  const variable = ts.findAncestor(call, ts.isVariableDeclaration)
  const symbol = variable && checker.getSymbolAtLocation(variable.name)
  const hasOptions = options && ts.isObjectLiteralExpression(options)
  const schema = hasOptions && options.properties.find(property => property.name?.getText() === 'schema')?.initializer
  if (schema && ts.isCallExpression(schema) && schema.typeArguments?.length) {
    const [typeNode] = schema.typeArguments
    addEvent({ name, type: checker.getTypeFromTypeNode(typeNode), nameNode, typeNode, symbol })
  } else if (schema) {
    losses.push({ code: 'IMP502', at: place(nameNode), subject: name, reason: 'its schema is code; --execute runs it' })
  } else {
    events.push({ name, at: place(nameNode), schema: symbol ? annotationsOf(symbol) : {} })
  }
}

/** Reads the event maps that the source declares; if some are exported, only those. */
function readDeclaredMaps() {
  const declarations = source.statements.filter(
    statement => (ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement)) && !statement.typeParameters)
  const maps = declarations.filter(({ name }) => isMap(name.text, checker.getTypeAtLocation(name)))
  const exportedMaps = maps.filter(({ modifiers }) => modifiers?.some(({ kind }) => kind === SyntaxKind.ExportKeyword))
  for (const declaration of exportedMaps.length ? exportedMaps : maps) {
    readMap(checker.getTypeAtLocation(declaration.name), declaration)
  }
}

/** Returns whether a type is an event map: its name or a key looks like one, and every value can be a payload. */
function isMap(name, type) {
  const properties = checker.getPropertiesOfType(type)
  const payloadFlags = TypeFlags.Object | TypeFlags.Intersection | TypeFlags.Union | TypeFlags.Any
  const hasPayloads = properties.every(property => checker.getTypeOfSymbolAtLocation(property, source).flags & payloadFlags)
  const hasEventName = properties.some(property => /[./:]/.test(property.name))
  return properties.length > 0 && hasPayloads && (MAP_NAME.test(name) || hasEventName)
}

/** Reads a map of events, or a union of `{ name: 'a/seen', data: ... }`. */
function readMap(type, node) {
  if (type.isUnion()) {
    for (const member of type.types) readMemberOfUnion(member, node)
    return
  }
  const entries = checker.getPropertiesOfType(type).map(symbol => {
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0] ?? node
    return { symbol, declaration, type: checker.getTypeOfSymbolAtLocation(symbol, declaration) }
  })
  const areEnvelopes = entries.every(entry => isEnvelope(entry.type))
  for (const { symbol, declaration, type: entryType } of entries) {
    const data = areEnvelopes ? entryType.getProperty('data') : undefined
    const typeNode = data?.valueDeclaration ?? declaration
    const payloadType = data ? checker.getTypeOfSymbolAtLocation(data, typeNode) : entryType
    addEvent({ name: symbol.name, type: payloadType, nameNode: declaration, typeNode, symbol })
  }
}

/** Returns whether a type is an Inngest event: it has data, and no fields that Inngest does not know. */
function isEnvelope(type) {
  return type.getProperty('data') && checker.getPropertiesOfType(type).every(property => ENVELOPE_FIELDS.has(property.name))
}

/** Reads an event of a union; a member without a literal name is not an event. */
function readMemberOfUnion(member, node) {
  const name = member.getProperty('name')
  const nameType = name && checker.getTypeOfSymbolAtLocation(name, node)
  if (!nameType?.isStringLiteral()) return
  const data = member.getProperty('data')
  const typeNode = data?.valueDeclaration ?? node
  const type = data ? checker.getTypeOfSymbolAtLocation(data, typeNode) : checker.getAnyType()
  addEvent({ name: nameType.value, type, nameNode: name.valueDeclaration, typeNode, symbol: data })
}

/** Adds an event; `symbol` has its documentation, `typeNode` is where the type of its payload is written. */
function addEvent({ name, type, nameNode, typeNode, symbol }) {
  const at = place(nameNode)
  const schema = withinType(type, () => contentOf(type, typeNode.type ?? typeNode, { $at: at })) ?? {}
  events.push({ name, at, schema: { ...schema, ...(symbol ? annotationsOf(symbol) : {}) } })
}

// Schemas of types. Each function gets `node`, where the type is written, and `placed`, a schema with only its place ($at).

/** Returns the schema of a type; undefined if JSON.stringify leaves such a value out. */
function schemaOf(type, node) {
  const placed = { $at: place(node) }
  const { flags } = type
  if (type.intrinsicName === 'error') {
    const reason = `the type ${(node.type ?? node).getText().slice(0, 100)} cannot be resolved; it became any`
    const fix = 'install the package or add the file that defines it, and import again.'
    return withLoss(placed, { code: 'IMP401', reason, fix })
  }
  if (flags & (TypeFlags.Any | TypeFlags.Unknown)) return placed
  if (flags & (TypeFlags.Undefined | TypeFlags.Void | TypeFlags.ESSymbolLike | TypeFlags.Never)) return undefined
  if (flags & TypeFlags.Null) return { ...placed, type: 'null' }
  if (flags & TypeFlags.BigIntLike) {
    const bounds = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }
    const reason = `JSON has no bigint; it became integer, which ends at ±${bounds.maximum}`
    return withLoss({ ...placed, type: 'integer', ...bounds }, { code: 'IMP303', reason })
  }
  if (flags & (TypeFlags.StringLiteral | TypeFlags.NumberLiteral)) return { ...placed, const: type.value }
  if (flags & TypeFlags.BooleanLiteral) return { ...placed, const: type.intrinsicName === 'true' }
  if (flags & TypeFlags.TemplateLiteral) return templateOf(type, placed)
  if (flags & TypeFlags.StringMapping) {
    const reason = `${checker.typeToString(type)} is not checked here`
    return withLoss({ ...placed, type: 'string' }, { code: 'IMP208', reason })
  }
  if (flags & TypeFlags.NonPrimitive) {
    return withLoss({ ...placed, type: 'object' }, { code: 'IMP306', reason: 'the type object is read as an object, not a list' })
  }
  if (flags & TypeFlags.StringLike) return { ...placed, type: 'string' }
  if (flags & TypeFlags.Boolean) return { ...placed, type: 'boolean' }
  if (flags & TypeFlags.Number) return { ...placed, type: 'number' }
  if (typesInProgress.length > MAX_DEPTH || (typesInProgress.includes(type) && !definitionOf(type))) {
    return withLoss({ ...placed, type: 'object' }, { code: 'IMP201', reason: 'its type contains itself, or is too deep' })
  }
  const name = definitionOf(type)
  if (name !== undefined) return { ...placed, $ref: `#/$defs/${name}` }
  return withinType(type, () => contentOf(type, node, placed))
}

/** Returns the name of the definition of a named type, which is added if it is new; undefined if the type has no name. */
function definitionOf(type) {
  const hasOwnName = type.isClassOrInterface() || type.flags & TypeFlags.EnumLike
  const symbol = type.aliasSymbol ?? (hasOwnName ? type.symbol : undefined)
  const node = symbol?.declarations?.[0]
  const isGeneric = type.aliasTypeArguments?.length || (type.objectFlags & ObjectFlags.Reference && type.typeArguments?.length)
  if (!node || isGeneric || isLibrary(symbol) || node.getSourceFile().fileName.includes('/node_modules/')) return undefined
  if (!definitionNames.has(symbol)) {
    let name = symbol.name
    for (let number = 2; name in definitions; number++) name = `${symbol.name}${number}`
    definitionNames.set(symbol, name)
    definitions[name] = {} // taken, while the types inside it are converted
    const schema = withinType(type, () => contentOf(type, node, { $at: place(node) }))
    definitions[name] = { ...schema, ...annotationsOf(symbol) }
  }
  return definitionNames.get(symbol)
}

/** Calls a function while a type is listed in typesInProgress. */
function withinType(type, convert) {
  typesInProgress.push(type)
  try {
    return convert()
  } finally {
    typesInProgress.pop()
  }
}

/** Returns the schema of a type that is not a scalar, without a reference at its top. */
function contentOf(type, node, placed) {
  if (type.isUnion()) return unionOf(type, node, placed)
  if (type.flags & TypeFlags.TypeParameter) {
    return schemaOf(checker.getBaseConstraintOfType(type) ?? checker.getUnknownType(), node)
  }
  if (checker.isTupleType(type)) return tupleOf(type, node, placed)
  if (checker.isArrayType(type)) {
    const items = schemaOf(checker.getTypeArguments(type)[0], elementNode(node)) ?? { type: 'null' }
    return { ...placed, type: 'array', items }
  }
  if (type.isIntersection() && !type.types.every(member => member.flags & (TypeFlags.Object | TypeFlags.Union))) {
    const base = type.types.find(member => !(member.flags & TypeFlags.Object)) ?? type
    return withLoss(schemaOf(base, node) ?? placed, { code: 'IMP101', reason: 'the brand of the type has no counterpart' })
  }
  if (isLibrary(type.symbol) && type.symbol.name === 'Date') return { ...placed, type: 'string', format: 'date-time' }
  if (type.getCallSignatures().length || type.getConstructSignatures().length) return undefined
  if (isLibrary(type.symbol) && type.symbol.name !== '__type' && type.isClassOrInterface()) {
    return withLoss(placed, { code: 'IMP208', reason: `${type.symbol.name} has no form in JSON; it became any` })
  }
  return objectOf(type, node, placed)
}

/** Returns the node of an array's element type. */
function elementNode(node) {
  const wrappers = [SyntaxKind.ParenthesizedType, SyntaxKind.TypeOperator]
  let typeNode = node.type ?? node
  while (wrappers.includes(typeNode.kind)) typeNode = typeNode.type
  return typeNode.elementType ?? node
}

function objectOf(type, node, placed) {
  const properties = {}
  const required = []
  let schema = { ...placed, type: 'object', properties, required, additionalProperties: additionalPropertiesOf(type, node) }
  for (const symbol of checker.getPropertiesOfType(type)) {
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0] ?? node
    const propertyType = checker.getTypeOfSymbolAtLocation(symbol, declaration)
    const isOptional = symbol.flags & SymbolFlags.Optional || allowsUndefined(propertyType)
    const property = schemaOf(isOptional ? writtenType(propertyType, declaration) : propertyType, declaration)
    if (property === undefined) {
      schema = withLoss(schema, { code: 'IMP101', reason: `${symbol.name} is never part of the JSON` })
      continue
    }
    properties[symbol.name] = { ...property, ...annotationsOf(symbol), $at: place(declaration) }
    if (!isOptional) required.push(symbol.name)
  }
  if (stringIndexes(type).some(({ keyType }) => !(keyType.flags & TypeFlags.String))) {
    schema = withLoss(schema, { code: 'IMP204', reason: 'names of other fields are not checked here' })
  } else if (!checker.getPropertiesOfType(type).length && !stringIndexes(type).length) {
    schema = withLoss(schema, { code: 'IMP301', reason: 'the type {} accepts any value; here it is an object without fields' })
  }
  return schema
}

/** Returns the index signatures of a type whose keys JSON can have. */
function stringIndexes(type) {
  return checker.getIndexInfosOfType(type).filter(({ keyType }) => !(keyType.flags & TypeFlags.ESSymbolLike))
}

/** Returns the value of additionalProperties: the schema of an index signature, or true or false. */
function additionalPropertiesOf(type, node) {
  const schemas = stringIndexes(type).map(index => schemaOf(index.type, node)).filter(schema => schema !== undefined)
  const allowsAny = schemas.some(schema => Object.keys(schema).every(keyword => keyword === '$at'))
  if (allowsAny || !schemas.length) return allowsAny
  return schemas.length === 1 ? schemas[0] : { anyOf: schemas, $at: place(node) }
}

/** Returns the members of a union except undefined, or the type itself. */
function definedMembers(type) {
  return (type.isUnion() ? type.types : [type]).filter(member => !(member.flags & TypeFlags.Undefined))
}

function allowsUndefined(type) {
  return type.isUnion() && definedMembers(type).length < type.types.length
}

/** Returns the type of an optional property as its declaration writes it, because only that type can have a name. */
function writtenType(type, declaration) {
  const written = declaration.type && checker.getTypeFromTypeNode(declaration.type)
  if (!written) return type
  const expected = new Set(definedMembers(type))
  const isSame = definedMembers(written).length === expected.size && definedMembers(written).every(member => expected.has(member))
  return isSame ? written : type
}

/** Returns the schema of a union: an enum of its texts and numbers, and a choice for each other member. */
function unionOf(type, node, placed) {
  const ordered = [...type.types].sort((left, right) => position(left, node) - position(right, node))
  const isConstant = member => member.flags & (TypeFlags.StringLiteral | TypeFlags.NumberLiteral)
  const isBoolean = member => member.flags & TypeFlags.BooleanLiteral
  const constants = ordered.filter(isConstant).map(member => member.value)
  const booleans = ordered.filter(isBoolean)
  const others = ordered.filter(member => !isConstant(member) && !isBoolean(member))
  const choices = others.map(member => schemaOf(member, node)).filter(schema => schema !== undefined)
  if (booleans.length === 2) choices.unshift({ ...placed, type: 'boolean' })
  if (booleans.length === 1) choices.unshift(schemaOf(booleans[0], node))
  if (constants.length) choices.unshift({ ...placed, enum: constants })
  return choices.length === 1 ? choices[0] : { ...placed, anyOf: choices }
}

/** Returns the index at which a member of a union is written, because the compiler sorts members by their first use. */
function position(type, node) {
  const typeNode = node.type ?? node
  const writtenMembers = [...(typeNode.types ?? typeNode.members ?? [])] // of a union, or of an enum
  const index = writtenMembers.findIndex(memberNode => {
    const member = ts.isTypeNode(memberNode) ? checker.getTypeFromTypeNode(memberNode) : checker.getTypeAtLocation(memberNode)
    const isSameLiteral = member.isLiteral?.() && type.isLiteral?.() && member.value === type.value
    return member === type || isSameLiteral || (member.isUnion?.() && member.types.includes(type))
  })
  return index < 0 ? writtenMembers.length : index
}

function tupleOf(type, node, placed) {
  const { elementFlags } = type.target
  const items = checker.getTypeArguments(type).map(item => schemaOf(item, node) ?? { ...placed, type: 'null' })
  const restIndex = elementFlags.findIndex(flags => flags & ElementFlags.Variable)
  const hasRest = restIndex >= 0
  const loss = { code: 'IMP202', reason: 'items after a list of any length are not checked by position' }
  const start = hasRest && restIndex < items.length - 1 ? withLoss(placed, loss) : placed
  return {
    ...start,
    type: 'array',
    prefixItems: hasRest ? items.slice(0, restIndex) : items,
    items: hasRest && { anyOf: items.slice(restIndex), ...placed },
    minItems: elementFlags.filter(flags => flags & ElementFlags.Required).length,
  }
}

/** Returns the schema of a template literal type: a text with a pattern. */
function templateOf(type, placed) {
  const texts = type.texts.map(text => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  if (type.types.every(inserted => inserted.flags & TypeFlags.String)) {
    return { ...placed, type: 'string', pattern: `^${texts.join('[\\s\\S]*')}$` }
  }
  const loss = { code: 'IMP206', reason: 'only the text before the first placeholder is checked', fragment: checker.typeToString(type) }
  return withLoss({ ...placed, type: 'string', pattern: `^${texts[0]}` }, loss)
}

// Parts of schemas.

/** Returns the place of a node: file, line and column. */
function place(node) {
  const sourceFile = node.getSourceFile()
  const { line, character } = sourceFile.getLineAndCharacterOfPosition(node.getStart(sourceFile))
  return [sourceFile.fileName, line + 1, character + 1]
}

/** Returns whether a symbol is declared by TypeScript's own library. */
function isLibrary(symbol) {
  return symbol?.declarations?.some(node => program.isSourceFileDefaultLibrary(node.getSourceFile())) ?? false
}

function withLoss(schema, loss) {
  return { ...schema, $losses: [...(schema.$losses ?? []), loss] }
}

/** Returns the annotations of a schema from a documentation comment and its tags. */
function annotationsOf(symbol) {
  const annotations = {}
  const description = ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim()
  if (description) annotations.description = description
  for (const tag of symbol.getJsDocTags(checker)) {
    const text = ts.displayPartsToString(tag.text).trim()
    if (tag.name === 'deprecated') annotations.deprecated = text || 'deprecated in the source'
    else if (tag.name === 'example') annotations.examples = [...(annotations.examples ?? []), ...parseExample(text)]
    else annotations[`x-${tag.name}`] = text
  }
  return annotations
}

/** Returns a list with the JSON value of an example, empty if the text is not JSON. */
function parseExample(text) {
  try {
    return [JSON.parse(text)]
  } catch {
    return []
  }
}
