import { NEWLINE } from './bytes.ts'
import type { PartialEnvelope } from './envelope.ts'
import { PartialScan } from './partial-envelope.ts'
import { PartialLine } from './partial-line.ts'

/** A line that was longer than allowed and was thrown away. */
export interface OversizeReport {
  /** Length of the line without its newline. */
  readonly bytes: number
  readonly envelope: PartialEnvelope
}

export interface FramerOptions {
  /** Longest line, in bytes, without its newline; `MAX_LINE_BYTES` unless told. */
  readonly maxBytes?: number
  /**
   * One line without its newline; everything else, a trailing carriage return included, is there. The byte after the
   * view, in the same memory, is the newline, so that a line can be sent on with it and without a copy. The view is of the
   * chunk or of the framer's own memory, and holds until the next `push`.
   */
  readonly onLine: (line: Uint8Array) => void
  readonly onOversize: (report: OversizeReport) => void
}

export interface Framer {
  /**
   * The next bytes of the stream. Calls back before it returns, in order. Keeps nothing of the chunk, so that its memory can be
   * used again as soon as nobody needs the lines in it any more.
   */
  push(chunk: Uint8Array): void
  /**
   * The stream is over. A last line without a newline is not delivered: the MCP SDKs do not either, and it may be cut
   * short. Returns how many bytes of it there were.
   */
  end(): number
}

/**
 * Cuts a stream at its newlines in linear time. A line inside one chunk is a view of it; a line across chunks is joined in memory
 * that is used again for the next one. Of a line over the limit nothing is kept but what `PartialScan` saw in passing.
 */
export function createFramer(options: FramerOptions): Framer {
  const { maxBytes = MAX_LINE_BYTES, onLine, onOversize } = options
  const begun = new PartialLine(maxBytes + 1)
  let lost: LostLine | undefined

  const lose = (piece: Uint8Array): LostLine => {
    lost ??= { scan: begun.drainInto(new PartialScan()), bytes: begun.takeLength() }
    lost.scan.push(piece)
    lost.bytes += piece.length
    return lost
  }

  const finish = (chunk: Uint8Array, from: number, newline: number) => {
    if (lost !== undefined || begun.length + newline - from > maxBytes) {
      const { scan, bytes } = lose(chunk.subarray(from, newline))
      lost = undefined
      onOversize({ bytes, envelope: scan.found })
    } else if (begun.length === 0) onLine(chunk.subarray(from, newline))
    else onLine(begun.joinWith(chunk.subarray(from, newline + 1)))
  }

  const hold = (piece: Uint8Array) => {
    if (lost !== undefined || begun.length + piece.length > maxBytes) lose(piece)
    else begun.append(piece)
  }

  return {
    push(chunk) {
      begun.reclaim()
      let from = 0
      for (;;) {
        const newline = chunk.indexOf(NEWLINE, from)
        if (newline === -1) break
        finish(chunk, from, newline)
        from = newline + 1
      }
      if (from < chunk.length) hold(chunk.subarray(from))
    },
    end() {
      const left = lost?.bytes ?? begun.length
      lost = undefined
      begun.takeLength()
      return left
    },
  }
}

/** 10 MiB: the read buffer of the MCP TypeScript SDK (1.32), where a longer line ends the whole session. */
export const MAX_LINE_BYTES: number = 10 * 1024 * 1024

/** A line over the limit whose newline has not come yet. */
interface LostLine {
  readonly scan: PartialScan
  bytes: number
}
