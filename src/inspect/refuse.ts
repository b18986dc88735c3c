import { encodeError, type Refusal, type RequestId } from '../wire/index.ts'
import type { Message } from './message.ts'
import { type DropCode, peerOf, type Side, type Told } from './verdict.ts'

/**
 * Refuses a message so that nobody waits in vain: a request is answered to its sender, a response to the one who waits for it,
 * and what nobody waits for is dropped, under `dropped` when that has a name of its own.
 */
export function refuse(
  { from, envelope }: Message,
  refusal: Refusal,
  reason: string,
  dropped: Refusal | DropCode = refusal,
): Told {
  if (envelope.kind === 'request') return answer(from, envelope.id, refusal, reason)
  if (envelope.kind === 'notification' || envelope.id === undefined) return drop(dropped, reason)
  return answer(peerOf(from), envelope.id, refusal, reason)
}

/** An error of ours under this id. */
export function answer(to: Side, id: RequestId, refusal: Refusal, reason: string): Told {
  return { kind: 'answer', to, line: encodeError(id, refusal, reason), code: refusal, reason }
}

export function drop(code: Refusal | DropCode, reason: string): Told {
  return { kind: 'drop', code, reason }
}
