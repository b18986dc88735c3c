// Answers each line with what it got, and a batch with a batch. To the id `evil` it gives an answer with the same key twice.
import { write } from './stage.mjs'

let rest = ''
process.stdin.setEncoding('utf8').on('data', (chunk) => {
  const lines = (rest + chunk).split('\n')
  rest = lines.pop()
  for (const line of lines) {
    const message = JSON.parse(line)
    if (Array.isArray(message)) write(`[${message.map(({ id }) => answer(id, 'batch')).join()}]\n`)
    else if (message.method === 'initialize') write(`${greeting(message)}\n`)
    else if (message.id !== undefined) write(`${answer(message.id, line)}\n`)
  }
})

function answer(id, got) {
  const text = JSON.stringify({ jsonrpc: '2.0', id, result: { got } })
  return id === 'evil' ? text.replace('"got":', '"got":1,"got":') : text
}

function greeting({ id, params: { protocolVersion } }) {
  const serverInfo = { name: 'wicked', version: '1' }
  return JSON.stringify({
    jsonrpc: '2.0',
    id,
    result: { protocolVersion, capabilities: {}, serverInfo },
  })
}
