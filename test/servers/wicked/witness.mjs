// A server that leaves a trace as soon as it runs, and tells what it was told. WITNESS names what it does not keep to.
import { appendFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const { TRACE: trace = '', WITNESS: breaks = '' } = process.env
appendFileSync(trace, 'ran\n')
const seen = []
const say = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
const LIST = [{ name: 'seen', inputSchema: { type: 'object' } }]

createInterface({ input: process.stdin }).on('line', (line) => {
  seen.push(line)
  const { id, method, params } = JSON.parse(line)
  if (method === 'initialize') {
    if (breaks === 'exit') process.exit(3)
    if (breaks === 'error') {
      say({ id, error: { code: -32000, message: 'no' } })
      return
    }
    const capabilities = breaks === 'tools' ? { prompts: {} } : { tools: {}, prompts: {} }
    const protocolVersion = breaks === 'version' ? '2025-06-18' : params.protocolVersion
    const serverInfo = { name: 'witness', version: '1' }
    setTimeout(() => say({ id, result: { protocolVersion, capabilities, serverInfo } }), 200)
  } else if (method === 'tools/list') say({ id, result: { tools: LIST } })
  else if (method === 'tools/call') {
    const content = [{ type: 'text', text: JSON.stringify(seen) }]
    say({ id, result: { resultType: 'complete', content } })
  }
})
