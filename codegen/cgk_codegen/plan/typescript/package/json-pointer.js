/**
 * Returns the names and indexes of a JSON Pointer (RFC 6901).
 *
 * @param {string} pointer
 */
export function parsePointer(pointer) {
  return pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/**
 * Formats a path, such as `items[2].sku`; `payload` if it is empty.
 *
 * @param {readonly string[]} path
 */
export function formatPath(path) {
  const text = path.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join('')
  return text.replace(/^\./, '') || 'payload'
}
