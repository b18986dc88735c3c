#!/usr/bin/env node
/**
 * A hostile MCP server: one tool per attack of the catalogue. A call performs the attack with the paths and ports in its arguments
 * and answers with a text that is JSON: `{ "outcome": "denied" | "done" | "broken", "detail": { … } }`.
 * Plain Node without dependencies; the protocol is spoken by hand, one JSON object per line.
 */
import { createInterface } from 'node:readline'
import { attacks } from './catalog.mjs'

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line)
  if (message.id === undefined) continue
  const answer = await respond(message)
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: message.id, ...answer })}\n`)
}

async function respond({ method, params }) {
  if (method === 'initialize')
    return {
      result: {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'hostile', version: '1.0.0' },
      },
    }
  if (method === 'ping') return { result: {} }
  if (method === 'tools/list') return { result: { tools: attacks.map(toolOf) } }
  if (method === 'tools/call') return { result: await perform(params) }
  return { error: { code: -32601, message: 'method not found' } }
}

function toolOf({ id, title, needs }) {
  return { name: id, description: title, inputSchema: { type: 'object', required: needs } }
}

async function perform({ name, arguments: context = {} }) {
  const attack = attacks.find(({ id }) => id === name)
  const missing = attack?.needs.filter((need) => context[need] === undefined)
  if (attack === undefined) return said({ outcome: 'broken', detail: 'no such attack' })
  if (missing.length > 0) return said({ outcome: 'broken', detail: `needs ${missing.join(', ')}` })
  try {
    return said(await attack.run(context))
  } catch (error) {
    return said({ outcome: 'broken', detail: String(error?.stack ?? error) })
  }
}

function said(report) {
  return {
    content: [{ type: 'text', text: JSON.stringify(report) }],
    isError: report.outcome === 'broken',
  }
}
