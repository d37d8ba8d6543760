// typescript-eslint's strictest rules. Those that use types apply to the declarations only; tsc checks the modules' types.
import { join } from 'node:path'
import tseslint from 'typescript-eslint'

const folder = process.env.LINTED

export default tseslint.config(
  { ignores: ['**/validators/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.d.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: join(folder, 'tsconfig.json'), tsconfigRootDir: folder } },
    // Inngest refuses interfaces as payloads: they lack an index signature.
    rules: { '@typescript-eslint/consistent-type-definitions': ['error', 'type'] },
  },
  { files: ['**/*.js'], extends: [...tseslint.configs.strict, ...tseslint.configs.stylistic] },
)
