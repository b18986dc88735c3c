import { classify } from './classify.ts'
import type { Envelope, Fault, FaultCode } from './envelope.ts'
import { JsonScan, type ScanLimits } from './json-scan.ts'
import { partialEnvelope } from './partial-envelope.ts'
import { Text } from './text.ts'

export interface ScanOptions extends ScanLimits {
  /** Whether the bytes are valid UTF-8 (RFC 3629). Asked only about lines that are not ASCII. */
  readonly isUtf8: (bytes: Uint8Array) => boolean
}

/**
 * The deepest of the samples published with MCP 2026-07-28 has 7 levels. `values` bounds what a later parse can cost:
 * measured, 9 MiB of small containers, 2.3 million of them, take 1.4 s and 526 MB in `JSON.parse`.
 */
export const SCAN_LIMITS: ScanLimits = { depth: 64, values: 500_000 }

/**
 * Says what lines are, one after the other, reading the bytes of each once and building nothing. Stricter than `JSON.parse`, so that no two
 * parsers can see different messages in the same bytes: no byte order mark, no key twice in an object, no lone surrogate in a
 * key, no key at the top or right below that could be mistaken for one of the protocol, nothing unknown at the top.
 * Never throws. Keeps nothing of a line but room for the next one.
 */
export class Scanner {
  readonly #options: ScanOptions
  readonly #text = new Text()
  readonly #json: JsonScan

  constructor(options: ScanOptions) {
    this.#options = options
    this.#json = new JsonScan(options)
  }

  scan(line: Uint8Array): Envelope | Fault {
    const text = this.#text
    text.hold(line)
    const envelope = this.#read(line)
    const seen = envelope ?? {
      kind: 'fault',
      code: faultCode(text, this.#options),
      at: text.faultAt,
      partial: partialEnvelope(line),
    }
    text.drop()
    return seen
  }

  #read(line: Uint8Array): Envelope | undefined {
    const text = this.#text
    const json = this.#json
    if (startsWithBom(line)) {
      text.fail('byte-order-mark', 0)
      return undefined
    }
    json.run(text)
    if (text.fault === undefined && !text.isAscii && !this.#options.isUtf8(line)) {
      text.fail('utf8', 0)
    }
    return text.fault === undefined ? classify(text, json.members, json.longStrings) : undefined
  }
}

/** The same for one line alone. */
export function scan(line: Uint8Array, options: ScanOptions): Envelope | Fault {
  return new Scanner(options).scan(line)
}

/** Bytes that are not UTF-8 break the grammar at some place by accident; what is wrong is the encoding. */
function faultCode(text: Text, options: ScanOptions): FaultCode {
  const code = text.fault ?? 'syntax'
  return code === 'syntax' && !options.isUtf8(text.bytes) ? 'utf8' : code
}

function startsWithBom(line: Uint8Array): boolean {
  return line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf
}
