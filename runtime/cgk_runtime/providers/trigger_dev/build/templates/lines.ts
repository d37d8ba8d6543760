/** Splits a stream of bytes into lines, which may span several chunks. */
export class LineReader {
  private parts: Buffer[] = []
  private readonly onLine: (line: string) => void

  constructor(onLine: (line: string) => void) {
    this.onLine = onLine
  }

  push(chunk: Buffer): void {
    let start = 0
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      this.parts.push(chunk.subarray(start, end))
      start = end + 1
      this.end()
    }
    if (start < chunk.length) this.parts.push(chunk.subarray(start))
  }

  /** Emit the rest of the stream, which has no final newline. */
  end(): void {
    if (this.parts.length === 0) return
    const line = Buffer.concat(this.parts).toString("utf8")
    this.parts = []
    this.onLine(line)
  }
}
