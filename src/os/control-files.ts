import { mkdirSync, rmdirSync, writeFile, writeFileSync } from 'node:fs'

/** Writes a kernel control file, e.g. of a control group; returns whether the kernel took it. */
export function writeControlFile(path: string, text: string): boolean {
  try {
    writeFileSync(path, text)
    return true
  } catch {
    return false
  }
}

/** Moves a process into a control group, without holding this one up; resolves to whether the kernel did it. */
export function joinGroup(directory: string, pid: number): Promise<boolean> {
  return new Promise((resolve) => {
    writeFile(`${directory}/cgroup.procs`, String(pid), (error) => resolve(error === null))
  })
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
