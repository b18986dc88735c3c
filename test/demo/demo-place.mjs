// The scratch directories of the demonstration: a home with a key, documents, a repository.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

export const launcher = [process.execPath, join(root, 'bin', 'mcp-airlock.js')]

/** Makes everything below one directory; nothing of the user's own is named, so nothing of it can be harmed. */
export function layOut() {
  // Not below /tmp, which is another directory inside a chamber.
  const base = mkdtempSync('/var/tmp/airlock-demo-')
  const at = (...parts) => join(base, ...parts)
  const secret = `secret-${randomBytes(8).toString('hex')}`
  for (const path of ['home/.ssh', 'documents', 'work/.git/hooks', 'profiles'])
    mkdirSync(at(path), { recursive: true })
  writeFileSync(at('home/.ssh/id_ed25519'), `${secret}\n`)
  writeFileSync(at('documents/notes.txt'), 'Buy milk.\nWater the plants.\n')
  cpSync(join(root, 'test/servers/hostile'), at('server'), { recursive: true })
  writeFileSync(
    at('profiles/hostile.jsonc'),
    JSON.stringify({
      extends: 'node',
      command: ['node', at('server/server.mjs')],
      filesystem: { read: [at('server')], write: [at('work')] },
    }),
  )
  return {
    base,
    secret,
    home: at('home'),
    key: at('home/.ssh/id_ed25519'),
    documents: at('documents'),
    work: at('work'),
    profile: at('profiles/hostile.jsonc'),
    remove: () => rmSync(base, { recursive: true, force: true }),
  }
}

/** The kernel limits no processes of root (setrlimit(2)), and clients do not run as root: the hostile server gets another user. */
export function asPerson({ base }) {
  if (process.getuid() !== 0) return { prefix: [] }
  const user = 65534
  for (const path of ['', ...readdirSync(base, { recursive: true })])
    chownSync(join(base, path), user, user)
  chmodSync(base, 0o755)
  const ids = [`--reuid=${user}`, `--regid=${user}`, '--clear-groups']
  return {
    prefix: ['setpriv', ...ids, '--'],
    note: 'started by root, so this part runs as user nobody',
  }
}

/** Installs a package into the store unless it is there. */
export function storePackage(name) {
  const [program, ...args] = launcher
  const list = execFileSync(program, [...args, 'store', 'list'], { encoding: 'utf8' })
  if (list.includes(name)) return
  console.log(`$ mcp-airlock store add ${name}`)
  execFileSync(program, [...args, 'store', 'add', name], { stdio: ['ignore', 'ignore', 'inherit'] })
}
