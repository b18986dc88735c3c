import { list, text } from './fields.ts'
import { isExact, isNpx, readNpx } from './npx.ts'
import { unprintable } from './printable.ts'

/** The last element that stands for any further arguments. */
export const FURTHER = '...'

/** The key `command` as one file may write it. */
export const commandField = list(
  text((value) => unprintable(value) ?? (value.length > MAX_ELEMENT ? 'is too long' : undefined)),
  commandFault,
)

/** The key `executables`: absolute paths or bare names. */
export const executablesField = list(text(programFault))

function commandFault(command: readonly string[]): string | undefined {
  const [program] = command
  if (program === undefined) return 'must not be empty'
  if (program === FURTHER || command.slice(0, -1).includes(FURTHER))
    return 'may hold `...` only as its last element'
  const wrong = programFault(program)
  if (wrong !== undefined) return `begins with a program that ${wrong}`
  if (!isNpx(command)) return undefined
  const version = readNpx(command)?.version
  return version !== undefined && isExact(version)
    ? undefined
    : 'must have the form `npx -y NAME@VERSION …` with one exact version'
}

/** A relative path would depend on the directory that the client happens to start in. */
function programFault(program: string): string | undefined {
  return BARE.test(program) || ABSOLUTE.test(program)
    ? unprintable(program)
    : 'must be a bare name or an absolute path without `.`, `..` and `//`'
}

const BARE = /^[A-Za-z0-9_][A-Za-z0-9._+-]{0,254}$/
const ABSOLUTE = /^(?:\/(?!\.{1,2}(?:\/|$))[^/]+)+$/
/** PATH_MAX of Linux; no argument of a known server comes near. */
const MAX_ELEMENT = 4096
