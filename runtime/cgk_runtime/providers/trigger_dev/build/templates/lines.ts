const NEWLINE = 10

/** Splits a stream of bytes into lines, which may span several chunks. */
export class LineReader {
  private parts: Buffer[] = []
  private readonly onLine: (line: string) => void

  constructor(onLine: (line: string) => void) {
    this.onLine = onLine
  }

  push(chunk: Buffer): void {
    let start = 0
    for (let newline = chunk.indexOf(NEWLINE); newline !== -1; newline = chunk.indexOf(NEWLINE, start)) {
      this.parts.push(chunk.subarray(start, newline))
      start = newline + 1
      this.end()
    }
    if (start < chunk.length) this.parts.push(chunk.subarray(start))
  }

  /** End the current line; call this when the stream ends, because the last line may have no newline. */
  end(): void {
    if (this.parts.length === 0) return
    const line = Buffer.concat(this.parts).toString("utf8")
    this.parts = []
    this.onLine(line)
  }
}
