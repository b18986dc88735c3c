import { Command, CommanderError } from 'commander'
import type { Io } from '../app/index.ts'
import { addDoctor } from './commands/doctor.ts'
import { addExplain } from './commands/explain.ts'
import { addProfile } from './commands/profile.ts'
import { addRun } from './commands/run.ts'
import { addStore } from './commands/store.ts'

/** A command's action: does its work and returns the exit code. */
export type Action = (code: Promise<number>) => void

/**
 * Parses any command line, runs the command and returns its exit code. Throws what the command throws; usage errors are already told.
 */
export async function runCommandLine(io: Io, args: readonly string[]): Promise<number> {
  let result: Promise<number> = Promise.resolve(0)
  const finish: Action = (code) => {
    result = code
  }
  const program = new Command('mcp-airlock')
    .description(
      'Runs an untrusted stdio MCP server inside an allowlisted sandbox and checks every message on its pipes.',
    )
    .version(VERSION)
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text.replace(/^error: /, 'mcp-airlock: ')),
    })
  for (const add of [addRun, addProfile, addStore, addDoctor, addExplain]) add(program, io, finish)
  try {
    program.parse([...args], { from: 'user' })
    return await result
  } catch (error) {
    // Help and version are answers, not failures; commander has already written what there is to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    throw error
  }
}

/** Replaced by the build with the version of package.json. */
declare const __VERSION__: string
const VERSION = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0'
