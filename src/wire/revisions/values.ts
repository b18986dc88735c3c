import { choice, list, type Members, map, record, ref, type Schema } from './schema.ts'

export const ANY: Schema = Object.freeze({})

/** A member that belongs to another form of the same object, where it would make two of one. */
export const NEVER: Schema = { not: {} }

export const STRING: Schema = { type: 'string' }

/** Go and others that leave out empty values cannot tell an empty name from an absent one. */
export const NAME: Schema = { type: 'string', minLength: 1 }

export const STRINGS: Schema = list(STRING)
export const BOOLEAN: Schema = { type: 'boolean' }

/** Finite; JSON's `1e400` becomes Infinity in JavaScript, an error in Python and Go. */
export const NUMBER: Schema = { type: 'number' }

/** Beyond 2^53 - 1 parsers round differently (RFC 8259, section 6). */
const SAFE = { minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }

export const INTEGER: Schema = { type: 'integer', ...SAFE }
export const INTEGER_OR_NULL: Schema = { type: ['integer', 'null'], ...SAFE }
export const NATURAL: Schema = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER }

/** Of a priority. */
export const FRACTION: Schema = { type: 'number', minimum: 0, maximum: 1 }

/** Ids of requests and tokens of progress. */
export const ID: Schema = { type: ['string', 'integer'], ...SAFE }

export const OBJECT: Schema = { type: 'object' }

/** Objects under keys of the peer's own choice. */
export const OBJECTS: Schema = map(OBJECT)

/** `_meta` where only its kind is known. */
export const META: Schema = { type: 'object' }

/** Brought by 2025-11-25, under a prefix that has always been the protocol's own. */
const relatedTask: Members = {
  'io.modelcontextprotocol/related-task?': record({ taskId: NAME }),
}

export const METADATA = {
  Meta: record(relatedTask),
  CallMeta: record({ 'progressToken?': ID, ...relatedTask }),
}

/** What the params of any legacy request may have besides its own members. */
export const REQUEST_PARAMS: Members = { '_meta?': ref('CallMeta') }

/** What a notification's params and any result may have besides their own members. */
export const OPEN: Members = { '_meta?': ref('Meta') }

/** Of `completion/complete`. At most 100 values, says every revision in words. */
export const COMPLETION: Schema = record({
  values: { ...STRINGS, maxItems: 100 },
  'total?': INTEGER,
  'hasMore?': BOOLEAN,
})

export const ROLE: Schema = choice('user', 'assistant')
export const LOG_LEVEL: Schema = choice(
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'critical',
  'alert',
  'emergency',
)
