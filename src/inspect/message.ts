import { type Envelope, outlineOf, type RequestId } from '../wire/index.ts'
import type { Consent } from './approvals/consent.ts'
import type { Asked } from './asked.ts'
import { type Found, foundIn } from './content/found.ts'
import { ANY_ERA, type Era } from './era.ts'
import type { Notice, Side } from './verdict.ts'

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
  /**
   * The same, but of each long string no more than `outlineOf` promises, which saves nearly all the time that a message with one
   * takes. For rules about the shape of a message and short strings in it; whoever looks into strings needs `body`.
   */
  readonly outline: Body
  /** What `outline` shows and points to. */
  readonly found: Found
  /** Which rules it is read by. */
  readonly era: Era
  /** It came in an array with others. */
  readonly isBatched: boolean
  /** What a person said about it; undefined when nobody need be asked. */
  readonly consent: Consent | undefined
  /** Which values of the vault were taken out of it before anything read it; undefined when it is as it came. */
  readonly redaction: Redaction | undefined
}

/** What was done to a message before any rule saw it. */
export interface Redaction {
  readonly notices: readonly Notice[]
  /** It holds a value that cannot be taken out: why it must not go on, as a sentence. The message is as it came. */
  readonly withheld?: string
}

/** A message as it came; its era is set before any rule sees it. */
export class Received implements Message {
  readonly from: Side
  readonly line: Uint8Array
  readonly envelope: Envelope
  readonly asked: Asked | undefined
  era: Era = ANY_ERA
  isBatched = false
  consent: Consent | undefined
  redaction: Redaction | undefined
  #body: Body | undefined
  #outline: Body | undefined
  #found: Found | undefined

  constructor(from: Side, line: Uint8Array, envelope: Envelope, asked: Asked | undefined) {
    this.from = from
    this.line = line
    this.envelope = envelope
    this.asked = asked
  }

  /** The same message in other words. */
  static reworded(message: Message, line: Uint8Array, envelope: Envelope): Received {
    const reworded = new Received(message.from, line, envelope, message.asked)
    reworded.era = message.era
    reworded.isBatched = message.isBatched
    reworded.consent = message.consent
    reworded.redaction = message.redaction
    return reworded
  }

  /** The same message with bytes of its own, which nobody writes over. */
  static kept(message: Message): Received {
    return Received.reworded(message, Uint8Array.from(message.line), message.envelope)
  }

  get body(): Body {
    this.#body ??= bodyOf(this.envelope, textOf(this.line, this.envelope))
    return this.#body
  }

  get found(): Found {
    this.#found ??= foundIn(this.outline)
    return this.#found
  }

  get outline(): Body {
    const { envelope } = this
    if (envelope.longStrings === undefined) return this.body
    this.#outline ??= bodyOf(envelope, outlineOf(this.line, envelope))
    return this.#outline
  }
}

/** Only what is read of a line becomes a value; in one shape, so that what reads it stays fast. */
function bodyOf({ kind }: Envelope, json: string): Body {
  const value: unknown = json === '' ? undefined : JSON.parse(json)
  return {
    params: kind === 'request' || kind === 'notification' ? value : undefined,
    result: kind === 'result' ? value : undefined,
    error: kind === 'error' ? value : undefined,
  }
}

function textOf(line: Uint8Array, { valueStart, valueEnd, isPlain }: Envelope): string {
  const bytes = Buffer.isBuffer(line)
    ? line
    : Buffer.from(line.buffer, line.byteOffset, line.length)
  return bytes.toString(isPlain ? 'latin1' : 'utf8', valueStart, valueEnd)
}

/** What a result or an error answers; undefined for everything else, and for an error about a request whose id could not be read. */
export function answeredId(envelope: Envelope): RequestId | undefined {
  const isCall = envelope.kind === 'request' || envelope.kind === 'notification'
  return isCall ? undefined : envelope.id
}
