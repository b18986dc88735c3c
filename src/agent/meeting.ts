import type { Duplex } from '../os/index.ts'
import { BytesIn } from './bytes-in.ts'
import { Channel } from './channel.ts'
import { agree, GREETING, isProof, KEY_BYTES, makeEphemeral } from './handshake.ts'

/** Why a client got no channel: the other end went away or was too slow, or it does not know the token. */
export type NotMet = 'gone' | 'stranger'

/**
 * The client's side of the handshake: greeting and public key; the agent's public key and proof; the client's proof. Nothing is said to an
 * end that has not proven that it knows the token.
 */
export async function meetAgent(
  peer: Duplex,
  options: { readonly token: Buffer; readonly silenceMs: number },
): Promise<Channel | NotMet> {
  const input = new BytesIn(peer)
  const own = makeEphemeral()
  peer.write(Buffer.concat([GREETING, own.publicKey]))
  const reply = await within(peer, options.silenceMs, input.take(2 * KEY_BYTES))
  if (reply === undefined) return 'gone'
  const agreed = tryToAgree({
    token: options.token,
    own,
    clientPublic: own.publicKey,
    agentPublic: reply.subarray(0, KEY_BYTES),
  })
  if (agreed === undefined || !isProof(reply.subarray(KEY_BYTES), agreed.agentProof)) {
    peer.destroy()
    return 'stranger'
  }
  peer.write(agreed.clientProof)
  return new Channel(peer, input, { sealing: agreed.clientKey, opening: agreed.agentKey })
}

/** The agent's side; undefined when the client is none, or takes too long, and was hung up on. */
export async function meetClient(
  peer: Duplex,
  options: { readonly token: Buffer; readonly silenceMs: number },
): Promise<Channel | undefined> {
  const met = await within(peer, options.silenceMs, greetBack(peer, options.token))
  if (met === undefined) peer.destroy()
  return met
}

async function greetBack(peer: Duplex, token: Buffer): Promise<Channel | undefined> {
  const input = new BytesIn(peer)
  const hello = await input.take(GREETING.length + KEY_BYTES)
  if (hello === undefined || !hello.subarray(0, GREETING.length).equals(GREETING)) return undefined
  const own = makeEphemeral()
  const clientPublic = hello.subarray(GREETING.length)
  const agreed = tryToAgree({ token, own, clientPublic, agentPublic: own.publicKey })
  if (agreed === undefined) return undefined
  peer.write(Buffer.concat([own.publicKey, agreed.agentProof]))
  const proof = await input.take(KEY_BYTES)
  if (proof === undefined || !isProof(proof, agreed.clientProof)) return undefined
  return new Channel(peer, input, { sealing: agreed.agentKey, opening: agreed.clientKey })
}

/** Undefined for a public key that no honest end has. */
function tryToAgree(request: Parameters<typeof agree>[0]) {
  try {
    return agree(request)
  } catch {
    return undefined
  }
}

/** Hangs up on a peer that takes too long, which settles whatever waits for it. */
async function within<T>(peer: Duplex, silenceMs: number, work: Promise<T>): Promise<T> {
  const timer = setTimeout(() => peer.destroy(), silenceMs)
  try {
    return await work
  } finally {
    clearTimeout(timer)
  }
}
