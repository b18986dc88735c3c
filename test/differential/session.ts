import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import * as t from '@modelcontextprotocol/sdk/types.js'
import type { Subject } from './subject.ts'
import { type Frame, type Message, toSubjects } from './transcripts.ts'

/** A session of the SDK's own client and server in every legacy revision, as they wrote it. */
export async function recordSessions(): Promise<readonly Subject[]> {
  const sessions = []
  for (const version of ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25']) {
    sessions.push(...toSubjects(`session-${version}`, await record(version)))
  }
  return sessions
}

async function record(version: string): Promise<readonly Frame[]> {
  const frames: Frame[] = []
  const [clientEnd, serverEnd] = InMemoryTransport.createLinkedPair()
  tap(clientEnd, (message) => {
    const asked =
      message.method === 'initialize' ? { ...message.params, protocolVersion: version } : undefined
    const said = asked === undefined ? message : { ...message, params: asked }
    frames.push({ from: 'client', message: said })
    return said
  })
  tap(serverEnd, (message) => {
    frames.push({ from: 'server', message })
    return message
  })
  const server = createServer()
  const client = createClient(version)
  await server.connect(serverEnd)
  await client.connect(clientEnd)
  await talk(client, server, version)
  await client.close()
  return JSON.parse(JSON.stringify(frames)) as Frame[]
}

function tap(transport: InMemoryTransport, see: (message: Message) => Message): void {
  const send = transport.send.bind(transport)
  transport.send = (message, options) => send(see(message as Message) as t.JSONRPCMessage, options)
}

async function talk(client: Client, server: Server, version: string): Promise<void> {
  await client.ping()
  await server.ping()
  await client.setLoggingLevel('debug')
  await client.listTools()
  await client.listTools({ cursor: 'next' })
  await client.callTool({ name: 'echo', arguments: { text: 'hello', n: 1.5, deep: [{ a: null }] } })
  await client.callTool({ name: 'slow' }, undefined, { onprogress: () => undefined })
  await client.listPrompts()
  await client.getPrompt({ name: 'greet', arguments: { who: 'you' } })
  await client.listResources()
  await client.listResourceTemplates()
  await client.readResource({ uri: 'memo://one' })
  await client.subscribeResource({ uri: 'memo://one' })
  await client.unsubscribeResource({ uri: 'memo://one' })
  await client.complete({
    ref: { type: 'ref/prompt', name: 'greet' },
    argument: { name: 'who', value: 'y' },
  })
  await client.complete({
    ref: { type: 'ref/resource', uri: 'memo://{name}' },
    argument: { name: 'name', value: '' },
    ...(version < '2025-06-18' ? {} : { context: { arguments: { other: 'x' } } }),
  })
  await client.getPrompt({ name: 'nothing' }).catch(() => undefined)
  await client.sendRootsListChanged()
  await server.listRoots()
  await server.sendLoggingMessage({ level: 'info', data: { n: null }, logger: 'x' })
  await server.sendResourceUpdated({ uri: 'memo://one' })
  await server.sendResourceListChanged()
  await server.sendPromptListChanged()
  await server.sendToolListChanged()
  await server.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text: 'hi' } }],
    maxTokens: 10,
    modelPreferences: { hints: [{ name: 'small' }], speedPriority: 1 },
    metadata: { any: 1.5 },
  })
  if (version >= '2025-06-18') {
    await server.elicitInput({
      message: 'how much?',
      requestedSchema: {
        type: 'object',
        properties: { amount: { type: 'number', minimum: 0.5 }, sure: { type: 'boolean' } },
        required: ['amount'],
      },
    })
  }
  const gone = new AbortController()
  const lost = client.callTool({ name: 'stuck' }, undefined, { signal: gone.signal })
  gone.abort('enough')
  await lost.catch(() => undefined)
}

function createClient(version: string): Client {
  const capabilities: t.ClientCapabilities = { roots: { listChanged: true }, sampling: {} }
  if (version >= '2025-06-18') capabilities.elicitation = {}
  const client = new Client({ name: 'client', version: '' }, { capabilities })
  client.setRequestHandler(t.ListRootsRequestSchema, () => ({
    roots: [{ uri: 'file:///home/x', name: 'x' }],
  }))
  client.setRequestHandler(t.CreateMessageRequestSchema, () => ({
    model: 'm',
    role: 'assistant',
    content: { type: 'text', text: 'hi' },
    stopReason: 'endTurn',
  }))
  if (version >= '2025-06-18') {
    client.setRequestHandler(t.ElicitRequestSchema, () => ({
      action: 'accept',
      content: { amount: 1.5, sure: true },
    }))
  }
  return client
}

function createServer(): Server {
  const listChanged = true
  const server = new Server(
    { name: 'server', version: '1' },
    {
      capabilities: {
        tools: { listChanged },
        prompts: { listChanged },
        resources: { listChanged, subscribe: true },
        logging: {},
        completions: {},
      },
      instructions: 'none',
    },
  )
  server.setRequestHandler(t.ListToolsRequestSchema, () => ({
    tools: [
      {
        name: 'echo',
        description: 'repeats',
        inputSchema: {
          type: 'object',
          properties: { text: { type: 'string' } },
          required: ['text'],
        },
        annotations: { readOnlyHint: true },
      },
      { name: 'slow', inputSchema: { type: 'object' } },
    ],
    nextCursor: 'next',
  }))
  server.setRequestHandler(t.CallToolRequestSchema, async (request, extra) => {
    const progressToken = request.params._meta?.progressToken
    if (progressToken !== undefined) {
      await extra.sendNotification({
        method: 'notifications/progress',
        params: { progressToken, progress: 0.5, total: 1 },
      })
    }
    const resource = { uri: 'memo://one', mimeType: 'text/plain', text: 'one' }
    return {
      content: [
        { type: 'text', text: 'hello', annotations: { audience: ['user'], priority: 0.5 } },
        { type: 'image', data: 'AAAA', mimeType: 'image/png' },
        { type: 'resource', resource },
      ],
    }
  })
  server.setRequestHandler(t.ListPromptsRequestSchema, () => ({
    prompts: [{ name: 'greet', arguments: [{ name: 'who', required: true }] }],
  }))
  server.setRequestHandler(t.GetPromptRequestSchema, ({ params }) => {
    if (params.name !== 'greet')
      throw new t.McpError(-32602, 'no such prompt', { name: params.name })
    return { messages: [{ role: 'user', content: { type: 'text', text: 'hello' } }] }
  })
  server.setRequestHandler(t.ListResourcesRequestSchema, () => ({
    resources: [{ uri: 'memo://one', name: 'one', mimeType: 'text/plain', size: 3 }],
  }))
  server.setRequestHandler(t.ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: [{ uriTemplate: 'memo://{name}', name: 'memo' }],
  }))
  server.setRequestHandler(t.ReadResourceRequestSchema, () => ({
    contents: [
      { uri: 'memo://one', text: 'one' },
      { uri: 'memo://two', blob: 'AAAA', mimeType: 'image/png' },
    ],
  }))
  server.setRequestHandler(t.SubscribeRequestSchema, () => ({}))
  server.setRequestHandler(t.UnsubscribeRequestSchema, () => ({}))
  server.setRequestHandler(t.CompleteRequestSchema, () => ({
    completion: { values: ['you', 'yes'], total: 2, hasMore: false },
  }))
  return server
}
