import { readFileSync } from 'node:fs'

/** One connection over the loopback interface, as the end that accepted it sees it. */
export interface LoopbackConnection {
  readonly localPort: number
  readonly remotePort: number
}

/**
 * Whether the other end belongs to this user or to root. Loopback keeps no other user of the machine out, and what is opened in a browser
 * stands in its command line for all to read. Linux says whose a socket is (proc(5), /proc/net/tcp); elsewhere nobody knows, and the answer is yes.
 */
export function isOwnPeer(connection: LoopbackConnection, platform = process.platform): boolean {
  if (platform !== 'linux') return true
  const owner = TABLES.map((table) => ownerIn(table, connection)).find((uid) => uid !== undefined)
  return owner === 0 || (owner !== undefined && owner === process.getuid?.())
}

/** The columns are: number, local address, remote address, state, queues, timer, retransmissions, uid. */
function ownerIn(table: string, { localPort, remotePort }: LoopbackConnection): number | undefined {
  for (const line of readFileSync(table, 'latin1').split('\n')) {
    const [, local = '', remote = '', , , , , uid] = line.trim().split(/\s+/)
    if (isLoopback(local, remotePort) && isLoopback(remote, localPort)) return Number(uid)
  }
  return undefined
}

function isLoopback(address: string, port: number): boolean {
  const [host = '', number = ''] = address.split(':')
  return LOOPBACK.test(host) && Number.parseInt(number, 16) === port
}

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'] as const
/** 127.0.0.1, ::1, and ::ffff:127.0.0.1; each group of four bytes is a number of the machine, here with the lowest byte first. */
const LOOPBACK = /^(?:(?:0{16}FFFF0000)?0100007F|0{24}01000000)$/
