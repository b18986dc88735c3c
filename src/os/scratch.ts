import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A directory of our own for a moment. */
export interface Scratch {
  readonly path: string
  /** Writes a file, with its directories; returns its path. */
  write(name: string, content: string | Uint8Array): string
  remove(): void
}

/** Makes a private directory (0700) with a random name in the system's temporary directory. */
export function makeScratch(): Scratch {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'mcp-airlock-')))
  return {
    path,
    write: (name, content) => {
      const file = join(path, name)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content)
      return file
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** Puts a variable into this process's own environment, so that a test can see whether a child receives it. */
export function plantVariable(name: string, value: string): void {
  process.env[name] = value
}
