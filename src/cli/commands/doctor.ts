import type { Command } from 'commander'
import { doctor, type Io } from '../../app/index.ts'
import type { Action } from '../action.ts'

/** `doctor`: what is enforced on this machine. */
export function addDoctor(program: Command, io: Io, finish: Action): void {
  program
    .command('doctor')
    .summary(
      'attack a sandbox on this machine and print what is enforced, what is not, and the remedy',
    )
    .action(() => finish(doctor(io)))
}
