// Types of every kind, checked by the compiler.
type Folder = { name: string; child?: Folder }
enum Level { Low = 1, High = 3 }
interface Line { sku: string; count?: number; note: string | null }
type Pay = { kind: 'card'; last: string } | { kind: 'bank'; iban: string; bic?: string }

export interface JobMap {
  'a/scalars': { tenantId: string; text: string; count: number; flag: boolean; note?: string | null; level: Level; state: 'new' | 'paid' | null }
  'a/objects': { tenantId: string; line: Line; lines: readonly Line[]; labels: Record<string, string>; open: { known: boolean; [other: string]: unknown } }
  'a/choices': { tenantId: string; pay: Pay; id: string | number; pair: [number, string?]; same: [boolean, boolean]; ref: `T-${number}`; tree: Folder }
  'a/loose': { tenantId: string; any: any; unknown: unknown; when?: Date; partial: Partial<Line>; one: Pick<Line, 'sku'>; yes: true; version: 1 | 2; three: 3; path: `a${string}c`; long?: bigint }
  'a/wide': { tenantId: string; bag: object; nothing?: {}; loud?: Uppercase<string>; ends?: [...boolean[], number]; coded?: { [name: `x${string}`]: number } }
}
