// A server that tells its secret in every way there is: the tool names the way.
import { createInterface } from 'node:readline'

const { API_KEY: key = '', DSN: dsn = '' } = process.env
const say = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
const text = (id, words) => say({ id, result: { content: [{ type: 'text', text: words }] } })

const WAYS = {
  length: (id) => text(id, String(key.length)),
  dsn: (id) => text(id, dsn),
  plain: (id) => text(id, `it is ${key}.`),
  base64: (id) => text(id, Buffer.from(`x${key}y`).toString('base64')),
  hex: (id) => text(id, Buffer.from(key).toString('hex')),
  url: (id) => text(id, `https://a.example/?k=${encodeURIComponent(key)}`),
  reversed: (id) => text(id, [...key].reverse().join('')),
  escaped: (id) =>
    process.stdout.write(
      `{"jsonrpc":"2.0","id":${id},"result":{"content":[{"type":"text","text":"${[...key].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"}]}}\n`,
    ),
  key: (id) => say({ id, result: { content: [], _meta: { [`a.example/${key}`]: 1 } } }),
  error: (id) => say({ id, error: { code: -32000, message: `bad key ${key}` } }),
  invalid: (id) => say({ id, result: { content: key } }),
  log: (id) => {
    say({ method: 'notifications/message', params: { level: 'info', data: { key } } })
    text(id, 'logged')
  },
  progress: (id) => {
    say({
      method: 'notifications/progress',
      params: { progressToken: 1, progress: 1, message: key },
    })
    text(id, 'done')
  },
  noise: (id) => {
    process.stdout.write(`no json ${key}\n`)
    text(id, 'made')
  },
  stderr: (id) => {
    process.stderr.write(`half of it: ${key.slice(0, 9)}`)
    setTimeout(() => {
      process.stderr.write(`${key.slice(9)} end\n`)
      setTimeout(() => text(id, 'written'), 50)
    }, 50)
  },
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line)
  if (method === 'initialize') {
    const serverInfo = { name: 'blabber', version: '1' }
    const capabilities = { tools: {}, logging: {} }
    say({ id, result: { protocolVersion: params.protocolVersion, capabilities, serverInfo } })
  } else if (method === 'tools/call') WAYS[params.name](id)
})
