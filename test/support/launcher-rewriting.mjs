// A relay that reads each message and writes it again, as proxies built from an SDK's client and server do.
// The comparison has to find it out.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const [command, ...args] = process.argv.slice(2)
const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
process.stdin.pipe(child.stdin)
createInterface({ input: child.stdout }).on('line', (line) => {
  process.stdout.write(`${JSON.stringify(JSON.parse(line))}\n`)
})
