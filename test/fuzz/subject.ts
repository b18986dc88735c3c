/** What is fuzzed, in one module, so that its coverage can be told from everything else's. */
export { createInspector } from '../../src/inspect/index.ts'
export { createFramer, createGrammar, SCAN_LIMITS, scan } from '../../src/wire/index.ts'
export { planted } from './planted.ts'
