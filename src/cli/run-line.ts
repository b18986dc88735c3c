import type { RunRequest } from '../app/index.ts'

/**
 * Recognises the one line that clients start, `run PROFILE [-- COMMAND…]`, without loading the parser of all the others, which costs
 * as much as everything else on the way to the server. Undefined for any other line, help and mistakes included.
 */
export function runLine([word, profile, dashes, ...command]: readonly string[]):
  | RunRequest
  | undefined {
  if (word !== 'run' || profile === undefined || profile.startsWith('-')) return undefined
  if (dashes === undefined) return { profile, command: undefined }
  return dashes === '--' ? { profile, command } : undefined
}
