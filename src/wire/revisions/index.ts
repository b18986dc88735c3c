/**
 * The grammar of every message of every revision of the protocol, as tables: JSON Schema as data, method by method. Read by
 * the build, which makes validators of them; the program itself loads only those. Where they differ from the published
 * schemas (modelcontextprotocol/modelcontextprotocol, `schema/<date>/schema.json`) is listed, entry by entry with its
 * reason, in `departures.ts`.
 */
export { REVISIONS } from './all.ts'
export { DEPARTURES } from './departures.ts'
export type { Revision, Sender } from './revision.ts'
