// Decodes payloads with the official client's decoder: reads a list of payloads, prints their values with their types.
import { readFileSync } from "node:fs"
import superjson from "../../../../node_modules/@trigger.dev/core/dist/esm/v3/imports/superjson.js"

const withTypes = (value) => {
  if (value instanceof Date) return { Date: value.toISOString() }
  if (typeof value === "bigint") return { bigint: String(value) }
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0)))
    return { number: Object.is(value, -0) ? "-0" : String(value) }
  if (value instanceof Set) return { Set: [...value].map(withTypes).sort() }
  if (Array.isArray(value)) return value.map(withTypes)
  if (value !== null && typeof value === "object")
    return { object: Object.entries(value).map(([key, item]) => [key, withTypes(item)]) }
  return value
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map((text) => withTypes(superjson.parse(text)))))
