import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs'

/** Writes a kernel control file, e.g. of a control group; returns whether the kernel took it. */
export function writeControlFile(path: string, text: string): boolean {
  try {
    writeFileSync(path, text)
    return true
  } catch {
    return false
  }
}

/** Makes one directory in a kernel file system; returns whether it is there now. */
export function makeControlDirectory(path: string): boolean {
  try {
    mkdirSync(path, { recursive: true })
    return true
  } catch {
    return false
  }
}

/** Removes a directory if it is empty, which for a control group means that no process is left; returns whether it is gone. */
export function removeControlDirectory(path: string): boolean {
  try {
    rmdirSync(path)
    return true
  } catch {
    return false
  }
}
