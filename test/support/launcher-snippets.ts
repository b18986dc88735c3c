/** What a client would start after a person pasted a snippet from the README. */
export interface StartedBy {
  readonly command: string
  readonly args: readonly string[]
}

/** The clients whose snippets the README shows, and how each reads its own. */
export const clients = {
  'claude-desktop': (text: string) => onlyEntry(JSON.parse(text), 'mcpServers'),
  cursor: (text: string) => onlyEntry(JSON.parse(text), 'mcpServers'),
  vscode: (text: string) => onlyEntry(JSON.parse(text), 'servers'),
  'claude-code': claudeMcpAdd,
} satisfies Record<string, (text: string) => StartedBy>

/** The fenced block that follows `<!-- snippet: NAME -->`; undefined when there is none. */
export function snippet(markdown: string, name: string): string | undefined {
  const pattern = new RegExp(`<!-- snippet: ${name} -->\\s*\\n\`\`\`\\w*\\n([\\s\\S]*?)\\n\`\`\``)
  return pattern.exec(markdown)?.[1]
}

/** The one server under the client's key; its command and arguments are all that a snippet may have to say. */
function onlyEntry(configuration: unknown, key: string): StartedBy {
  const servers = Object.values(
    (configuration as Record<string, Record<string, unknown>>)[key] ?? {},
  )
  const [entry] = servers as Record<string, unknown>[]
  if (servers.length !== 1 || entry === undefined) throw new Error(`one server under "${key}"`)
  const { command, args, type = 'stdio', ...rest } = entry
  if (typeof command !== 'string' || !Array.isArray(args) || type !== 'stdio')
    throw new Error('a stdio server with command and args')
  if (Object.keys(rest).length > 0) throw new Error(`unexpected keys: ${Object.keys(rest).join()}`)
  return { command, args: args as string[] }
}

/** `claude mcp add NAME [options] -- command args…`: everything after the first `--` is the server. */
function claudeMcpAdd(text: string): StartedBy {
  const words = text.replaceAll('\\\n', ' ').trim().split(/\s+/)
  if (/["'$`|;&<>]/.test(text)) throw new Error('a snippet that needs a shell to be understood')
  const split = words.indexOf('--')
  if (words.slice(0, 3).join(' ') !== 'claude mcp add' || split < 4)
    throw new Error('claude mcp add NAME -- command')
  const [command, ...args] = words.slice(split + 1)
  if (command === undefined) throw new Error('no command after --')
  return { command, args }
}
