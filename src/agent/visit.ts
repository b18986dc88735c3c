import type { Duplex } from '../os/index.ts'
import type { Channel, Message } from './channel.ts'
import { meetClient } from './meeting.ts'
import type { AgentAnswer, Refusal } from './protocol.ts'
import { readRequest } from './request.ts'
import type { Service } from './service.ts'

/**
 * One client from its first byte to its last: the handshake, then requests, one after the other. Whoever is silent, does not take the answer,
 * talks while an answer is being made, or says what no client says, is hung up on. Never rejects.
 */
export async function receiveVisit(
  peer: Duplex,
  options: {
    readonly token: Buffer
    readonly silenceMs: number
    readonly service: Service
    /** The client asked for the end, and has its answer. */
    readonly onShutdown: () => void
  },
): Promise<void> {
  const { service, silenceMs } = options
  const channel = await meetClient(peer, options)
  if (channel === undefined) return
  const stepUp = service.newStepUp()
  let coming = channel.receive()
  for (;;) {
    const message = await unlessSilent(channel, silenceMs, coming)
    const request = readRequest(message?.control)
    if (message === undefined || request === undefined) break
    coming = channel.receive()
    const gone = new AbortController()
    void coming.then(() => gone.abort())
    const reply = await service.answer(request, message.secrets, {
      gone: gone.signal,
      onUrl: (place) => channel.send(saying({ said: 'progress', place })),
      stepUp,
    })
    const isSaid =
      gone.signal.aborted || channel.send({ control: reply.answer, secrets: reply.secrets })
    for (const one of reply.secrets) one.fill(0)
    if (!isSaid) channel.send(saying({ said: 'refused', refusal: TOO_MUCH }))
    if (gone.signal.aborted) break
    if (request.verb === 'shutdown') options.onShutdown()
  }
  channel.end()
}

function saying(answer: AgentAnswer): Message {
  return { control: answer, secrets: [] }
}

async function unlessSilent(
  channel: Channel,
  silenceMs: number,
  coming: Promise<Message | undefined>,
): Promise<Message | undefined> {
  const timer = setTimeout(() => channel.end(), silenceMs)
  try {
    return await coming
  } finally {
    clearTimeout(timer)
  }
}

const TOO_MUCH: Refusal = {
  code: 'AIRLOCK_VAULT_POLICY',
  message: 'that is more than the agent gives at once: 2 MiB in all, which no environment holds',
  hints: ['let the profile name fewer or shorter secrets'],
}
