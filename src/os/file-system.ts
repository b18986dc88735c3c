import { statfsSync } from 'node:fs'

/** Whether what is written in a directory stays in memory, or at most goes into swap space; false for one that is not there. */
export function isInMemory(directory: string): boolean {
  try {
    const { type } = statfsSync(directory)
    return type === TMPFS || type === RAMFS
  } catch {
    return false
  }
}

/** statfs(2): TMPFS_MAGIC and RAMFS_MAGIC. */
const TMPFS = 0x01021994
const RAMFS = 0x858458f6
