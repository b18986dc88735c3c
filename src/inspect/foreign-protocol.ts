import type { Side } from './verdict.ts'

/**
 * Which other protocol a line begins, as a name for people; undefined when it does not look like one. Asked only about lines
 * of a side that has not said anything well-formed yet.
 */
export function foreignProtocol(from: Side, line: Uint8Array): string | undefined {
  const start = Buffer.from(line.buffer, line.byteOffset, Math.min(line.length, LOOKED_AT))
  if (isSettingsFrame(start)) return 'HTTP/2'
  const text = start.toString('latin1')
  return FOREIGN.find(({ by, looks }) => (by === from || by === 'both') && looks.test(text))?.name
}

/** On stream 0: with it an HTTP/2 server begins (RFC 9113, sections 3.4 and 4.1). */
function isSettingsFrame(start: Buffer): boolean {
  return start.length >= 9 && start[0] === 0 && start[3] === 4 && start.readUInt32BE(5) === 0
}

/** What helps whoever speaks another protocol. */
export const FOREIGN_HINTS: Readonly<Record<Side, string>> = {
  client: 'give the client this command as a stdio server, not as an address',
  server: 'start the server in its stdio mode, usually a word or flag such as `stdio`',
}

interface Foreign {
  readonly by: Side | 'both'
  readonly looks: RegExp
  readonly name: string
}

/** Servers print log lines such as `GET /path 200`, so a request line counts only from the client. */
const FOREIGN: readonly Foreign[] = [
  // RFC 9113, section 3.4; it looks like a request line of HTTP/1.
  { by: 'both', looks: /^PRI \* HTTP\/2\.0/, name: 'HTTP/2' },
  // RFC 9112, sections 3 and 4.
  { by: 'both', looks: /^HTTP\/\d(?:\.\d)? \d{3}/, name: 'HTTP' },
  {
    by: 'client',
    looks: /^(?:CONNECT|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT|TRACE) \S+ HTTP\/\d/,
    name: 'HTTP',
  },
  // Language Server Protocol, base protocol, header part.
  { by: 'both', looks: /^content-(?:length|type):/i, name: 'LSP framing (`Content-Length`)' },
]

const LOOKED_AT = 256
