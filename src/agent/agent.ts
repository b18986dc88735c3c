import { randomBytes } from 'node:crypto'
import { AirlockError, escape } from '../base/index.ts'
import {
  connectToSocket,
  createSecretFile,
  type Duplex,
  ensurePrivateDirectory,
  exclusively,
  listenOnSocket,
  onEndSignal,
  removeTree,
  requirePrivateDirectory,
  type SocketListener,
} from '../os/index.ts'
import { socketOf, TOKEN_BYTES, tokenOf } from './place.ts'
import type { AgentEnd, AgentOptions } from './ports.ts'
import { Service } from './service.ts'
import { receiveVisit } from './visit.ts'

/** A running agent. It keeps the process alive. */
export interface Agent {
  /** Wipes the key, hangs up on everybody, removes socket and token. Once. */
  end(why: AgentEnd): void
}

/**
 * Listens in the directory until the agent is idle for too long, is told to end, or the process gets SIGTERM, SIGINT or SIGHUP. Undefined when
 * an agent listens there already. Throws `AIRLOCK_PATH_REFUSED` for a directory that others could use, and `AIRLOCK_VAULT_BUSY` when
 * another process is starting one and does not come to an end.
 */
export async function startAgent(options: AgentOptions): Promise<Agent | undefined> {
  const { directory } = options
  ensurePrivateDirectory(directory)
  const held = await exclusively(directory, PATIENCE_MS, async () => {
    if (await isTaken(directory)) return undefined
    removeTree(socketOf(directory))
    removeTree(tokenOf(directory))
    return await RunningAgent.listen(options)
  })
  if (held !== undefined) return held.done
  throw new AirlockError('AIRLOCK_VAULT_BUSY', {
    message: `another process keeps \`${escape(directory)}\``,
  })
}

async function isTaken(directory: string): Promise<boolean> {
  const peer = await connectToSocket(socketOf(directory))
  peer?.destroy()
  return peer !== undefined
}

class RunningAgent implements Agent {
  readonly #options: AgentOptions
  readonly #token: Buffer
  readonly #service: Service
  readonly #peers = new Set<Duplex>()
  readonly #undo: (() => void)[] = []

  /** The token is there before anybody can connect. */
  static async listen(options: AgentOptions): Promise<RunningAgent> {
    const token = randomBytes(TOKEN_BYTES)
    if (!createSecretFile(tokenOf(options.directory), token))
      throw new TypeError('two agents start at the same time')
    const agent = new RunningAgent(options, token)
    agent.#run(
      await listenOnSocket(socketOf(options.directory), {
        peers: MOST_PEERS,
        onPeer: (peer) => agent.#receive(peer),
      }),
    )
    return agent
  }

  private constructor(options: AgentOptions, token: Buffer) {
    this.#options = options
    this.#token = token
    this.#service = new Service(options)
  }

  end(why: AgentEnd): void {
    if (this.#undo.length === 0) return
    this.#service.lock()
    for (const one of this.#undo.splice(0)) one()
    for (const peer of this.#peers) peer.destroy()
    this.#token.fill(0)
    this.#options.onEnd(why)
  }

  #run(listener: SocketListener): void {
    const { directory, limits } = this.#options
    const timer = setInterval(() => {
      if (this.#service.isForgotten()) this.end('idle')
    }, limits.tickMs)
    this.#undo.push(
      // In one turn, so that nobody finds a socket without its token.
      () => removeTree(tokenOf(directory)),
      () => listener.close(),
      () => clearInterval(timer),
      onEndSignal(() => this.end('signal')),
    )
  }

  #receive(peer: Duplex): void {
    if (!this.#isPrivate()) {
      peer.destroy()
      return
    }
    this.#peers.add(peer)
    peer.once('close', () => this.#peers.delete(peer))
    void receiveVisit(peer, {
      token: this.#token,
      silenceMs: this.#options.limits.silenceMs,
      service: this.#service,
      onShutdown: () => setImmediate(() => this.end('shutdown')),
    })
  }

  /** Looked at for every peer: somebody may have opened the directory since. */
  #isPrivate(): boolean {
    try {
      return requirePrivateDirectory(this.#options.directory)
    } catch {
      return false
    }
  }
}

/** Launchers that wait for the same person, with room for terminals. */
const MOST_PEERS = 64
/** An agent is started in about 100 ms. */
const PATIENCE_MS = 4000
