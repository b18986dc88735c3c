import { closeSync, openSync, readFileSync } from 'node:fs'
import { startAgentProcess } from '../../src/agent/index.ts'
import { unreadableCopy } from '../../src/os/index.ts'

/** Starts the agent from a copy of Node.js that cannot be read, and says what this process, of the same user, may see of it. */
const [directory = '', subject = ''] = process.argv.slice(2)
const copy = await unreadableCopy(process.execPath, directory)
const again = await unreadableCopy(process.execPath, directory)
const plain = await look(`${directory}/plain`, process.execPath)
const hidden = await look(`${directory}/hidden`, copy ?? 'no copy')
console.log(JSON.stringify({ isKept: copy === again, plain, hidden }))

async function look(place: string, file: string) {
  const client = await startAgentProcess({
    directory: place,
    file,
    arguments: [subject, place],
    environment: process.env,
  })
  const { pid, hardening } = await client.status()
  const seen = {
    memory: tryTo(() => closeSync(openSync(`/proc/${pid}/mem`, 'r'))),
    environment: tryTo(() => readFileSync(`/proc/${pid}/environ`)),
    says: hardening['memory read by the same user'],
  }
  await client.shutdown()
  return seen
}

function tryTo(attempt: () => unknown): string {
  try {
    attempt()
    return 'read'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'failed'
  }
}
