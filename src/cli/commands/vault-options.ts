import { type Command, InvalidArgumentError } from 'commander'

/** Adds how a command opens the vault; without any it asks in the terminal. */
export function unlockOptions(command: Command): Command {
  return command
    .option('--slot <label>', 'the slot to open the vault with')
    .option('--key-file <file>', 'where the key file of the slot is now')
    .option('--passphrase-fd <n>', 'read the passphrase from this descriptor', descriptor)
    .option('--pin-fd <n>', 'read the PIN of a token or TPM from this descriptor', descriptor)
}

/** A repeatable option. */
export function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

/** The number of an inherited descriptor. */
export function descriptor(value: string): number {
  return wholeNumber(value)
}

export function wholeNumber(value: string): number {
  if (/^\d{1,6}$/.test(value)) return Number(value)
  throw new InvalidArgumentError('expected a whole number')
}
