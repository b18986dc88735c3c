// What every wicked server does as others do: lines in, lines out, and the handshake.

export const write = (text) => process.stdout.write(text)
export const send = (message) => write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)

/** Calls back for each line but those of the handshake, whose answer `said` adds to. */
export function listen(onLine, said = () => ({})) {
  let rest = ''
  process.stdin.setEncoding('utf8').on('data', (chunk) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()
    for (const line of lines) {
      const message = JSON.parse(line)
      if (message.method === 'initialize') greet(message, said())
      else if (message.method !== 'notifications/initialized') onLine(message, line)
    }
  })
}

function greet({ id, params: { protocolVersion } }, said) {
  const serverInfo = { name: 'wicked', version: '1' }
  send({ id, result: { protocolVersion, capabilities: { tools: {} }, serverInfo, ...said } })
}
