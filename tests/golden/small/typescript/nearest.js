// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
/**
 * Returns the known name that is most similar to a wrong one, or undefined if none is similar.
 *
 * @param {string} wrong
 * @param {readonly string[]} known
 */
export function findNearest(wrong, known) {
  const ranked = known.map((name) => /** @type {const} */ ([editDistance(wrong, name), name])).sort(([a], [b]) => a - b)
  const [distance = Infinity, name] = ranked[0] ?? []
  return distance <= Math.max(2, wrong.length / 4) ? name : undefined
}

/**
 * Returns the edit distance (Levenshtein) of two strings.
 *
 * @param {string} from
 * @param {string} to
 */
function editDistance(from, to) {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (const [index, letter] of Array.from(from).entries()) {
    const next = [index + 1]
    for (const [column, other] of Array.from(to).entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1)
      const removed = (row[column + 1] ?? 0) + 1
      const added = (next[column] ?? 0) + 1
      next.push(Math.min(replaced, removed, added))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
