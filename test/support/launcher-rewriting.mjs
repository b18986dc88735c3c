// A relay that reads each message and writes it again, as proxies built from an SDK's client and server do.
// The comparison has to find it out. Not node:readline: since Node 24 it also splits at U+2028, which JSON allows in a line.
import { spawn } from 'node:child_process'

const [command, ...args] = process.argv.slice(2)
const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
process.stdin.pipe(child.stdin)
let text = ''
child.stdout.setEncoding('utf8').on('data', (chunk) => {
  const lines = (text + chunk).split('\n')
  text = lines.pop()
  for (const line of lines) process.stdout.write(`${JSON.stringify(JSON.parse(line))}\n`)
})
