import { lstatSync } from 'node:fs'
import { AirlockError, escape } from '../base/index.ts'

/**
 * Returns whether the socket exists. Throws `AIRLOCK_PATH_REFUSED` when it is something else, belongs to somebody else, or lets others in: whoever
 * listens there then need not be this user.
 */
export function requirePrivateSocket(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return false
  const shown = `'${escape(path).replaceAll("'", `'\\''`)}'`
  const refuse = (fault: string, remedy: string) =>
    new AirlockError('AIRLOCK_PATH_REFUSED', {
      message: `\`${escape(path)}\` ${fault}`,
      hints: [remedy],
    })
  if (!stat.isSocket()) throw refuse('is not a socket', `rm ${shown}`)
  if (stat.uid !== process.geteuid?.()) throw refuse('belongs to another user', `rm ${shown}`)
  if ((stat.mode & 0o077) !== 0) throw refuse('lets other users in', `chmod 600 ${shown}`)
  return true
}
