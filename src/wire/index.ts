/**
 * The protocol's outermost grammar: lines in a stream, and the JSON-RPC envelope of one line. Everything runs in linear
 * time (keys: n log n) and bounded memory on any bytes, faults are values, and nothing here knows a method by name.
 * Lines are looked at, never changed.
 */
export { type BatchParts, batchParts } from './batch.ts'
export { encodeError, REFUSALS, type Refusal } from './encode.ts'
export { encodeInputRequired } from './encode-input-required.ts'
export { encodeToolError } from './encode-tool-error.ts'
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
export {
  LONG_PAYLOAD_BYTES,
  LONG_STRING_BYTES,
  OUTLINED_LENGTH,
  outlineOf,
  PAYLOAD_LENGTH,
} from './outline.ts'
export { partialEnvelope } from './partial-envelope.ts'
export { SCAN_LIMITS, Scanner, scan } from './scan.ts'
export { withoutElements } from './without-elements.ts'
export { withoutMember } from './without-member.ts'
