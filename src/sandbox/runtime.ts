import { dirname } from 'node:path'
import { AirlockError, assertNever, escape } from '../base/index.ts'
import { findProgram, type Surroundings } from './command.ts'
import { NODE, PYTHON, takeApart } from './interpreter.ts'
import { packageParts } from './node-package.ts'
import { joinParts, type Parts, showPrograms } from './parts.ts'
import { pythonParts } from './python-home.ts'

/** How a server's command is run: by which interpreter, if any. */
export type Runtime = 'node' | 'python' | 'static'

/** Programs inside: what they need, and the directories that PATH names there. */
export interface ResolvedPrograms {
  readonly parts: Parts
  readonly searchPath: readonly string[]
}

/** A command made concrete, with everything that must exist inside for it to run. */
export interface ResolvedCommand extends ResolvedPrograms {
  /** Absolute program, then arguments. */
  readonly command: readonly [string, ...string[]]
  /** The file that is the server: the script, or the binary itself; undefined when the code is named in the arguments. */
  readonly program: string | undefined
}

/**
 * Turns what the user wrote into one binary with arguments, and names the files it needs: interpreter, libraries, the server's
 * own package. Nothing is executed to find out. Throws AIRLOCK_COMMAND_NOT_FOUND, AIRLOCK_COMMAND_REFUSED, AIRLOCK_PATH_REFUSED.
 */
export function resolveCommand(
  argv: readonly [string, ...string[]],
  runtime: Runtime,
  surroundings: Surroundings,
): ResolvedCommand {
  switch (runtime) {
    case 'node': {
      const { binary, script, command } = takeApart(argv, NODE, surroundings)
      const own = script === undefined ? [] : [packageParts(script, surroundings.home)]
      return {
        command,
        program: script,
        parts: joinParts([showPrograms([binary]), ...own]),
        searchPath: [dirname(binary)],
      }
    }
    case 'python': {
      const { binary, script, command } = takeApart(argv, PYTHON, surroundings)
      return {
        command,
        program: script,
        parts: pythonParts(binary, script, surroundings.home),
        searchPath: [dirname(binary)],
      }
    }
    case 'static': {
      const binary = binaryOf(argv[0], surroundings)
      return { command: [binary, ...argv.slice(1)], program: binary, ...programsOf([binary]) }
    }
    default:
      return assertNever(runtime)
  }
}

/** Further programs that the profile lists; each must be a binary, since a script would bring a shell with it. */
export function resolveExecutables(
  names: readonly string[],
  surroundings: Surroundings,
): ResolvedPrograms {
  return programsOf(names.map((name) => binaryOf(name, surroundings)))
}

function programsOf(binaries: readonly string[]): ResolvedPrograms {
  return { parts: showPrograms(binaries), searchPath: binaries.map((path) => dirname(path)) }
}

function binaryOf(name: string, surroundings: Surroundings): string {
  const program = findProgram(name, surroundings)
  if (program.kind === 'binary') return program.path
  throw new AirlockError('AIRLOCK_COMMAND_REFUSED', {
    message: `\`${escape(program.path)}\` is a script for \`${escape(program.interpreter[0] ?? '')}\`, and only binaries can be listed`,
  })
}
