// The least that Node can do between two pipes: `node relay.mjs command args…`. Checks nothing.
import { spawn } from 'node:child_process'

const [command, ...args] = process.argv.slice(2)
const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
process.stdin.pipe(child.stdin)
child.stdout.pipe(process.stdout)
for (const stream of [child.stdin, process.stdout]) stream.on('error', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', (code) => {
  process.exitCode = code ?? 1
  process.stdin.destroy()
})
