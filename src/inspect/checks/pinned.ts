import { escape } from '../../base/index.ts'
import type { Check } from '../check.ts'
import { member } from '../json.ts'
import type { PinKind } from '../pins/index.ts'
import { refuseCall } from '../tool-error.ts'

/**
 * What is withheld because it is not as it was pinned is not used either, by a client that has it from an older list or guesses
 * its name.
 */
export const pinned: Check = (message, { pins }) => {
  const { from, envelope, outline } = message
  if (from !== 'client' || envelope.kind !== 'request' || pins.profile === undefined) {
    return undefined
  }
  const kind = USES.get(envelope.method)
  const name = member(outline.params, 'name')
  if (kind === undefined || typeof name !== 'string' || pins.isUsable(kind, name)) return undefined
  const shown = escape(name, MOST_NAME)
  const reason = `the ${kind} \`${shown}\` is withheld: it is not as it was pinned; a person can look with \`mcp-airlock pins diff ${pins.profile}\``
  return refuseCall(message, 'not-pinned', reason)
}

const USES: ReadonlyMap<string, PinKind> = new Map([
  ['tools/call', 'tool'],
  ['prompts/get', 'prompt'],
])
const MOST_NAME = 128
