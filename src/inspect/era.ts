import { URL_ELICITATION_REQUIRED } from './asks.ts'
import { member } from './json.ts'
import type { Message } from './message.ts'
import { metaOf, PROTOCOL_VERSION } from './meta.ts'
import type { View } from './view.ts'

/**
 * Which rules a message is read by. `legacy`: the revisions with a handshake, up to 2025-11-25. `modern`: those where each
 * request names its revision, from 2026-07-28 on. `probe`: a `server/discover` or its answer, by which a client finds out.
 */
export interface Era {
  readonly kind: 'legacy' | 'modern' | 'probe' | 'either'
  /** The grammars that may hold, one of which must; more than one only for notifications. */
  readonly revisions: readonly [string, ...string[]]
}

/**
 * The era of one message, as it is told apart per message and not per connection: clients have been seen to mix both on one
 * pipe. A response has the era of its request. A notification carries no mark, so it may be of any era that this session
 * has, and of both as long as it has none.
 */
export function eraOf(message: Message, view: View): Era {
  const { envelope, asked } = message
  if (envelope.kind === 'notification') return ofNotification(message, view)
  if (envelope.kind === 'request') return ofRequest(message, envelope.method, view)
  if (asked === undefined) return ofNotification(message, view)
  if (asked.era.kind === 'probe' && wantsInput(message)) return MODERN
  if (asked.method !== INITIALIZE || envelope.kind === 'error') return asked.era
  return legacy(legacyRevision(member(message.outline.result, 'protocolVersion')))
}

function ofRequest(message: Message, method: string, view: View): Era {
  if (message.from === 'client') {
    if (method === DISCOVER) return PROBE
    const { params } = message.outline
    if (method === INITIALIZE) return legacy(legacyRevision(member(params, 'protocolVersion')))
    if (metaOf(params, PROTOCOL_VERSION) !== undefined) return MODERN
  }
  return legacy(view.handshake?.revision ?? NEWEST_LEGACY)
}

/** No answer to a probe does, so it is held to every rule like any other, or a demand could hide in it. */
function wantsInput({ outline: { result, error } }: Message): boolean {
  return (
    member(result, 'resultType') === 'input_required' ||
    member(result, 'inputRequests') !== undefined ||
    member(error, 'code') === URL_ELICITATION_REQUIRED
  )
}

function ofNotification({ from, outline }: Message, { handshake, speaksModern }: View): Era {
  if (from === 'client' && metaOf(outline.params, PROTOCOL_VERSION) !== undefined) return MODERN
  if (handshake === undefined) return speaksModern ? MODERN : ANY_ERA
  if (!speaksModern) return legacy(handshake.revision)
  return { kind: 'either', revisions: [handshake.revision, NEWEST_MODERN] }
}

/**
 * The grammar for a `protocolVersion` of the handshake. An unknown one is read as the newest known: the peers may agree on a
 * revision that is newer than this program, what both revisions have in common passes, and nothing passes unchecked. The
 * same holds for requests before the handshake, which real servers answer: the newest grammar knows all that the older ones do.
 */
export function legacyRevision(said: unknown): string {
  if (said === PRE_RELEASE) return OLDEST_LEGACY
  return typeof said === 'string' && LEGACY.has(said) ? said : NEWEST_LEGACY
}

function legacy(revision: string): Era {
  return LEGACY_ERAS.get(revision) ?? ANY_ERA
}

/** The client's first request in the revisions with a handshake. */
export const INITIALIZE = 'initialize'
const DISCOVER = 'server/discover'
/** The notification that ends a request early, in every revision. */
export const CANCELLED = 'notifications/cancelled'

const OLDEST_LEGACY = '2024-11-05'
const NEWEST_LEGACY = '2025-11-25'
/** Read in the place of any later one too: it must not be answered here that it is unknown, that is the server's to say. */
const NEWEST_MODERN = '2026-07-28'
/** Still offered by the MCP SDKs; it was never published as a schema of its own. */
const PRE_RELEASE = '2024-10-07'

const LEGACY: ReadonlySet<string> = new Set([
  OLDEST_LEGACY,
  '2025-03-26',
  '2025-06-18',
  NEWEST_LEGACY,
])

const LEGACY_ERAS: ReadonlyMap<string, Era> = new Map(
  [...LEGACY].map((revision) => [revision, { kind: 'legacy', revisions: [revision] }]),
)
const MODERN: Era = { kind: 'modern', revisions: [NEWEST_MODERN] }
const PROBE: Era = { kind: 'probe', revisions: [NEWEST_MODERN] }
/** As long as the session has shown none. */
export const ANY_ERA: Era = { kind: 'either', revisions: [NEWEST_LEGACY, NEWEST_MODERN] }
