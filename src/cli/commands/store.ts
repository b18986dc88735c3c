import type { Command } from 'commander'
import { addToStore, type Io, listStore, removeFromStore } from '../../app/index.ts'
import type { Action } from '../action.ts'

/** `store add | list | remove`: packages that run offline and read-only. */
export function addStore(program: Command, io: Io, finish: Action): void {
  const store = program
    .command('store')
    .summary('install npm packages of servers once, to run them offline and read-only')
  store
    .command('add')
    .summary('install a package, with install scripts off, in a sandbox that can write only there')
    .argument('<package>', 'NAME@VERSION; a range or tag is resolved to one exact version')
    .action((spec: string) => finish(addToStore(io, spec)))
  store
    .command('list')
    .summary('what is installed')
    .action(() => finish(listStore(io)))
  store
    .command('remove')
    .summary('remove a package')
    .argument('<package>', 'NAME@VERSION')
    .action((spec: string) => finish(removeFromStore(io, spec)))
}
