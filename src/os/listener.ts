import { createServer } from 'node:net'

/** A TCP listener on 127.0.0.1 that counts who came. */
export interface Listener {
  readonly port: number
  connections(): number
  close(): void
}

/** Opens a listener on a free port of the loopback interface, to see whether something reaches it. */
export async function openLoopbackListener(): Promise<Listener> {
  const reached: unknown[] = []
  const server = createServer((socket) => {
    reached.push(socket.remotePort)
    socket.destroy()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string')
    throw new TypeError('a TCP listener has a port')
  return { port: address.port, connections: () => reached.length, close: () => void server.close() }
}
