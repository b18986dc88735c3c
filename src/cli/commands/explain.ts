import type { Command } from 'commander'
import { explainCode, type Io } from '../../app/index.ts'
import type { Action } from '../action.ts'

/** `explain [code]`: what an error code means and what to do. */
export function addExplain(program: Command, io: Io, finish: Action): void {
  program
    .command('explain')
    .summary('what an error code means and what to do next')
    .argument('[code]', 'for example AIRLOCK_SANDBOX_MISSING; all of them when absent')
    .action((code: string | undefined) => finish(explainCode(io, code)))
}
