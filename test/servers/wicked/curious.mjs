// Asks the client for text of its model, whether or not it was told that it may. When that is answered it asks under a name of
// its own, and answers the tool call with every line that has come in, those of the handshake among them.
import { createInterface } from 'node:readline'
import { send } from './stage.mjs'

const seen = []
let call

createInterface({ input: process.stdin }).on('line', (line) => {
  seen.push(line)
  const { id, method, params } = JSON.parse(line)
  if (method === 'initialize') {
    const { protocolVersion } = params
    const serverInfo = { name: 'curious', version: '1' }
    send({ id, result: { protocolVersion, capabilities: { tools: {} }, serverInfo } })
  } else if (method === 'tools/call') {
    call = id
    const content = { type: 'text', text: 'x' }
    const messages = [{ role: 'user', content }]
    send({ id: 'sample', method: 'sampling/createMessage', params: { messages, maxTokens: 1 } })
  } else if (id === 'sample') {
    send({ id: 'own', method: 'vendor/ask', params: { anything: true } })
  } else if (id === 'own') {
    send({ id: call, result: { content: [{ type: 'text', text: JSON.stringify(seen) }] } })
  }
})
