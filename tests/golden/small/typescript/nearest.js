// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
/**
 * Returns the known name that is most similar to a wrong one, or undefined if none is similar.
 *
 * @param {string} wrong
 * @param {readonly string[]} known
 */
export function nearest(wrong, known) {
  const ranked = known.map((name) => /** @type {const} */ ([edits(wrong, name), name])).sort(([a], [b]) => a - b)
  const [best] = ranked
  return best !== undefined && best[0] <= Math.max(2, wrong.length / 4) ? best[1] : undefined
}

/**
 * Returns the edit distance (Levenshtein) of two strings.
 *
 * @param {string} from
 * @param {string} to
 */
function edits(from, to) {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (const [at, letter] of Array.from(from).entries()) {
    const next = [at + 1]
    for (const [column, other] of Array.from(to).entries()) {
      const changed = (row[column] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
