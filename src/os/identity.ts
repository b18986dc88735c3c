import { userInfo } from 'node:os'

/** Who runs this process and on what. */
export interface Identity {
  readonly uid: number
  readonly gid: number
  readonly name: string
  /** Absolute, without a trailing slash. */
  readonly home: string
  /** The home directory of the password database, whatever `HOME` says. */
  readonly realHome: string
}

/** The caller by the password database; `HOME` wins for the home directory, as everywhere (environ(7)). */
export function callerIdentity(
  environment: Readonly<Record<string, string | undefined>>,
): Identity {
  const info = passwordEntry()
  const home = environment['HOME']
  return {
    uid: process.getuid?.() ?? info.uid,
    gid: process.getgid?.() ?? info.gid,
    name: info.name,
    home: trimmed(home?.startsWith('/') ? home : info.home),
    realHome: trimmed(info.home),
  }
}

function trimmed(path: string): string {
  return path === '/' ? path : path.replace(/\/+$/, '')
}

/** A uid without a password entry is common in containers; such a user is named by its number and has no home. */
function passwordEntry(): Omit<Identity, 'realHome'> {
  try {
    const { uid, gid, username, homedir } = userInfo()
    return { uid, gid, name: username, home: homedir }
  } catch {
    const uid = process.getuid?.() ?? 0
    return { uid, gid: process.getgid?.() ?? 0, name: String(uid), home: '/nonexistent' }
  }
}
