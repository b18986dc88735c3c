/**
 * The decision about one message: it goes on, it is answered in the peer's place, it is dropped, it is noise, or it ends the
 * session. Pure: the session's state is brought up to date by the call itself, and nothing waits, writes or looks at a clock.
 */
export type { Check } from './check.ts'
export { createInspector, type Inspector } from './inspector.ts'
export { refusalCatalog } from './refusal-catalog.ts'
export type { Answer, Side, Verdict } from './verdict.ts'
