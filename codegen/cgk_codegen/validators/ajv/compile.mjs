// Compiles schemas to standalone validators. The argument is ajv's folder. Standard input is {name: {schema, exported}},
// where a schema's `$defs` are the types. The output is {name: code}: an ES module per entry with an export per type.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(join(process.argv[2], 'package.json'))
const { default: Ajv, _ } = require('./dist/ajv.js')
const { default: standalone } = require('./dist/standalone/index.js')

const RUNTIME = /^const (\w+) = require\("ajv\/dist\/runtime\/ucs2length"\)\.default;$/gm

function compile(schema, exported) {
  const ajv = new Ajv({
    strict: true,
    // The schemas are our own and strict mode rejects unknown keywords. Validating them against the meta-schema, which is
    // compiled for each module, would take a fifth of the time.
    validateSchema: false,
    strictRequired: true,
    allowUnionTypes: true,
    allErrors: true,
    messages: false,
    code: { source: true, esm: true, lines: true, formats: _`formats` },
  })
  ajv.addFormat('date-time', () => true)
  ajv.addSchema(schema)
  const references = exported.map((name) => [name, `${schema.$id}#/$defs/${name}`])
  const code = standalone(ajv, Object.fromEntries(references))
    .replace('"use strict";\n', '')
    .replace(RUNTIME, 'const $1 = ucs2length;')
  if (code.includes('require(')) throw new Error(`the code requires a module of ajv: ${/require\([^)]*\)/.exec(code)}`)
  const helpers = ['formats', 'ucs2length'].filter((name) => new RegExp(`\\b${name}\\b`).test(code))
  const imports = helpers.length > 0 ? `import { ${helpers.join(', ')} } from '../checks.js'\n` : ''
  return `// @ts-nocheck\n${imports}\n${code}`
}

const input = JSON.parse(readFileSync(0, 'utf8'))
const modules = Object.entries(input).map(([name, { schema, exported }]) => [name, compile(schema, exported)])
process.stdout.write(JSON.stringify(Object.fromEntries(modules)))
