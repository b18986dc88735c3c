/**
 * The protocol's outermost grammar: lines in a stream, and the JSON-RPC envelope of one line. Everything runs in linear
 * time (keys: n log n) and bounded memory on any bytes, faults are values, and nothing here knows a method by name.
 * Lines are looked at, never changed.
 */
export { encodeError, REFUSALS, type Refusal } from './encode.ts'
export {
  type Envelope,
  type FaultCode,
  type PartialEnvelope,
  type RequestId,
} from './envelope.ts'
export {
  createFramer,
  type Framer,
  MAX_LINE_BYTES,
  type OversizeReport,
} from './framer.ts'
export { createGrammar, type Grammar, type GrammarValidators } from './grammar.ts'
export type { GrammarFault } from './grammar-fault.ts'
export type { ScanLimits } from './json-scan.ts'
export { SCAN_LIMITS, scan } from './scan.ts'
export { withoutMember } from './without-member.ts'
