import type { Check } from '../check.ts'
import { INITIALIZE } from '../era.ts'
import { refuse } from '../refuse.ts'

/**
 * One handshake for a session (MCP, lifecycle): a second one could take back what was agreed. After an error it may be tried
 * again, as clients do with an older revision.
 */
export const handshake: Check = (message, view) => {
  const { from, envelope } = message
  const isRepeated =
    from === 'client' &&
    envelope.kind === 'request' &&
    envelope.method === INITIALIZE &&
    view.handshake !== undefined
  return isRepeated
    ? refuse(message, 'repeated-initialize', 'the session is initialized already')
    : undefined
}
