// A byte-transparent tee: `node tee.mjs PREFIX command args…` runs the command with its own standard streams in
// between, and writes what passed to PREFIX.to-server and PREFIX.to-client. It adds, drops and joins nothing.
import { spawn } from 'node:child_process'
import { openSync, writeSync } from 'node:fs'

const [prefix, command, ...args] = process.argv.slice(2)
const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })

pass(process.stdin, child.stdin, openSync(`${prefix}.to-server`, 'w'))
pass(child.stdout, process.stdout, openSync(`${prefix}.to-client`, 'w'))

// A client that goes away early is no fault of the tee.
for (const stream of [child.stdin, process.stdout]) stream.on('error', () => {})
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal))
child.on('error', (error) => {
  process.stderr.write(`tee: ${error.message}\n`)
  process.exitCode = 127
})
child.on('exit', (code) => {
  process.exitCode = code ?? 1
  process.stdin.destroy()
})

/** Logs before it forwards, so that a log is never shorter than what the other side saw. */
function pass(from, to, log) {
  from.on('data', (chunk) => {
    for (let at = 0; at < chunk.length; ) at += writeSync(log, chunk, at)
  })
  from.pipe(to)
}
