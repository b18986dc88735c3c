import type { Check } from '../check.ts'
import { refuse } from '../refuse.ts'

/** From 2026-07-28 on a server answers and notifies, and asks for nothing but in its results (transports, stdio). */
export const direction: Check = (message, { handshake, speaksModern }) =>
  message.from === 'server' &&
  message.envelope.kind === 'request' &&
  handshake === undefined &&
  speaksModern
    ? refuse(message, 'wrong-direction', 'the server has no requests in MCP 2026-07-28')
    : undefined
