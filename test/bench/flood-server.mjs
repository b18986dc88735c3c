// A server that misbehaves once it is greeted: `node flood-server.mjs line|endless|notes`. It writes no faster than it is
// read (it waits for `drain`), then ends.
const [mode] = process.argv.slice(2)

process.stdin.once('data', async () => {
  await write(
    `${JSON.stringify({
      jsonrpc: '2.0',
      id: 0,
      result: {
        protocolVersion: '2025-11-25',
        capabilities: { logging: {} },
        serverInfo: { name: 'flood', version: '1.0.0' },
      },
    })}\n`,
  )
  // The client is measured idle first.
  setTimeout(async () => {
    await FLOODS[mode]()
    await write(note('last'))
    // Who drops notifications beyond a rate never shows the last one; the end is seen by everybody.
    process.exit()
  }, 500)
})

const FLOODS = {
  /** One valid message of 11 MB: over the default limit of 10 MB. */
  line: () => write(note('x'.repeat(11_000_000))),
  /** 1 GB that never becomes a line. */
  async endless() {
    const block = Buffer.alloc(1 << 20, 'x')
    for (let sent = 0; sent < 1024; sent += 1) await write(block)
    await write('\n')
  },
  /** A million small notifications, a thousand to a write. */
  async notes() {
    const block = note('a log line of a usual length').repeat(1000)
    for (let sent = 0; sent < 1000; sent += 1) await write(block)
  },
}

function note(data) {
  const params = { level: 'info', logger: 'flood', data }
  return `${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params })}\n`
}

function write(bytes) {
  return new Promise((resolve) => {
    if (process.stdout.write(bytes)) resolve()
    else process.stdout.once('drain', resolve)
  })
}
