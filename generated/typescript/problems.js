// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
/** @typedef {import('./errors.js').FieldProblem} FieldProblem */

/**
 * Keeps the first problem of each field.
 *
 * @param {readonly FieldProblem[]} problems
 */
export function firstPerField(problems) {
  /** @type {Map<string, FieldProblem>} */
  const first = new Map()
  for (const problem of problems) {
    if (!first.has(problem.field)) first.set(problem.field, problem)
  }
  return [...first.values()]
}
