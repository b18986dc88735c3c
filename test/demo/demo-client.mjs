import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'

/** Connects the official client to a command, with HOME, PATH and what is given. */
export async function connect([command, ...args], environment) {
  const client = new Client({ name: 'demo', version: '1.0.0' })
  const env = { PATH: process.env.PATH, ...environment }
  const transport = new StdioClientTransport({ command, args, env, cwd: '/', stderr: 'pipe' })
  // What a server writes there goes to a client's log; here only the launcher's own words are wanted.
  transport.stderr.on('data', (chunk) => {
    const own = chunk
      .toString()
      .split('\n')
      .filter((line) => OWN.test(line))
    if (own.length > 0) console.error(own.join('\n'))
  })
  await client.connect(transport)
  return client
}

/** Calls a tool; the text of its answer. */
export async function ask(client, name, args) {
  const { content, isError = false } = await client.callTool({ name, arguments: args })
  return { text: content.map(({ text = '' }) => text).join('\n'), isError }
}

const OWN = /^(?:mcp-airlock: (?!server: )|hint: )/
