import { assertNever } from '../base/index.ts'
import { isUtf8 } from '../os/index.ts'
import type { ServerKind } from './clients.ts'
import type { Description } from './description.ts'
import { readDocument } from './document.ts'
import { readDotenv } from './dotenv.ts'
import { unusable } from './fault.ts'
import { credentialsIn } from './provider.ts'
import { readServers } from './servers.ts'
import { namedSecret } from './setting.ts'

/** A secret that was taken over. The caller wipes the value. */
export interface Imported {
  readonly name: string
  readonly value: Buffer
  /** The server of a client's configuration that it was found at. */
  readonly server?: string
  /** The variable of the environment that it was found in; differs from `name` where two servers have different values of one variable. */
  readonly variable?: string
  /** What an age file says of it besides. */
  readonly description?: Partial<Description>
}

/** What is read: a `.env` file, a client's configuration with the one server or all, or what an age file held. */
export type ImportSource =
  | { readonly kind: '.env'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'client'
      readonly bytes: Uint8Array
      readonly servers: ServerKind
      readonly server?: string
    }
  | { readonly kind: 'age'; readonly bytes: Uint8Array }

/**
 * The secrets of a file, names distinct. Of a `.env` file everything that is not empty; of a client's configuration the variables that look
 * like secrets; of the document inside an age file everything. The text that it is read from stays in memory until the process ends.
 *
 * Throws AIRLOCK_USAGE for what does not read, with the line and never with content; nothing is returned then.
 */
export function importFrom(source: ImportSource): readonly Imported[] {
  if (source.bytes.length > MAX_BYTES) throw unusable('the file is larger than 8 MB', HINT)
  if (!isUtf8(source.bytes)) throw unusable('the file is not UTF-8', HINT)
  const { buffer, byteOffset, length } = source.bytes
  const text = Buffer.from(buffer, byteOffset, length).toString('utf8')
  switch (source.kind) {
    case '.env':
      return readDotenv(text).flatMap(({ name, value }) =>
        value === '' ? [] : [{ name, value: Buffer.from(value, 'utf8') }],
      )
    case 'client':
      return fromClient(text, source.servers, source.server)
    case 'age':
      return readDocument(text)
    default:
      return assertNever(source)
  }
}

function fromClient(text: string, kind: ServerKind, only: string | undefined): readonly Imported[] {
  const servers = readServers(text, kind)
  const chosen = only === undefined ? servers : servers.filter(({ name }) => name === only)
  if (only !== undefined && chosen.length === 0)
    throw unusable('the file has no server of that name', 'mcp-airlock scan FILE lists them')
  const found = chosen.flatMap(({ name: server, env }) =>
    env
      .filter(({ name, value }) => isSecret(name, value))
      .map(({ name, value }) => ({ server, variable: name, value })),
  )
  const taken = new Map<string, string>()
  return found.flatMap(({ server, variable, value }) => {
    const name = [variable, `${word(server)}_${variable}`, ...numbered(variable)].find(
      (each) => taken.get(each) === undefined || taken.get(each) === value,
    ) as string
    if (taken.get(name) === value) return []
    taken.set(name, value)
    return [{ name, value: Buffer.from(value, 'utf8'), server, variable }]
  })
}

function isSecret(name: string, value: string): boolean {
  return namedSecret(name, value) !== undefined || credentialsIn(value, 1).length > 0
}

function word(server: string): string {
  return server.toUpperCase().replace(/[^A-Z0-9]{1,200}/g, '_')
}

/** Two projects may have servers of one name with different values. */
function numbered(variable: string): readonly string[] {
  return Array.from({ length: 1000 }, (_, index) => `${variable}_${index + 2}`)
}

const MAX_BYTES = 8 << 20
const HINT = 'give another file'
