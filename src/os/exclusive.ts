import { statSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { uptimeMs } from './clock.ts'

/**
 * Calls `work` while nobody else on this machine does so for the same directory, and returns what it returns. Undefined, with nothing
 * done, when others kept it up for `patienceMs`. What holds the others off is a name that the kernel gives to one process at a time
 * and takes back when that process ends, however it ends: a socket without a place in the file system (unix(7), abstract socket
 * addresses), called after the directory's device and inode. So there is no stale lock to judge and none to remove.
 */
export async function exclusively<T>(
  directory: string,
  patienceMs: number,
  work: () => T,
): Promise<{ readonly done: T } | undefined> {
  const { dev, ino } = statSync(directory, { bigint: true })
  const name = `\0mcp-airlock:${dev}:${ino}`
  const end = uptimeMs() + patienceMs
  for (;;) {
    const held = await take(name)
    if (held !== undefined) {
      try {
        return { done: work() }
      } finally {
        await new Promise((resolve) => held.close(resolve))
      }
    }
    if (uptimeMs() > end) return undefined
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}

/** Undefined when another process has the name. */
function take(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined)
      else reject(error)
    })
    server.listen({ path: name }, () => resolve(server))
  })
}

/** Whoever holds it reads and writes one small file, which takes some milliseconds. */
const RETRY_MS = 5
