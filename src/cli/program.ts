import { Command, CommanderError } from 'commander'
import type { Io } from '../app/index.ts'
import { AirlockError, escape } from '../base/index.ts'
import type { Action } from './action.ts'
import { addAgent } from './commands/agent.ts'
import { addApprove } from './commands/approve.ts'
import { addDoctor } from './commands/doctor.ts'
import { addExplain } from './commands/explain.ts'
import { addPins } from './commands/pins.ts'
import { addProfile } from './commands/profile.ts'
import { addRun } from './commands/run.ts'
import { addScan } from './commands/scan.ts'
import { addStore } from './commands/store.ts'
import { addVault } from './commands/vault.ts'

/**
 * Parses any command line, runs the command and returns its exit code. Throws what the command throws, and AIRLOCK_USAGE.
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
    // Of 80 columns; commander leaves lines as they are where fewer than 40 are left for the words.
    .configureHelp({ minWidthToWrap: 30 })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      // Mistakes are thrown below like any other, since commander repeats what was typed as it came.
      outputError: () => undefined,
    })
  for (const add of [
    addRun,
    addProfile,
    addStore,
    addVault,
    addAgent,
    addScan,
    addPins,
    addApprove,
    addDoctor,
    addExplain,
  ])
    add(program, io, finish)
  // A reader that has seen enough, such as head(1), is no failure.
  let unwritten: string | undefined
  io.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') unwritten ??= code
  })
  /** Whoever asked for an answer may take time to read it. A command that failed has said so already. */
  const told = async (code: number) => {
    await new Promise((resolve) => io.stdout.write('', resolve))
    if (code === 0 && unwritten !== undefined) throw cutShort(unwritten)
    return code
  }
  try {
    program.parse([...args], { from: 'user' })
    return await told(await result)
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // Help and version are answers that commander has written already; help that nobody asked for is a usage error all the same.
    if (error.exitCode === 0) return await told(0)
    if (error.code === 'commander.help') return 2
    throw misuse(error.message, commandOf(program, args))
  }
}

/** What the command was to do is done: only the words are lost. */
function cutShort(code: string): AirlockError {
  return new AirlockError('AIRLOCK_STDOUT', {
    message: `what was to be printed could not be written (${escape(code)})`,
  })
}

/** commander's own words, which quote what was typed and may end with a suggestion on a line of its own. */
function misuse(text: string, command: string): AirlockError {
  const [, said = '', meant] =
    /^(?:error: )?(.*?)(?:\n\(Did you mean ([^()\n]+)\?\))?$/s.exec(text) ?? []
  return new AirlockError('AIRLOCK_USAGE', {
    message: escape(said.replace(/\. Expected(.*)\.$/, ', expected$1'), 200).replace(
      /'(.*)'/,
      '`$1`',
    ),
    hints: [
      ...(meant === undefined ? [] : [`did you mean \`${escape(meant)}\`?`]),
      `${command} --help`,
    ],
  })
}

/** The command that the words lead to, as far as they are names of commands. */
function commandOf(program: Command, [word, ...rest]: readonly string[]): string {
  const next = program.commands.find((command) => command.name() === word)
  return next === undefined ? program.name() : `${program.name()} ${commandOf(next, rest)}`
}

/** Replaced by the build with the version of package.json. */
declare const AIRLOCK_VERSION: string
const VERSION = typeof AIRLOCK_VERSION === 'string' ? AIRLOCK_VERSION : '0.0.0'
