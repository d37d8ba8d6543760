// Reads {folder, options, texts: {name: source}}. Prints the completions of TypeScript's language service by name, at the
// position that the source marks with `|`.
import { readFileSync } from 'node:fs'
import ts from 'typescript'

const { folder, options, texts } = JSON.parse(readFileSync(0, 'utf8'))
const { options: settings } = ts.convertCompilerOptionsFromJson(options, folder)
const completions = Object.entries(texts).map(([name, marked]) => {
  const file = `${folder}/${name}.ts`
  const text = marked.replace('|', '')
  const read = (path) => (path === file ? text : ts.sys.readFile(path))
  const service = ts.createLanguageService({
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => (read(path) === undefined ? undefined : ts.ScriptSnapshot.fromString(read(path))),
    getCurrentDirectory: () => folder,
    getCompilationSettings: () => settings,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (path) => path === file || ts.sys.fileExists(path),
    readFile: read,
    realpath: ts.sys.realpath,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  })
  return [name, service.getCompletionsAtPosition(file, marked.indexOf('|'), {})?.entries.map((entry) => entry.name) ?? []]
})
process.stdout.write(JSON.stringify(Object.fromEntries(completions)))
