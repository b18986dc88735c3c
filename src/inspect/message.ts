import type { Envelope } from '../wire/index.ts'
import type { Asked } from './asked.ts'
import { ANY_ERA, type Era } from './era.ts'
import type { Side } from './verdict.ts'

/** What a line says beside its envelope, as `JSON.parse` makes it. */
export interface Body {
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: unknown
}

/** A well-formed message on its way. */
export interface Message {
  readonly from: Side
  readonly line: Uint8Array
  readonly envelope: Envelope
  /** For a response: the request that it answers. */
  readonly asked: Asked | undefined
  /** Parsed when first asked for, and then no more: the line has passed the scan, so this cannot fail. */
  readonly body: Body
  /** Which rules it is read by. */
  readonly era: Era
}

/** A message as it came; its era is set before any rule sees it. */
export class Received implements Message {
  readonly from: Side
  readonly line: Uint8Array
  readonly envelope: Envelope
  readonly asked: Asked | undefined
  era: Era = ANY_ERA
  #body: Body | undefined

  constructor(from: Side, line: Uint8Array, envelope: Envelope, asked: Asked | undefined) {
    this.from = from
    this.line = line
    this.envelope = envelope
    this.asked = asked
  }

  get body(): Body {
    this.#body ??= parse(this.line)
    return this.#body
  }
}

function parse(line: Uint8Array): Body {
  return JSON.parse(Buffer.from(line.buffer, line.byteOffset, line.length).toString('utf8'))
}
