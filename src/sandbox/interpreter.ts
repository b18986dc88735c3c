import { basename } from 'node:path'
import { AirlockError, escape } from '../base/index.ts'
import { canonicalPath } from '../os/index.ts'
import { findProgram, interpreterOf, resolvePath, type Surroundings } from './command.ts'

/** What is known about an interpreter by name. */
export interface InterpreterKind {
  readonly preset: 'node' | 'python'
  /** Names of its binary, links resolved. */
  readonly binary: RegExp
  /** Arguments after which no script follows: code on the command line, or a module name. */
  readonly inline: readonly string[]
}

/** An interpreter's command taken apart. */
export interface Interpreted {
  /** The interpreter as found; a virtual environment is recognised by this path. */
  readonly binary: string
  /** Canonical path of the script, undefined when the code comes in the arguments. */
  readonly script: string | undefined
  readonly command: readonly [string, ...string[]]
}

/**
 * Finds the interpreter and the script of a command, whether it names the interpreter or a script with an interpreter line.
 * The script becomes an absolute, canonical argument. Throws AIRLOCK_COMMAND_NOT_FOUND, AIRLOCK_COMMAND_REFUSED.
 */
export function takeApart(
  argv: readonly [string, ...string[]],
  kind: InterpreterKind,
  surroundings: Surroundings,
): Interpreted {
  const program = findProgram(argv[0], surroundings)
  const direct = program.kind === 'binary'
  const binary = direct ? program.path : interpreterOf(program, kind.binary, surroundings)
  if (!kind.binary.test(basename(canonicalPath(binary) ?? ''))) throw unexpected(argv[0], kind)
  const rest = direct ? argv.slice(1) : [program.path, ...argv.slice(1)]
  const place = scriptPlace(rest, kind)
  if (place === undefined) return { binary, script: undefined, command: [binary, ...rest] }
  const script = canonicalPath(resolvePath(rest[place] as string, surroundings))
  if (script === undefined) throw missingScript(rest[place] as string)
  return { binary, script, command: [binary, ...rest.with(place, script)] }
}

export const NODE: InterpreterKind = {
  preset: 'node',
  binary: /^node(js)?\d*$/,
  inline: ['-e', '--eval', '-p', '--print'],
}

export const PYTHON: InterpreterKind = {
  preset: 'python',
  binary: /^python(\d+(\.\d+)?)?$/,
  inline: ['-c', '-m'],
}

/** The first argument that is not an option. Options that take a value as a further argument are written with `=`. */
function scriptPlace(rest: readonly string[], kind: InterpreterKind): number | undefined {
  const place = rest.findIndex((argument) => !argument.startsWith('-'))
  const inline = rest.findIndex((argument) => kind.inline.includes(argument))
  return place === -1 || (inline !== -1 && inline < place) ? undefined : place
}

function unexpected(name: string, kind: InterpreterKind): AirlockError {
  return new AirlockError('AIRLOCK_COMMAND_REFUSED', {
    message: `\`${escape(name)}\` is not ${kind.preset}, which the profile's preset expects`,
    hints: ['choose the preset that fits with `extends`: `node`, `python` or `static`'],
  })
}

function missingScript(path: string): AirlockError {
  return new AirlockError('AIRLOCK_COMMAND_NOT_FOUND', {
    message: `the script \`${escape(path)}\` does not exist`,
    hints: [
      path.startsWith('/')
        ? 'check the path'
        : 'give its absolute path: clients start servers in a working directory of their own',
    ],
  })
}
