import type { Command } from 'commander'
import { approvePins, diffPins, forgetPins, type Io, showPins } from '../../app/index.ts'
import type { Action } from '../action.ts'

/** `pins show | diff | approve | forget`: what a server offered first, and what has changed since. */
export function addPins(program: Command, io: Io, finish: Action): void {
  const pins = program
    .command('pins')
    .summary('what a server offered first, what has changed since, and whether that is accepted')
  pins
    .command('show')
    .summary('what is pinned')
    .argument('<profile>', 'name or path')
    .action((profile: string) => finish(showPins(io, profile)))
  pins
    .command('diff')
    .summary('what was seen otherwise than it is pinned; 1 when there is something')
    .argument('<profile>', 'name or path')
    .action((profile: string) => finish(diffPins(io, profile)))
  pins
    .command('approve')
    .summary('accept what has changed')
    .argument('<profile>', 'name or path')
    .argument('[item]', 'one item as `diff` prints it, or its name; everything when absent')
    .action((profile: string, item: string | undefined) => finish(approvePins(io, profile, item)))
  pins
    .command('forget')
    .summary('forget everything, so that the next session begins anew')
    .argument('<profile>', 'name or path')
    .action((profile: string) => finish(forgetPins(io, profile)))
}
