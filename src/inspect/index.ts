/**
 * The decision about one message: it goes on, it is answered in the peer's place, it is dropped, it is noise, or it ends the
 * session. Pure: the session's state is brought up to date by the call itself, and nothing waits, writes or looks at a clock.
 */

export type { Outcome, Question } from './approvals/question.ts'
export { createPatternSearch, patternFault } from './arguments/pattern-search.ts'
export type { Check } from './check.ts'
export type { DecisionEvent, Observe } from './event.ts'
export { createInspector, type Inspector } from './inspector.ts'
export {
  approve,
  type Change,
  changesIn,
  changesNamed,
  decodeBook,
  diffLines,
  EMPTY_BOOK,
  encodeBook,
  type Observation,
  observe,
  type PinBook,
  type PinKeeper,
  type PinStrictness,
} from './pins/index.ts'
export type { ArgumentPolicy } from './policy.ts'
export {
  createRedactor,
  LEAST_REDACTED_BYTES,
  type RedactedStream,
  type Redactor,
  redactionNotice,
} from './redact/index.ts'
export { refusalCatalog } from './refusal-catalog.ts'
export type { Answer, Notice, Release, Side, Verdict, Waiting } from './verdict.ts'
