import type { Command } from 'commander'
import { approve, type Io } from '../../app/index.ts'
import type { Action } from '../action.ts'

/** `approve [--list]`: the answer of a person to what a profile wants consent for. */
export function addApprove(program: Command, io: Io, finish: Action): void {
  program
    .command('approve')
    .summary('answer the requests that wait for your consent')
    .description(
      'Shows each request that waits for consent, of all servers that run, and asks for yes, no, or always for this session.',
    )
    .option('--list', 'only show them')
    .action((options: { list?: true }) => finish(approve(io, { isList: options.list === true })))
}
