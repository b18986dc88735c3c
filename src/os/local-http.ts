import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { isOwnPeer } from './peer-user.ts'

/** A request that has arrived whole. */
export interface LocalRequest {
  readonly method: string
  /** As sent, with a query if there was one. */
  readonly path: string
  /** Names in lower case; no name comes twice. */
  readonly headers: Readonly<Record<string, string>>
  /** Overwritten when the answer has been made: whoever needs it longer copies it. */
  readonly body: Buffer
}

export interface LocalReply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A server that only this user's programs on this machine reach. */
export interface LocalHttp {
  readonly port: number
  /** Takes no more requests; replies that are on their way have a second. */
  close(): void
}

/**
 * Serves on a free port of 127.0.0.1 and, where there is one, of ::1: a browser takes `localhost` for either, so nobody else may have the
 * same port of the other. One request a connection. Bounded: bytes of head and body, time to send them, number of connections.
 * What a request or an answer does wrong ends that connection and nothing else.
 */
export async function serveLocally(options: {
  readonly mostBytes: number
  readonly answer: (request: LocalRequest) => Promise<LocalReply>
}): Promise<LocalHttp> {
  const servers = await openPair(() => makeServer(options))
  const address = servers[0]?.address()
  if (address === null || address === undefined || typeof address === 'string')
    throw new TypeError('a TCP listener has a port')
  return {
    port: address.port,
    close: () => {
      for (const server of servers) {
        server.close()
        server.closeIdleConnections()
        setTimeout(() => server.closeAllConnections(), LAST_REPLY_MS).unref()
      }
    },
  }
}

type Options = Parameters<typeof serveLocally>[0]

async function openPair(make: () => Server): Promise<readonly Server[]> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const four = make()
    await listen(four, '127.0.0.1', 0)
    const { port } = four.address() as { port: number }
    const six = make()
    try {
      await listen(six, '::1', port)
      return [four, six]
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (NO_IPV6.has(code)) return [four]
      four.close()
      if (code !== 'EADDRINUSE') throw error
    }
  }
  throw new Error('no port is free on both loopback addresses')
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, exclusive: true, ipv6Only: host === '::1' }, () => {
      server.off('error', reject).on('error', () => undefined)
      resolve()
    })
  })
}

function makeServer(options: Options): Server {
  const server = createServer(
    {
      maxHeaderSize: MOST_HEAD_BYTES,
      requestTimeout: REQUEST_MS,
      connectionsCheckingInterval: CHECK_MS,
      keepAlive: false,
    },
    (request, response) => void serve(options, request, response),
  )
  server.maxConnections = MOST_CONNECTIONS
  server.on('connection', (socket) => {
    const { localPort = 0, remotePort = 0 } = socket
    if (!isOwnPeer({ localPort, remotePort })) socket.destroy()
  })
  return server
}

async function serve(
  { mostBytes, answer }: Options,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.on('error', () => undefined)
  try {
    const headers = headersOf(request)
    if (headers === undefined) return reply(response, { status: 400 })
    const body = await bodyOf(request, mostBytes)
    if (body === undefined) return reply(response, { status: 413 })
    const { method = '', url: path = '' } = request
    const answered = answer({ method, path, headers, body })
    const made = await answered.finally(() => body.fill(0))
    reply(response, made)
  } catch {
    response.destroy()
  }
}

function reply(response: ServerResponse, { status, headers, body = '' }: LocalReply): void {
  response.writeHead(status, {
    ...headers,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  })
  response.end(body)
}

/** Undefined when a name comes twice: which of the two counts, readers disagree on. */
function headersOf({ rawHeaders }: IncomingMessage): Record<string, string> | undefined {
  const headers: Record<string, string> = Object.create(null)
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase()
    if (name in headers) return undefined
    headers[name] = rawHeaders[at + 1] ?? ''
  }
  return headers
}

/** Undefined when there is more than may be. The pieces are overwritten as soon as they are copied. */
async function bodyOf(request: IncomingMessage, mostBytes: number): Promise<Buffer | undefined> {
  const whole = Buffer.alloc(mostBytes)
  let length = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    const isTooMuch = length + piece.length > mostBytes
    if (!isTooMuch) length += piece.copy(whole, length)
    piece.fill(0)
    if (!isTooMuch) continue
    whole.fill(0)
    return undefined
  }
  return whole.subarray(0, length)
}

/** What listening on ::1 says on a machine without IPv6 (ip(7), ipv6(7)). */
const NO_IPV6: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'])
const ROUNDS = 16
const MOST_CONNECTIONS = 16
/** Browsers send 1 to 2 KB. */
const MOST_HEAD_BYTES = 16 * 1024
/** For head and body together. */
const REQUEST_MS = 5000
const CHECK_MS = 500
const LAST_REPLY_MS = 1000
