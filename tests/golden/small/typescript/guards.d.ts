// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import type {
  ParcelSentPayload,
  ParcelPackedPayload,
  ParcelPostedPayload,
  OddNames,
  OddEmptyPayload,
  OddFormatsPayload,
  OddOpenPayload,
  BillPaidPayload,
  BillSettledPayload,
} from './payloads.js'

/** Returns true if a value is a valid payload of `parcel.sent`. */
export declare function isParcelSent(value: unknown): value is ParcelSentPayload

/** Returns true if a value is a valid payload of `parcel.packed`. */
export declare function isParcelPacked(value: unknown): value is ParcelPackedPayload

/**
 * Returns true if a value is a valid payload of `parcel.posted`.
 *
 * @deprecated use parcel.sent instead; removed in version 2
 */
// eslint-disable-next-line @typescript-eslint/no-deprecated
export declare function isParcelPosted(value: unknown): value is ParcelPostedPayload

/** Returns true if a value is a valid payload of `odd.names`. */
export declare function isOddNames(value: unknown): value is OddNames

/** Returns true if a value is a valid payload of `odd/empty`. */
export declare function isOddEmpty(value: unknown): value is OddEmptyPayload

/** Returns true if a value is a valid payload of `odd.formats`. */
export declare function isOddFormats(value: unknown): value is OddFormatsPayload

/** Returns true if a value is a valid payload of `odd.open`. */
export declare function isOddOpen(value: unknown): value is OddOpenPayload

/** Returns true if a value is a valid payload of `bill.paid`. */
export declare function isBillPaid(value: unknown): value is BillPaidPayload

/** Returns true if a value is a valid payload of `bill.settled`. */
export declare function isBillSettled(value: unknown): value is BillSettledPayload
