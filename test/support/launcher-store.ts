import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { launcher } from './launcher.ts'

/** Installs packages into the store of a home directory with the command that users are told. */
export function addToStore(home: string, packages: readonly string[]): void {
  mkdirSync(home, { recursive: true })
  const [program = '', ...args] = launcher
  for (const name of packages)
    execFileSync(program, [...args, 'store', 'add', name], {
      cwd: home,
      env: { HOME: home, PATH: process.env['PATH'] },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
}

/** The version of every reference server that the shipped profiles pin. */
export const SHIPPED_VERSION = '2026.8.31'
