/**
 * The decision about one message: it goes on, it is answered in the peer's place, it is dropped, or it is noise.
 * Pure: the session's state is brought up to date by the call itself, and nothing waits, writes or looks at a clock.
 */
export type { Check } from './check.ts'
export { createInspector, type Inspector, type InspectorOptions } from './inspector.ts'
export type { Side, Verdict } from './verdict.ts'
