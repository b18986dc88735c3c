import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Session, startSession } from '../attacks/line-client.ts'
import { type Ended, type Home, makeHome } from '../cli/invoke.ts'
import { launcher } from './launcher.ts'

/** A home with a vault that a key file opens without a word, and a profile `blab` for a server that tells its secret. */
export interface VaultHome extends Home {
  /** Calls the program with a passphrase on descriptor 3 and something on standard input. */
  vault(args: readonly string[], input?: string): Promise<Ended>
  /** The same with other descriptors and variables besides. */
  vaultWith(args: readonly string[], surroundings: Surroundings): Promise<Ended>
  run(profile?: string, environment?: Readonly<Record<string, string>>): Session
  /** Ends the agent and everything that was started, then removes the home. */
  end(): Promise<void>
}

export const PASSPHRASE = 'orbit velvet harbor quilt mango'
/** What a secret looks like that has something for every encoding. */
export const SECRET = 'sk-proj/9f+Zq"8\\7 é&d3c1'
/** Opens the vault without asking. */
export const SILENT = ['--slot', 'silent'] as const

export async function makeVaultHome(): Promise<VaultHome> {
  const home = makeHome()
  const sessions: Session[] = []
  home.write('passphrase', PASSPHRASE)
  const vaultWith: VaultHome['vaultWith'] = (args, { descriptors = {}, ...more }) =>
    callWith(home, args, { ...more, descriptors: { 3: PASSPHRASE, ...descriptors } })
  const vault: VaultHome['vault'] = (args, input = '') => vaultWith(args, { input })
  await must(
    vault([
      'vault',
      'init',
      '--passphrase-fd',
      '3',
      '--recovery-file',
      join(home.path, 'recovery'),
    ]),
  )
  await must(
    vault([
      ...['vault', 'slots', 'add', 'key-file', '--label', 'silent'],
      ...['--new-key-file', join(home.path, 'key'), '--passphrase-fd', '3', '--slot', 'main'],
    ]),
  )
  installBlabber(home)
  return {
    ...home,
    vault,
    vaultWith,
    run: (profile = 'blab', environment = {}) => {
      const [command = '', ...words] = launcher
      const session = startSession({
        command,
        args: [...words, 'run', profile],
        env: { HOME: home.path, PATH: process.env['PATH'] ?? '', ...environment },
        cwd: '/',
      })
      sessions.push(session)
      return session
    },
    end: async () => {
      for (const one of sessions) one.kill('SIGKILL')
      await Promise.all(sessions.map(({ ended }) => ended))
      await home.call('lock', '--end')
      home.remove()
    },
  }
}

/** Every value of the vault, by way of an export that the stock `age` opens. */
export async function valuesOf(home: VaultHome): Promise<Readonly<Record<string, string>>> {
  const folder = mkdtempSync(join(home.path, 'export-'))
  const [identity, file] = [join(folder, 'identity'), join(folder, 'all.age')]
  execFileSync('age-keygen', ['-o', identity], { stdio: 'ignore' })
  const recipient = execFileSync('age-keygen', ['-y', identity], { encoding: 'utf8' }).trim()
  await must(home.vault(['vault', 'export', file, '--recipient', recipient, ...SILENT]))
  const text = execFileSync('age', ['--decrypt', '-i', identity, file], { encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  const entries = Object.entries(JSON.parse(text) as Record<string, { readonly value: string }>)
  return Object.fromEntries(entries.map(([name, { value }]) => [name, value]))
}

/** What a call of the program finds beside its arguments. */
export interface Surroundings {
  /** On standard input; nothing when absent. */
  readonly input?: string
  /** What can be read from other descriptors. */
  readonly descriptors?: Readonly<Record<number, string>>
  readonly environment?: Readonly<Record<string, string>>
}

/** Calls the program in any home. */
export async function callWith(
  home: Home,
  args: readonly string[],
  { input = '', descriptors = {}, environment = {} }: Surroundings,
): Promise<Ended> {
  const lent = Object.entries({ 0: input, ...descriptors }).map(([number, content]) => {
    home.write(`lent-${number}`, content)
    return `${number}<lent-${number}`
  })
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
  const shell = ['sh', '-c', `exec "$@" ${lent.join(' ')}`, 'sh']
  return await home.callBehind(['env', ...variables, ...shell], ...args)
}

/** Throws with what was said when the call failed. */
export async function must(call: Promise<Ended>): Promise<Ended> {
  const ended = await call
  if (ended.code !== 0) throw new Error(`failed with ${ended.code}: ${ended.stderr}`)
  return ended
}

export async function greet(session: Session): Promise<Record<string, unknown>> {
  return await session.request('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'vault', version: '1' },
  })
}

export async function say(session: Session, way: string): Promise<Record<string, unknown>> {
  return await session.request('tools/call', {
    name: way,
    arguments: {},
    _meta: { progressToken: 1 },
  })
}

export function installBlabber(home: Home): void {
  const folder = join(home.path, 'server')
  mkdirSync(folder, { recursive: true })
  for (const name of ['blabber.mjs', 'package.json'])
    copyFileSync(join(import.meta.dirname, '../servers/wicked', name), join(folder, name))
  writeFileSync(join(folder, 'marker'), '')
  home.profile(
    {
      command: ['node', join(folder, 'blabber.mjs')],
      env: {
        API_KEY: '${vault:api-key}',
        DSN: 'pg://me:${vault:db.password}@host/${vault:api-key}',
      },
      pins: 'off',
    },
    '.config/mcp-airlock/profiles/blab.jsonc',
  )
}
