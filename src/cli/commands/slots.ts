import { Argument, type Command } from 'commander'
import { addFactors, type Io, listSlots, removeFactors } from '../../app/index.ts'
import type { Action } from '../action.ts'
import { descriptor, unlockOptions } from './vault-options.ts'

/** `vault slots list | add | remove`: the ways to open the vault. */
export function addSlots(vault: Command, io: Io, finish: Action): void {
  const slots = vault
    .command('slots')
    .summary('the ways to open the vault: any slot does, with all of its factors')
  slots
    .command('list')
    .summary('labels and factors')
    .action(() => finish(listSlots(io)))
  unlockOptions(
    slots
      .command('add')
      .summary('add a slot that all of these factors open together')
      .addArgument(
        new Argument('<factor...>', 'one or several').choices([
          'passphrase',
          'key-file',
          'recovery',
          'webauthn-prf',
          'pkcs11',
          'tpm2',
          'keyring',
        ]),
      )
      .option('--label <text>', 'what it is called')
      .option('--new-key-file <file>', 'the key file of the new slot; made when it is not there')
      .option('--new-passphrase-fd <n>', 'read its passphrase from this descriptor', descriptor)
      .option('--recovery-file <file>', 'write a recovery key here instead of showing it')
      .option('--module <file>', 'the PKCS #11 module')
      .option('--token <label>', 'the PKCS #11 token')
      .option('--pin', 'ask for a PIN for the TPM factor')
      .option('--new-pin-fd <n>', 'read the PIN of its token or TPM from here', descriptor),
  ).action((types: Parameters<typeof addFactors>[1], flags) => finish(addFactors(io, types, flags)))
  unlockOptions(slots.command('remove').summary('remove a slot').argument('<label>')).action(
    (label: string, flags) => finish(removeFactors(io, label, flags)),
  )
}
