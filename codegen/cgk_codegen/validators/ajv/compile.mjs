// Compiles schemas to standalone validators. The argument is ajv's folder. Standard input is {name: {schema, exported}},
// where a schema's `$defs` are the types. The output is {name: {code} or {error}}: an ES module per entry with an export
// per type, or the reason why ajv cannot compile it.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(join(process.argv[2], 'package.json'))
const { default: Ajv, _ } = require('./dist/ajv.js')
const { default: standalone } = require('./dist/standalone/index.js')

/** The functions of ajv that `validator-helpers.js` replaces: `equal` compares the values of enums from 200 values on. */
const HELPERS = ['equal', 'ucs2length']
const HELPER_IMPORT = new RegExp(`^const (\\w+) = require\\("ajv/dist/runtime/(${HELPERS.join('|')})"\\)\\.default;$`, 'gm')

function compile(schema, exported) {
  const ajv = new Ajv({
    strict: true,
    // The schemas are our own, and strict mode rejects unknown keywords. The meta-schema, which ajv would compile for each
    // module, would add a fifth to the time.
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
    .replace(HELPER_IMPORT, 'const $1 = $2;')
  if (code.includes('require(')) throw new Error(`the code requires a module of ajv: ${/require\([^)]*\)/.exec(code)}`)
  const helpers = ['formats', ...HELPERS].filter((name) => new RegExp(`\\b${name}\\b`).test(code))
  const imports = helpers.length > 0 ? `import { ${helpers.join(', ')} } from '../validator-helpers.js'\n` : ''
  return `// @ts-nocheck\n${imports}\n${code}`
}

function tryCompile({ schema, exported }) {
  try {
    return { code: compile(schema, exported) }
  } catch (error) {
    return { error: error.message }
  }
}

const input = JSON.parse(readFileSync(0, 'utf8'))
const modules = Object.entries(input).map(([name, module]) => [name, tryCompile(module)])
process.stdout.write(JSON.stringify(Object.fromEntries(modules)))
