// The measuring client: raw pipes, no SDK, no parsing. It counts lines and bytes and nothing else.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Starts a command with HOME and PATH alone; NODE_EXTRA_CA_CERTS costs Node 20 about 37 ms at its start. */
export function open(argv, { home, pin }) {
  const command = pin === undefined ? argv : ['taskset', '-c', String(pin), ...argv]
  const child = spawn(command[0], command.slice(1), {
    cwd: '/',
    env: { HOME: home, PATH: process.env.PATH },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const errors = []
  child.stderr.on('data', (chunk) => errors.length < 50 && errors.push(chunk))
  child.stdin.on('error', () => {})
  const closed = once(child, 'close')
  const seen = { lines: 0, bytes: 0, head: '', tail: '' }
  let wanted
  child.stdout.on('data', (chunk) => {
    seen.bytes += chunk.length
    if (seen.head.length < 300) seen.head += chunk.subarray(0, 300).toString('latin1')
    seen.tail = chunk.subarray(-200).toString('latin1')
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) seen.lines += 1
    if (wanted !== undefined && seen.lines >= wanted.lines) wanted.resolve()
  })
  closed.then(() => wanted?.reject(new Error(`ended early: ${Buffer.concat(errors)}`)))
  return {
    pid: child.pid,
    child,
    seen,
    closed,
    errors: () => Buffer.concat(errors).toString(),
    write: (bytes) => child.stdin.write(bytes),
    /** Settles when that many lines have come since the start. */
    async lines(count) {
      if (seen.lines < count)
        await new Promise((resolve, reject) => {
          wanted = { lines: count, resolve, reject }
        })
      wanted = undefined
    },
    async close() {
      child.stdin.end()
      const killer = setTimeout(() => child.kill('SIGKILL'), 5000)
      await closed
      clearTimeout(killer)
    },
  }
}

/** The same as `greet`, and lists the tools, so that every call is held against the tool's own schema. */
export async function acquaint(argv, options) {
  const greeted = await greet(argv, options)
  greeted.peer.write('{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n')
  await greeted.peer.lines(2)
  return greeted
}

/** Starts a command, does the handshake, and says how long that took from the spawn. */
export async function greet(argv, options) {
  const from = performance.now()
  const peer = open(argv, options)
  peer.write(`${JSON.stringify(INITIALIZE)}\n`)
  await peer.lines(1)
  const ms = performance.now() - from
  if (!peer.seen.head.includes('"serverInfo"'))
    throw new Error(`not an initialize result: ${peer.seen.head}\n${peer.errors()}`)
  peer.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n')
  return { peer, ms }
}

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1.0.0' },
  },
}
