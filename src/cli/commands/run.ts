import type { Command } from 'commander'
import { type Io, run } from '../../app/index.ts'
import { AirlockError, escape } from '../../base/index.ts'
import type { Action } from '../action.ts'
import { type RunFlags, takeFlags } from '../run-flags.ts'

/** `run [flags] <profile> [flags] [-- command args…]`: what a client's configuration starts. */
export function addRun(program: Command, io: Io, finish: Action): void {
  program
    .command('run')
    .summary('run a server in its sandbox; this is what a client starts')
    .description(
      'Runs the server of a profile. After `--` stands the original command, which must be the one the profile allows.',
    )
    .argument('<profile>', 'name of a profile, or the path of one (anything with a slash)')
    .argument('[command...]', 'the original command, after --')
    .option('--role <name>', 'a role of the profile, instead of the one it chooses')
    .option('--log-file <path>', 'record every decision in this file, as JSON lines')
    .passThroughOptions()
    .action((profile: string, words: string[], before: RunFlags) => {
      const { flags, rest, isCut } = takeFlags(words)
      if (isCut) throw withoutValue(rest[0] as string)
      finish(run(io, { profile, command: afterDashes(rest, 'run'), ...before, ...flags }))
    })
}

/** As commander says it of the same flag before the profile. */
function withoutValue(flag: string): AirlockError {
  return new AirlockError('AIRLOCK_USAGE', {
    message: `option \`${flag}\` argument missing`,
    hints: ['mcp-airlock run --help'],
  })
}

/**
 * commander hands `--` on; what follows it is the server's, whatever it looks like. Undefined when nothing was given.
 * Throws AIRLOCK_USAGE for anything else, with the form of `command`.
 */
export function afterDashes(
  words: readonly string[],
  command: 'run' | 'profile check',
): readonly string[] | undefined {
  if (words.length === 0) return undefined
  if (words[0] === '--') return words.slice(1)
  throw new AirlockError('AIRLOCK_USAGE', {
    message: `\`${escape(words[0] as string, 80)}\` stands where \`--\` was expected`,
    hints: [`mcp-airlock ${command} PROFILE -- COMMAND ARGUMENTS…`],
  })
}
