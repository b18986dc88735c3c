import { chmodSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { Duplex } from 'node:stream'
import { AirlockError, escape } from '../base/index.ts'

/** A socket that has a name in the file system. */
export interface SocketListener {
  /** Takes no more peers, and removes the name. */
  close(): void
}

/**
 * Listens under a name in a directory, which must keep others out: whoever can reach the name is let in (unix(7), pathname sockets). Keeps
 * no process alive. Throws `AIRLOCK_PATH_REFUSED` for a name that is too long, and rejects with what bind(2) says.
 */
export async function listenOnSocket(
  path: string,
  options: { readonly peers: number; readonly onPeer: (peer: Duplex) => void },
): Promise<SocketListener> {
  requireShort(path)
  const server = createServer((peer) => {
    peer.unref()
    options.onPeer(peer)
  })
  server.maxConnections = options.peers
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  server.on('error', () => undefined)
  server.unref()
  chmodSync(path, 0o600)
  return { close: () => void server.close() }
}

/** Connects to such a name; undefined when nobody listens there any more, or the name is gone. */
export async function connectToSocket(path: string): Promise<Duplex | undefined> {
  requireShort(path)
  const socket = connect(path)
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
    return socket
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (GONE.has(code)) return undefined
    throw error
  }
}

/** A longer one would be cut by some systems and refused by others. */
function requireShort(path: string): void {
  if (Buffer.byteLength(path) <= MOST_BYTES) return
  throw new AirlockError('AIRLOCK_PATH_REFUSED', {
    message: `\`${escape(path)}\` is too long for the name of a socket (${MOST_BYTES} bytes)`,
    hints: ['set XDG_STATE_HOME to a shorter path, for the client and in the terminal'],
  })
}

const GONE: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOENT', 'ENOTSOCK'])
/** `sun_path` has 108 bytes on Linux and 104 on macOS, with a NUL at its end (unix(7), unix(4)). */
const MOST_BYTES = 103
