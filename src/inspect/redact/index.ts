/**
 * Keeps values of the vault that a server was given from coming back: exact occurrences of a value of at least eight bytes, in any of its
 * encodings, are replaced by a marker that names the entry. What holds none stays byte for byte and costs only the search. Values
 * are held in bytes and never in strings, and can be wiped.
 */
export { arrive, reachesAcross, redactionNotice } from './arrival.ts'
export { redactEvent, redactOwn, redactRelease, redactVerdict } from './exits.ts'
export { LEAST_REDACTED_BYTES } from './pattern-table.ts'
export type { RedactedStream } from './redacted-stream.ts'
export { createRedactor, type Redactor } from './redactor.ts'
