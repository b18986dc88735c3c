/** Attacks on the network and on sockets of the host. */
import { createSocket } from 'node:dgram'
import { promises as dns } from 'node:dns'
import { connect } from 'node:net'
import { attempt } from './attempt.mjs'
import { bytes, word } from './syscall-probe.mjs'
import { call, reach, succeed } from './system-calls.mjs'

export const network = [
  {
    id: 'A23',
    title: 'connects to a socket file in a writable directory',
    threat: 'T7',
    quick: true,
    needs: ['hostSocket'],
    run: ({ hostSocket }) => attempt({ connect: () => connected({ path: hostSocket }) }),
  },
  {
    id: 'A36',
    title: 'opens sockets of other families',
    threat: 'T7',
    quick: true,
    run: () =>
      attempt(
        Object.fromEntries(
          Object.entries(FAMILIES).map(([name, args]) => [
            name,
            () => reach([call('socket', ...args)]),
          ]),
        ),
      ),
  },
  {
    id: 'A37',
    title: 'reaches local sockets of the host',
    threat: 'T7',
    quick: true,
    needs: ['hostAbstract', 'hostDatagram'],
    run: ({ hostAbstract, hostDatagram }) =>
      attempt({
        abstract: () => connected({ path: `\0${hostAbstract}` }),
        ...Object.fromEntries(SERVICES.map((path) => [path, () => connected({ path })])),
        // One end of a pair of datagram sockets can send to any name, though no socket was ever opened.
        pair: () => sentFromPair(2, hostDatagram),
        'raw pair': () => sentFromPair(3, hostDatagram),
      }),
  },
  {
    id: 'A52',
    title: 'connects to services of the host and the network',
    threat: 'T7',
    quick: true,
    needs: ['hostPort'],
    run: ({ hostPort, hostAddresses = [] }) =>
      attempt({
        ...Object.fromEntries(
          ['127.0.0.1', '::1', '::ffff:127.0.0.1', '0.0.0.0', ...hostAddresses].map((host) => [
            host,
            () => connected({ host, port: hostPort }),
          ]),
        ),
        // TEST-NET-1 of RFC 5737: no answer can come, so only a refusal is quick.
        elsewhere: () => connected({ host: '192.0.2.1', port: 443 }),
      }),
  },
  {
    id: 'A53',
    title: 'sends datagrams',
    threat: 'T7',
    quick: true,
    needs: ['hostUdpPort'],
    run: ({ hostUdpPort }) =>
      attempt({
        udp4: () => sent('udp4', '127.0.0.1', hostUdpPort),
        udp6: () => sent('udp6', '::1', hostUdpPort),
        multicast: () => sent('udp4', '224.0.0.251', 5353),
      }),
  },
  {
    id: 'A54',
    title: 'asks a name server',
    threat: 'T7',
    quick: true,
    needs: ['hostUdpPort'],
    run: ({ hostUdpPort }) =>
      attempt({
        system: async () => (await dns.lookup('stolen.example.org')).address,
        resolver: async () => {
          const resolver = new dns.Resolver({ timeout: 500, tries: 1 })
          resolver.setServers([`127.0.0.1:${hostUdpPort}`])
          return (await resolver.resolve4('stolen.example.org'))[0]
        },
      }),
  },
]

function connected(options) {
  return new Promise((resolve, reject) => {
    const socket = connect(options)
    const end = (settle, value) => {
      socket.destroy()
      settle(value)
    }
    socket.setTimeout(1500, () =>
      end(reject, Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })),
    )
    socket.once('connect', () => end(resolve, 'connected'))
    socket.once('error', (error) => end(reject, error))
  })
}

function sent(type, host, port) {
  return new Promise((resolve, reject) => {
    const socket = createSocket(type)
    socket.once('error', reject)
    socket.send('stolen', port, host, (error) => {
      socket.close()
      if (error) reject(error)
      else resolve('sent')
    })
  })
}

function sentFromPair(type, path) {
  const pair = bytes(Buffer.alloc(8))
  const name = bytes(Buffer.concat([Buffer.from([1, 0]), Buffer.from(`${path}\0`)]))
  return succeed([
    call('socketpair', 1, type, 0, pair),
    call('sendto', word(pair), bytes('stolen'), 6, 0, name, name.content.length),
  ])
}

/** Family, type, protocol: include/linux/socket.h, include/uapi/linux/netlink.h. */
const FAMILIES = {
  unix: [1, 1, 0],
  inet: [2, 1, 0],
  inet6: [10, 1, 0],
  'inet raw': [2, 3, 1],
  ping: [2, 2, 1],
  mptcp: [2, 1, 262],
  packet: [17, 3, 0],
  'netlink sock_diag': [16, 3, 4],
  'netlink audit': [16, 3, 9],
  'netlink netfilter': [16, 3, 12],
  'netlink uevent': [16, 3, 15],
  'netlink generic': [16, 3, 16],
  can: [29, 3, 1],
  tipc: [30, 5, 0],
  bluetooth: [31, 3, 0],
  alg: [38, 5, 0],
  vsock: [40, 1, 0],
  kcm: [41, 5, 0],
  smc: [43, 1, 0],
  xdp: [44, 3, 0],
}
const SERVICES = [
  '/run/dbus/system_bus_socket',
  '/var/run/docker.sock',
  '/run/podman/podman.sock',
  '/run/snapd.socket',
  '/tmp/.X11-unix/X0',
]
