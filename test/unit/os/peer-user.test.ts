import { type AddressInfo, connect, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { isOwnPeer } from '../../../src/os/peer-user.ts'

test.each(['127.0.0.1', '::1'])('whoever connects to %s as this user is known', async (host) => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const { port } = server.address() as AddressInfo
  const accepted = new Promise<boolean>((resolve) => {
    server.once('connection', ({ localPort = 0, remotePort = 0 }) =>
      resolve(isOwnPeer({ localPort, remotePort }, 'linux')),
    )
  })
  const socket = connect(port, host)
  expect(await accepted).toBe(true)
  socket.destroy()
  server.close()
})

test('a connection that nobody knows of is nobody’s', () => {
  expect(isOwnPeer({ localPort: 1, remotePort: 2 }, 'linux')).toBe(false)
})

test('where the system does not say, everybody is let in', () => {
  expect(isOwnPeer({ localPort: 1, remotePort: 2 }, 'darwin')).toBe(true)
})
