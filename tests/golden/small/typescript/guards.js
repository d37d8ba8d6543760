// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import * as $parcels from './validators/parcels.js'
import * as $odds from './validators/odds.js'
import * as $bills from './validators/bills.js'

/** @type {typeof import('./guards.js').isParcelSent} */
export const isParcelSent = (value) => $parcels.ParcelSentPayload(value)

/** @type {typeof import('./guards.js').isParcelPacked} */
export const isParcelPacked = (value) => $parcels.ParcelPackedPayload(value)

/** @type {typeof import('./guards.js').isParcelPosted} */
export const isParcelPosted = (value) => $parcels.ParcelPostedPayload(value)

/** @type {typeof import('./guards.js').isOddNames} */
export const isOddNames = (value) => $odds.OddNames(value)

/** @type {typeof import('./guards.js').isOddEmpty} */
export const isOddEmpty = (value) => $odds.OddEmptyPayload(value)

/** @type {typeof import('./guards.js').isBillPaid} */
export const isBillPaid = (value) => $bills.BillPaidPayload(value)

/** @type {typeof import('./guards.js').isBillSettled} */
export const isBillSettled = (value) => $bills.BillSettledPayload(value)
