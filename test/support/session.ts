import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js'

/** A call whose arguments are harmless and whose answer is the same on each run. */
export interface Call {
  readonly name: string
  readonly arguments?: Record<string, unknown>
  /** Milliseconds after which the client cancels the call. */
  readonly cancelAfter?: number
}

/** What a client does with one server between connecting and closing; everything declared is listed besides. */
export interface Script {
  readonly calls: readonly Call[]
  readonly reads?: readonly string[]
  readonly subscribes?: readonly string[]
  readonly prompts?: readonly { name: string; arguments?: Record<string, string> }[]
  readonly completions?: readonly {
    prompt: string
    argument: { name: string; value: string }
  }[]
  /** The client declares roots, sampling and elicitation only when the script has answers for them. */
  readonly roots?: readonly string[]
  readonly asks?: true
}

/** Names of what the server declared, so that a test can see that the session was a real one. */
export interface Seen {
  readonly tools: string[]
  readonly resources: string[]
  readonly prompts: string[]
  /** Errors that the server answered with. */
  readonly refusals: string[]
  /** What the client itself could not make sense of; always a fault. */
  readonly faults: string[]
}

/** Plays the script with the official client and closes. Errors that the server answers are part of the session. */
export async function play(transport: Transport, script: Script): Promise<Seen> {
  const seen: Seen = { tools: [], resources: [], prompts: [], refusals: [], faults: [] }
  const { client, asked } = makeClient(script)
  // The SDK reads notifications later than answers, so it may take a timely last progress for a late one.
  const onerror = ({ message }: Error) => {
    if (!message.startsWith('Received a progress notification')) seen.faults.push(message)
  }
  Object.assign(client, { onerror })
  await client.connect(transport)
  try {
    await asked
    await client.ping()
    await listAll(client, seen)
    await callAll(client, script, seen)
    await readAll(client, script, seen)
  } finally {
    await client.close()
  }
  return seen
}

/** `asked` settles when the server has asked for the roots, which some do on a timer: the order is then settled too. */
function makeClient(script: Script): { client: Client; asked: Promise<void> } {
  const capabilities = {
    ...(script.roots === undefined ? {} : { roots: { listChanged: true } }),
    ...(script.asks === undefined ? {} : { sampling: {}, elicitation: { form: {} } }),
  }
  const client = new Client({ name: 'outside-test', version: '1.0.0' }, { capabilities })
  const { roots } = script
  const asked = new Promise<void>((resolve) => {
    if (roots === undefined) return resolve()
    client.setRequestHandler(ListRootsRequestSchema, () => {
      setTimeout(resolve, SETTLE_MS)
      return { roots: roots.map((path) => ({ uri: `file://${path}`, name: 'root' })) }
    })
  })
  if (script.asks === true) {
    client.setRequestHandler(CreateMessageRequestSchema, () => ({
      model: 'stub',
      role: 'assistant' as const,
      content: { type: 'text' as const, text: 'sampled' },
    }))
    client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'decline' as const }))
  }
  return { client, asked }
}

async function listAll(client: Client, seen: Seen): Promise<void> {
  const declared = client.getServerCapabilities() ?? {}
  if (declared.logging !== undefined) await client.setLoggingLevel('error')
  if (declared.tools !== undefined) {
    let cursor: string | undefined
    do {
      const page = await client.listTools(cursor === undefined ? undefined : { cursor })
      seen.tools.push(...page.tools.map(({ name }) => name))
      cursor = page.nextCursor
    } while (cursor !== undefined)
  }
  if (declared.resources !== undefined) {
    await note(seen, async () => {
      const { resources } = await client.listResources()
      seen.resources.push(...resources.map(({ uri }) => uri))
    })
    await note(seen, () => client.listResourceTemplates())
  }
  if (declared.prompts !== undefined) {
    const { prompts } = await client.listPrompts()
    seen.prompts.push(...prompts.map(({ name }) => name))
  }
}

async function callAll(client: Client, script: Script, seen: Seen): Promise<void> {
  for (const { name, arguments: args = {}, cancelAfter } of script.calls) {
    const signal = cancelAfter === undefined ? undefined : AbortSignal.timeout(cancelAfter)
    const options = { onprogress: () => {}, ...(signal === undefined ? {} : { signal }) }
    await note(seen, () => client.callTool({ name, arguments: args }, undefined, options))
  }
}

async function readAll(client: Client, script: Script, seen: Seen): Promise<void> {
  for (const uri of script.subscribes ?? []) {
    await note(seen, () => client.subscribeResource({ uri }))
    await note(seen, () => client.unsubscribeResource({ uri }))
  }
  for (const uri of script.reads ?? []) await note(seen, () => client.readResource({ uri }))
  for (const prompt of script.prompts ?? []) await note(seen, () => client.getPrompt(prompt))
  for (const { prompt, argument } of script.completions ?? [])
    await note(seen, () => client.complete({ ref: { type: 'ref/prompt', name: prompt }, argument }))
}

/** A server may answer with an error; a client that breaks is a failed test. */
async function note(seen: Seen, request: () => Promise<unknown>): Promise<void> {
  try {
    await request()
  } catch (error) {
    if (!(error instanceof McpError || error instanceof DOMException)) throw error
    seen.refusals.push(error.message)
  }
}

/** Long enough for a server to digest the answer about roots before the session goes on. */
const SETTLE_MS = 100
