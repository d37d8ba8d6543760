// Reads the paths of declaration files. Prints by file name the tags that TypeScript reads in comments, and the kinds
// of the parts of each comment that has an inline link.
import { readFileSync } from 'node:fs'
import ts from 'typescript'

const tags = {}
for (const path of JSON.parse(readFileSync(0, 'utf8'))) {
  const names = []
  const visit = (node) => {
    for (const comment of node.jsDoc ?? []) {
      const parts = typeof comment.comment === 'string' ? [] : (comment.comment ?? [])
      names.push(...(comment.tags ?? []).map((tag) => tag.tagName.text), ...parts.map((part) => part.kind))
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true))
  tags[path.split('/').at(-1)] = names
}
console.log(JSON.stringify(tags))
