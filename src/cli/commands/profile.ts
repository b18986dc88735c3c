import type { Command } from 'commander'
import {
  checkProfile,
  explainProfileFile,
  type Io,
  printProfiles,
  showProfileFile,
} from '../../app/index.ts'
import type { Action } from '../action.ts'
import { afterDashes } from './run.ts'

/** `profile list | check | show | explain`. */
export function addProfile(program: Command, io: Io, finish: Action): void {
  const profile = program.command('profile').summary('list, check, show and explain profiles')
  profile
    .command('list')
    .summary('the profiles that have a name')
    .action(() => finish(printProfiles(io)))
  profile
    .command('check')
    .summary('whether a profile parses and can be enforced on this machine')
    .argument('<profile>', 'name or path')
    .argument('[command...]', 'the original command, after --')
    .passThroughOptions()
    .action((name: string, command: string[]) =>
      finish(checkProfile(io, name, afterDashes(command, 'profile check'))),
    )
  profile
    .command('show')
    .summary('the profile with everything it extends and every default')
    .argument('<profile>', 'name or path')
    .option('--seatbelt', 'the policy text for macOS instead, generated and not exercised')
    .action((name: string, options: { seatbelt?: true }) =>
      finish(showProfileFile(io, name, options.seatbelt ? 'seatbelt' : 'profile')),
    )
  profile
    .command('explain')
    .summary('what each line of a profile grants and denies')
    .argument('<profile>', 'name or path')
    .action((name: string) => finish(explainProfileFile(io, name)))
}
