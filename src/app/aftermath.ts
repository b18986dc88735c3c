import { escape } from '../base/index.ts'
import { identityOf } from '../os/index.ts'
import { absentNames, type Chamber } from '../sandbox/index.ts'
import { type Io, tell } from './io.ts'

/**
 * Remembers how the writable directories of a chamber look before its session, and returns what tells a person afterwards: names that
 * programs of the host obey and that appeared, and protected places that the host itself replaced, which ends their protection.
 */
export function rememberWritable({ writable, guarded }: Chamber): (io: Io) => void {
  const absent = writable.flatMap(absentNames)
  const identities = guarded.map((path) => ({ path, before: identityOf(path) }))
  return (io) => {
    const still = new Set(writable.flatMap(absentNames))
    for (const path of absent.filter((name) => !still.has(name)))
      tell(
        io,
        `\`${escape(path)}\` appeared during the session; programs of the host obey it, so look at it before opening its directory`,
      )
    for (const { path } of identities.filter(({ path, before }) => identityOf(path) !== before))
      tell(
        io,
        `\`${escape(path)}\` was replaced on the host during the session and was not protected from then on, so look at it before using it`,
      )
  }
}
