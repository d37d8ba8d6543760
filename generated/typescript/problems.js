// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
/** @typedef {import('./errors.js').FieldProblem} FieldProblem */

/**
 * Keeps the first problem of each field.
 *
 * @param {readonly FieldProblem[]} problems
 */
export function firstPerField(problems) {
  return problems.filter(({ field }, at) => problems.findIndex((other) => other.field === field) === at)
}
