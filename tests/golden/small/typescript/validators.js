// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import * as $parcels from './validators/parcels.js'
import * as $odds from './validators/odds.js'
import * as $bills from './validators/bills.js'

/** @type {typeof import('./validators.js').VALIDATORS} */
export const VALIDATORS = {
  "parcel.sent": $parcels.ParcelSentPayload,
  "parcel.packed": $parcels.ParcelPackedPayload,
  "parcel.posted": $parcels.ParcelPostedPayload,
  "odd.names": $odds.OddNames,
  "odd/empty": $odds.OddEmptyPayload,
  "odd.formats": $odds.OddFormatsPayload,
  "odd.open": $odds.OddOpenPayload,
  "bill.paid": $bills.BillPaidPayload,
  "bill.settled": $bills.BillSettledPayload,
}
