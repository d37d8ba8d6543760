// Parses TypeScript and JavaScript files with the `typescript` package of the project that each file belongs to.
// Reads {"files": [path, ...]} from standard input and prints a JSON list with one entry per file; see
// typescript_source.py for its fields. Nothing is compiled or run.
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"

const LONGEST_SOURCE = 80

const { files } = JSON.parse(readFileSync(0, "utf8"))
console.log(JSON.stringify(files.map(read)))

function read(path) {
  try {
    return { path, ...parse(loadTypeScript(path), path) }
  } catch (error) {
    return { path, problem: error.message }
  }
}

function loadTypeScript(path) {
  const require = createRequire(path)
  let resolved
  try {
    resolved = require.resolve("typescript")
  } catch {
    throw new Error("typescript is not installed in this project")
  }
  const ts = require(resolved)
  if (typeof ts.createSourceFile !== "function") {
    throw new Error(`typescript ${ts.version ?? ""} cannot parse files for other programs; install version 5 or 6`)
  }
  return ts
}

function parse(ts, path) {
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true)
  const imports = new Map()
  const constants = new Map()
  const calls = []
  let exported = null
  collectNames(file)
  visit(file)
  return { calls, exported }

  function collectNames(node) {
    if (ts.isImportDeclaration(node)) collectImports(node)
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined) {
      if (node.parent.flags & ts.NodeFlags.Const) constants.set(node.name.text, node.initializer)
    }
    ts.forEachChild(node, collectNames)
  }

  function collectImports({ importClause, moduleSpecifier }) {
    const module = moduleSpecifier.text
    if (importClause?.name) imports.set(importClause.name.text, { module, name: "default" })
    const bindings = importClause?.namedBindings
    if (bindings === undefined) return
    if (ts.isNamespaceImport(bindings)) imports.set(bindings.name.text, { module, name: null })
    else {
      for (const { name, propertyName } of bindings.elements) {
        imports.set(name.text, { module, name: (propertyName ?? name).text })
      }
    }
  }

  function visit(node) {
    if (ts.isCallExpression(node)) {
      const callee = describeCallee(node.expression)
      if (callee !== undefined) {
        const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1
        calls.push({ ...callee, variable: assignedTo(node), line, arguments: node.arguments.map((argument) => evaluate(argument)) })
      }
    }
    if (ts.isExportAssignment(node)) {
      const value = unwrap(node.expression)
      exported = evaluate(ts.isCallExpression(value) && value.arguments.length > 0 ? value.arguments[0] : value)
    }
    ts.forEachChild(node, visit)
  }

  /** The name, object and module of a called function; undefined for an expression without a name. */
  function describeCallee(node) {
    const callee = unwrap(node)
    if (ts.isIdentifier(callee)) {
      const imported = imports.get(callee.text)
      if (imported === undefined) return { name: callee.text, object: null, module: null }
      return { name: imported.name, object: null, module: imported.module }
    }
    if (ts.isCallExpression(callee)) {
      const inner = describeCallee(callee.expression)
      return inner && { ...inner, name: `${inner.name}()` }
    }
    if (!ts.isPropertyAccessExpression(callee)) return undefined
    const object = describeCallee(callee.expression)
    return { name: callee.name.text, object: object?.name ?? null, module: object?.module ?? null }
  }

  /** The variable that a declaration initializes with a call's result. */
  function assignedTo(call) {
    let node = call.parent
    while (isWrapper(node)) node = node.parent
    return ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) ? node.name.text : null
  }

  /**
   * The value of a text, a list or an object, or of such a constant of this file; {"$source": text} for anything else.
   * A constant may refer to another one, up to ten times.
   */
  function evaluate(expression, depth = 0) {
    const node = unwrap(expression)
    if (ts.isStringLiteralLike(node)) return node.text
    if (ts.isArrayLiteralExpression(node)) return node.elements.map((element) => evaluate(element, depth))
    if (ts.isObjectLiteralExpression(node)) {
      return Object.fromEntries(node.properties.flatMap((property) => evaluateProperty(property, depth)))
    }
    const constant = ts.isIdentifier(node) && depth < 10 ? constants.get(node.text) : undefined
    return constant === undefined ? { $source: node.getText(file).slice(0, LONGEST_SOURCE) } : evaluate(constant, depth + 1)
  }

  /** The entries of an object that one of its properties defines. */
  function evaluateProperty(property, depth) {
    if (ts.isSpreadAssignment(property)) {
      const spread = evaluate(property.expression, depth)
      return spread.$source === undefined ? Object.entries(spread) : [["...", spread]]
    }
    if (!ts.isIdentifier(property.name) && !ts.isStringLiteralLike(property.name)) return []
    if (ts.isPropertyAssignment(property)) return [[property.name.text, evaluate(property.initializer, depth)]]
    if (ts.isShorthandPropertyAssignment(property)) return [[property.name.text, evaluate(property.name, depth)]]
    return []
  }

  function isWrapper(node) {
    return (
      ts.isParenthesizedExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isSatisfiesExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isAwaitExpression(node)
    )
  }

  function unwrap(node) {
    return isWrapper(node) ? unwrap(node.expression) : node
  }
}
