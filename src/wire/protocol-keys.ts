import { hashKey, type Keys } from './keys.ts'
import { foldKey } from './revisions/look-alike.ts'

/** The members of a JSON-RPC envelope, by their place in `Members`. */
const MEMBERS = ['jsonrpc', 'id', 'method', 'params', 'result', 'error'] as const

export const NO_MEMBER = -1

/** Which member the key on top of `keys` is, or `NO_MEMBER`. */
export function memberIndex(keys: Keys): number {
  for (let index = 0; index < MEMBER_BYTES.length; index += 1) {
    if (keys.topIs(MEMBER_BYTES[index] as Buffer)) return index
  }
  return NO_MEMBER
}

/**
 * Whether the key on top of `keys` could be read as a key of the protocol without being it. Peers that ignore case
 * (Go's encoding/json), cut at a NUL or fold Unicode would see what the checks here do not.
 */
export function isLookAlike(keys: Keys): boolean {
  const exact = KNOWN_BY_HASH.get(keys.topHash())
  if (exact === undefined ? keys.topIsPlain() : keys.topIs(exact)) return false
  const text = keys.topText()
  const known = KNOWN_BY_FOLD.get(foldKey(text))
  return known !== undefined && known !== text
}

const MEMBER_BYTES: readonly Buffer[] = MEMBERS.map((member) => Buffer.from(member))

/**
 * Every member of any request's or notification's `params`, of any `result` and of `error`, in the MCP schemas
 * 2024-11-05, 2025-03-26, 2025-06-18, 2025-11-25 and 2026-07-28.
 */
const KNOWN: readonly string[] = [
  ...MEMBERS,
  ...`_meta action argument arguments cacheScope capabilities clientInfo code completion content contents context
    createdAt cursor data description elicitationId includeContext inputRequests inputResponses instructions isError
    lastUpdatedAt level logger maxTokens message messages metadata mode model modelPreferences name nextCursor
    notifications pollInterval pollIntervalMs progress progressToken prompts protocolVersion reason ref requestId
    requestState requestedSchema resourceTemplates resources resultType role roots serverInfo status
    statusMessage stopReason stopSequences structuredContent supportedVersions systemPrompt task taskId tasks
    temperature toolChoice tools total ttl ttlMs uri url`.split(/\s+/),
]

const KNOWN_BY_HASH: ReadonlyMap<number, Buffer> = new Map(
  KNOWN.map((key) => [hashKey(Buffer.from(key)), Buffer.from(key)]),
)
const KNOWN_BY_FOLD: ReadonlyMap<string, string> = new Map(KNOWN.map((key) => [foldKey(key), key]))
