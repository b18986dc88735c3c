/**
 * The words that every other folder uses: errors with their catalogue, escaping for people's eyes, constants made late.
 * Imports nothing and knows nothing of processes, files or the protocol.
 */
export { catalog, type ErrorEntry } from './error-catalog.ts'
export { AirlockError, assertNever, type ErrorCode } from './errors.ts'
export { escape } from './escape.ts'
export { late } from './late.ts'
export { shellWord } from './shell-word.ts'
export { unmoved, unmovedFrom } from './unmoved.ts'
