import { basename, isAbsolute, join } from 'node:path'
import { AirlockError, escape } from '../base/index.ts'
import { canonicalPath, isExecutable, kindOf, withFile } from '../os/index.ts'

/** Where programs are looked for and what relative paths mean: the launcher's own view. */
export interface Surroundings {
  /** The directories of PATH. */
  readonly searchPath: readonly string[]
  readonly workingDirectory: string
  readonly home: string
}

/** A program file and what kind of program it is. */
export type Program =
  | { readonly kind: 'binary'; readonly path: string }
  | { readonly kind: 'script'; readonly path: string; readonly interpreter: readonly string[] }

/**
 * Finds the program that a command names, as execvp(3) would: a name with a slash is a path, any other is looked up in PATH.
 * Throws AIRLOCK_COMMAND_NOT_FOUND or, for a file that is neither ELF nor has an interpreter line, AIRLOCK_COMMAND_REFUSED.
 */
export function findProgram(name: string, surroundings: Surroundings): Program {
  const path = name.includes('/')
    ? resolvePath(name, surroundings)
    : surroundings.searchPath
        .map((directory) => join(directory, name))
        .find((candidate) => kindOf(candidate) === 'file' && isExecutable(candidate))
  if (path === undefined || kindOf(path) !== 'file')
    throw new AirlockError('AIRLOCK_COMMAND_NOT_FOUND', {
      message: `\`${escape(name)}\` was not found`,
      hints: [
        name.includes('/')
          ? 'check the path'
          : 'clients often start servers with a short PATH: give the absolute path in `command` of the profile, and in the configuration of the client behind `--`',
      ],
    })
  return classify(path)
}

/** An argument as an absolute path; `~` is not expanded, since no shell is involved. */
export function resolvePath(path: string, surroundings: Surroundings): string {
  return isAbsolute(path) ? join(path) : join(surroundings.workingDirectory, path)
}

/**
 * The interpreter that a script's first line names, found through PATH when the line says `env` (execve(2), "Interpreter scripts").
 * Throws AIRLOCK_COMMAND_REFUSED unless it is a binary whose name matches `expected`.
 */
export function interpreterOf(
  script: Extract<Program, { kind: 'script' }>,
  expected: RegExp,
  surroundings: Surroundings,
): string {
  const [first = '', ...rest] = script.interpreter
  const name =
    basename(first) === 'env' ? (rest.find((word) => !word.startsWith('-')) ?? '') : first
  const program = findProgram(name, surroundings)
  if (program.kind === 'binary' && expected.test(basename(canonicalPath(program.path) ?? '')))
    return program.path
  throw new AirlockError('AIRLOCK_COMMAND_REFUSED', {
    message: `\`${escape(script.path)}\` is a script for \`${escape(name)}\`, not a program this profile can run`,
    hints: [
      `a shell script or a version manager's shim hides the real program: name that one, e.g. the output of \`${basename(script.path)} -c 'import sys; print(sys.executable)'\` or \`${basename(script.path)} -p process.execPath\``,
    ],
  })
}

function classify(path: string): Program {
  const head = withFile(path, (read) => Buffer.from(read(0, 256)).toString('latin1')) ?? ''
  if (head.startsWith('\x7fELF')) return { kind: 'binary', path }
  const line = /^#![ \t]*([^\n]+)\n/.exec(head)?.[1]
  if (line !== undefined) return { kind: 'script', path, interpreter: line.trim().split(/[ \t]+/) }
  throw new AirlockError('AIRLOCK_COMMAND_REFUSED', {
    message: `\`${escape(path)}\` is neither a program nor a script with an interpreter line`,
  })
}
