// The cheapest MCP server in Node: no SDK, one parse and one stringify per message. `echo` answers with what it got.
// With `--deaf` it neither ends with its input nor on SIGTERM.
const TOOLS = [
  {
    name: 'echo',
    description: 'Answers with what it got',
    inputSchema: {
      type: 'object',
      properties: {
        message: { type: 'string' },
        records: { type: 'array' },
        title: { type: 'string', maxLength: 200 },
        count: { type: 'integer', minimum: 1, maximum: 1000 },
        tags: { type: 'array', items: { type: 'string' }, maxItems: 20 },
        mode: { enum: ['short', 'long'] },
        since: { type: 'string', format: 'date-time' },
        options: { type: 'object', properties: { deep: { type: 'boolean' } } },
      },
      additionalProperties: false,
    },
  },
]

const parts = []

process.stdin.on('data', (chunk) => {
  let from = 0
  for (;;) {
    const end = chunk.indexOf(10, from)
    if (end === -1) break
    parts.push(chunk.subarray(from, end))
    const line = parts.length === 1 ? parts[0] : Buffer.concat(parts)
    parts.length = 0
    from = end + 1
    take(JSON.parse(line.toString()))
  }
  if (from < chunk.length) parts.push(chunk.subarray(from))
})

if (process.argv.includes('--deaf')) {
  process.on('SIGTERM', () => {})
  setInterval(() => {}, 1000)
}

function take({ id, method, params }) {
  if (id === undefined) return
  const result = answer(method, params)
  const reply =
    result === undefined
      ? { jsonrpc: '2.0', id, error: { code: -32601, message: 'unknown method' } }
      : { jsonrpc: '2.0', id, result }
  process.stdout.write(`${JSON.stringify(reply)}\n`)
}

function answer(method, params) {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'echo', version: '1.0.0' },
      }
    case 'ping':
      return {}
    case 'tools/list':
      return { tools: TOOLS }
    case 'tools/call': {
      const { message = '', records } = params.arguments
      const content = [{ type: 'text', text: message }]
      return records === undefined ? { content } : { content, structuredContent: { records } }
    }
    default:
      return undefined
  }
}
