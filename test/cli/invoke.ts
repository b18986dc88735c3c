import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { launcher } from '../support/launcher.ts'

/** How one call of the built program ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A home directory of its own, and the program called in it. */
export interface Home {
  readonly path: string
  /** Writes a file (0600) with its directories; returns its path. */
  write(name: string, content: string | object): string
  /** Writes a profile that only its path can name; `extends` is `node` unless told. Returns the path. */
  profile(content: object, name?: string): string
  /** Calls the program in the home directory with an input that ends at once. */
  call(...args: string[]): Promise<Ended>
  /** The same, behind another program and its options. */
  callBehind(prefix: readonly string[], ...args: string[]): Promise<Ended>
  remove(): void
}

/** Makes an empty home directory. */
export function makeHome(): Home {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'airlock-cli-')))
  const write: Home['write'] = (name, content) => {
    const file = join(path, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content), {
      mode: 0o600,
    })
    return file
  }
  return {
    path,
    write,
    profile: (content, name = 'profile.jsonc') => write(name, { extends: 'node', ...content }),
    call: (...args) => call(path, [...launcher, ...args]),
    callBehind: (prefix, ...args) => call(path, [...prefix, ...launcher, ...args]),
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** The hints among the lines of a complaint, without the word. */
export function hintsOf({ stderr }: Ended): readonly string[] {
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('hint: '))
    .map((line) => line.slice('hint: '.length))
}

async function call(home: string, [program = '', ...args]: readonly string[]): Promise<Ended> {
  const child = spawn(program, args, {
    cwd: home,
    env: { HOME: home, PATH: process.env['PATH'] },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end()
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await ended, stdout, stderr }
}
