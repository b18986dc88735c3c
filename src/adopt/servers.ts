import type { Node } from 'jsonc-parser'
import { assertNever } from '../base/index.ts'
import type { ServerKind } from './clients.ts'
import { member, members, readJsonc } from './jsonc.ts'

/** One named text of a server, with its place in the file: `length` UTF-16 units at `offset`, quotes included. */
export interface Setting {
  readonly name: string
  readonly value: string
  readonly offset: number
  readonly length: number
}

/** One server as a client's configuration has it. */
export interface Server {
  readonly name: string
  /** Undefined for a server that is reached by its URL. */
  readonly command: string | undefined
  readonly args: readonly string[]
  readonly env: readonly Setting[]
  readonly headers: readonly Setting[]
  /** The arguments with their places, named by their position from 0. */
  readonly words: readonly Setting[]
}

/**
 * The servers in the text of a client's configuration, in its order; none when it has none. A value that is no string is left out: no
 * client passes it on as it stands. Two projects may have servers of one name. Throws as `readJsonc`.
 */
export function readServers(text: string, kind: ServerKind): readonly Server[] {
  return serverLists(readJsonc(text), kind).flatMap((list) =>
    members(list).flatMap(([name, node]) => (node.type === 'object' ? [serverOf(name, node)] : [])),
  )
}

function serverLists(root: Node, kind: ServerKind): readonly (Node | undefined)[] {
  switch (kind) {
    case 'servers':
      return [member(root, 'servers'), member(member(root, 'mcp'), 'servers')]
    case 'projects':
      return [
        member(root, 'mcpServers'),
        ...members(member(root, 'projects')).map(([, project]) => member(project, 'mcpServers')),
      ]
    case 'mcpServers':
    case 'context_servers':
      return [member(root, kind)]
    default:
      return assertNever(kind)
  }
}

/** Zed once had an object as `command`, which held path, arguments and environment. */
function serverOf(name: string, node: Node): Server {
  const command = member(node, 'command')
  const own = command?.type === 'object' ? command : node
  const program = own === node ? command : member(own, 'path')
  const words = (member(own, 'args')?.children ?? []).flatMap((word, index) =>
    settingOf(String(index), word),
  )
  const named = (key: string) =>
    [...new Set([own, node])].flatMap((each) =>
      members(member(each, key)).flatMap(([name, value]) => settingOf(name, value)),
    )
  return {
    name,
    command: program?.type === 'string' ? (program.value as string) : undefined,
    args: words.map(({ value }) => value),
    env: named('env'),
    headers: named('headers'),
    words,
  }
}

function settingOf(name: string, node: Node): readonly Setting[] {
  if (node.type !== 'string') return []
  return [{ name, value: node.value as string, offset: node.offset, length: node.length }]
}
