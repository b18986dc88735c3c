import { startChild } from './child.ts'

/**
 * Type, inode, size, modification and status change time (nanoseconds) of everything below `root` and of `root` itself, one entry a
 * NUL, in the order of the directories: find(1) of GNU. Equal bytes later mean that nothing changed, since the kernel sets
 * the status change time at every write, rename, link and chmod, and no call sets it back (inode(7)). Undefined when find is
 * not there, is not GNU's, or met something it could not read.
 *
 * A process of its own runs beside ours: measured for 4,500 paths, 30 ms on the other processor against 31 ms of lstat(2) on this one.
 */
export async function censusOf(root: string): Promise<Buffer | undefined> {
  const child = startChild({
    file: '/usr/bin/find',
    arguments: [root, '-printf', '%y %i %s %T@ %C@ %P\\0'],
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const pieces: Buffer[] = []
  const output = child.stream(1)
  const ended = new Promise<void>((resolve) => output.once('close', resolve))
  output.on('data', (piece: Buffer) => void pieces.push(piece))
  child.stream(2).resume()
  const { code } = await child.exited
  if (code !== 0) return undefined
  await ended
  return Buffer.concat(pieces)
}
