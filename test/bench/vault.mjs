// A vault with twenty secrets, unlocked, for the wrapper `secrets`: what they cost at the start and in every message.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const launcher = join(import.meta.dirname, '..', '..', 'bin', 'mcp-airlock.js')

/** Makes the vault in this home unless it is there, and approves it for the profile in the file. Returns the profile's `env`. */
export function openVault(home) {
  const names = Array.from({ length: 20 }, (_, index) => `SECRET_${index}`)
  const env = Object.fromEntries(names.map((name) => [name, `\${vault:${name}}`]))
  const passphrase = join(home, 'passphrase')
  if (existsSync(passphrase)) return env
  writeFileSync(passphrase, 'orbit velvet harbor quilt mango', { mode: 0o600 })
  const file = join(mkdtempSync(join(home, 'import-')), '.env')
  writeFileSync(file, names.map((name) => `${name}=${name.repeat(3)}-0123456789abcdef`).join('\n'))
  vault(home, ['vault', 'init', '--recovery-file', join(home, 'recovery')])
  vault(home, ['vault', 'import', file, '--scope', '*'])
  vault(home, ['unlock'])
  return env
}

/** Lets the program of the profile have the secrets. */
export function approve(home, profile) {
  vault(home, ['vault', 'approve', profile])
}

/** Ends the agent, if there is one. */
export function endAgent(home) {
  if (existsSync(join(home, 'passphrase'))) call(home, ['lock', '--end'], 'ignore')
}

function vault(home, words) {
  call(home, [...words, '--passphrase-fd', '3'], openSync(join(home, 'passphrase'), 'r'))
}

function call(home, words, passphrase) {
  const { status, stderr } = spawnSync(process.execPath, [launcher, ...words], {
    env: { HOME: home, PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'pipe', passphrase],
  })
  if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`)
}
