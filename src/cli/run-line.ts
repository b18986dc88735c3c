import type { RunRequest } from '../app/index.ts'
import { takeFlags } from './run-flags.ts'

/**
 * Recognises the one line that clients start, `run [FLAGS] PROFILE [FLAGS] [-- COMMAND…]`, without loading the parser of all the others,
 * which costs as much as everything else on the way to the server. Undefined for any other line, help and mistakes included.
 */
export function runLine([word, ...words]: readonly string[]): RunRequest | undefined {
  if (word !== 'run') return undefined
  const before = takeFlags(words)
  const [profile, ...more] = before.rest
  if (profile === undefined || profile.startsWith('-')) return undefined
  const after = takeFlags(more)
  const [dashes, ...command] = after.rest
  if (dashes !== undefined && dashes !== '--') return undefined
  const given = dashes === undefined ? undefined : command
  return { profile, command: given, ...before.flags, ...after.flags }
}
