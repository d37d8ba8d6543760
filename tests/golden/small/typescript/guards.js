// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import { isPayload } from './validation.js'

/** @type {typeof import('./guards.js').isParcelSent} */
export const isParcelSent = (value) => isPayload("parcel.sent", value)

/** @type {typeof import('./guards.js').isParcelPacked} */
export const isParcelPacked = (value) => isPayload("parcel.packed", value)

/** @type {typeof import('./guards.js').isParcelPosted} */
export const isParcelPosted = (value) => isPayload("parcel.posted", value)

/** @type {typeof import('./guards.js').isOddNames} */
export const isOddNames = (value) => isPayload("odd.names", value)

/** @type {typeof import('./guards.js').isOddEmpty} */
export const isOddEmpty = (value) => isPayload("odd/empty", value)

/** @type {typeof import('./guards.js').isOddFormats} */
export const isOddFormats = (value) => isPayload("odd.formats", value)

/** @type {typeof import('./guards.js').isOddOpen} */
export const isOddOpen = (value) => isPayload("odd.open", value)

/** @type {typeof import('./guards.js').isBillPaid} */
export const isBillPaid = (value) => isPayload("bill.paid", value)

/** @type {typeof import('./guards.js').isBillSettled} */
export const isBillSettled = (value) => isPayload("bill.settled", value)
