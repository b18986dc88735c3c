import type { Command } from 'commander'
import { type Io, lockVault, runAgent, runTrial, unlockVault } from '../../app/index.ts'
import type { Action } from '../action.ts'
import { unlockOptions } from './vault-options.ts'

/** `unlock` and `lock`, and what other commands start: `agent` and `trial`. */
export function addAgent(program: Command, io: Io, finish: Action): void {
  unlockOptions(
    program.command('unlock').summary('open the vault for the servers that start from now on'),
  ).action((flags) => finish(unlockVault(io, flags)))
  program
    .command('lock')
    .summary('make the agent forget the key of the vault')
    .option('--end', 'end the agent as well')
    .action((flags: { end?: true }) => finish(lockVault(io, flags)))
  program
    .command('agent', { hidden: true })
    .summary('the process that holds the key; started when it is needed')
    .action(() => finish(runAgent(io)))
  program
    .command('trial', { hidden: true })
    .summary('a start with a new value, which descriptor 3 holds; what `vault rotate --check` does')
    .argument('<profile>')
    .argument('<name>')
    .action((profile: string, name: string) => finish(runTrial(io, profile, name)))
}
