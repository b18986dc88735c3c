import { type Command, Option } from 'commander'
import {
  approveRelease,
  changePolicy,
  exportVault,
  type Io,
  importSecrets,
  initVault,
  listSecrets,
  recoverVault,
  removeSecret,
  restoreVault,
  revealSecret,
  rotateSecret,
  rotateVaultKey,
  scopeSecret,
  setSecret,
  showVault,
} from '../../app/index.ts'
import type { Action } from '../action.ts'
import { addSlots } from './slots.ts'
import { collected, descriptor, unlockOptions, wholeNumber } from './vault-options.ts'

/** `vault …`: the encrypted file with the secrets of servers. */
export function addVault(program: Command, io: Io, finish: Action): void {
  const vault = program
    .command('vault')
    .summary('the encrypted file with the secrets of servers')
    .description(
      'Keeps the secrets of servers encrypted. A profile names them in its `env` as ${vault:NAME}; a server gets those that are scoped to its profile and approved for its program. No command takes a secret as an argument.',
    )
  addWhole(vault, io, finish)
  addEntries(vault, io, finish)
  addTransfer(vault, io, finish)
  addSlots(vault, io, finish)
}

/** What concerns the vault as a whole. */
function addWhole(vault: Command, io: Io, finish: Action): void {
  vault
    .command('init')
    .summary('make the vault: asks for a passphrase, shows the recovery key once')
    .addOption(
      new Option('--cipher <name>', 'cipher of everything in it')
        .choices(['xchacha20-poly1305', 'aes-256-gcm'])
        .default('xchacha20-poly1305'),
    )
    .option('--key-file <file>', 'a second factor beside the passphrase; made when it is not there')
    .option('--mfa', 'require two factors for every slot')
    .option('--passphrase-fd <n>', 'read the passphrase from this descriptor', descriptor)
    .option('--recovery-file <file>', 'write the recovery key here instead of showing it')
    .action((plan: Parameters<typeof initVault>[1]) => finish(initVault(io, plan)))
  vault
    .command('status')
    .summary('what the file says without a key, and what the agent is doing')
    .action(() => finish(showVault(io)))
  unlockOptions(vault.command('rotate-key').summary('put a new key under everything')).action(
    (flags) => finish(rotateVaultKey(io, flags)),
  )
  unlockOptions(
    vault
      .command('policy')
      .summary('say whether every slot needs a second factor')
      .addOption(
        new Option('--mfa <word>', 'whether it does')
          .choices(['required', 'optional'])
          .makeOptionMandatory(),
      ),
  ).action((flags) => finish(changePolicy(io, flags)))
  vault
    .command('recover')
    .summary('open the vault with the recovery key: a drill, or the way back')
    .option('--recovery-fd <n>', 'read the recovery key from this descriptor', descriptor)
    .option('--new-slot <label>', 'add a slot with a new passphrase')
    .option('--new-passphrase-fd <n>', 'read the new passphrase from this descriptor', descriptor)
    .option('--new-key-file <file>', 'a second factor of the new slot')
    .action((flags: Parameters<typeof recoverVault>[1]) => finish(recoverVault(io, flags)))
  unlockOptions(
    vault
      .command('restore')
      .summary('put a backup in the place of the vault')
      .argument('<file>', 'a backup')
      .option('--accept-rollback', 'the backup may be older than what was seen on this machine'),
  ).action((file: string, flags) => finish(restoreVault(io, file, flags)))
}

function addEntries(vault: Command, io: Io, finish: Action): void {
  unlockOptions(
    vault
      .command('set')
      .summary('set a secret: typed in the terminal, or from standard input')
      .argument('<name>')
      .option('--scope <profile>', 'a profile that may have it, `*` for any; repeatable', collected)
      .option('--rotate-after <days>', 'days until it should be replaced, 0 for never', wholeNumber)
      .addOption(
        new Option('--classification <word>').choices(['public', 'internal', 'confidential']),
      )
      .option(
        '--rotate-command <word>',
        'a command that prints a new value, word by word; repeatable',
        collected,
      )
      .option('--no-rotate-command', 'it has none any more')
      .option('--totp', 'it is the base32 secret of an authenticator, for `vault reveal --totp`'),
  ).action((name: string, flags) => finish(setSecret(io, name, flags)))
  unlockOptions(
    vault
      .command('list')
      .summary('names, scopes and ages; never a value')
      .option('--json', 'as JSON'),
  ).action((flags) => finish(listSecrets(io, flags)))
  unlockOptions(vault.command('remove').summary('remove a secret').argument('<name>')).action(
    (name: string, flags) => finish(removeSecret(io, name, flags)),
  )
  unlockOptions(
    vault
      .command('scope')
      .summary('change which profiles may have a secret')
      .argument('<name>')
      .option('--add <profile>', 'repeatable', collected)
      .option('--remove <profile>', 'repeatable', collected),
  ).action((name: string, flags) => finish(scopeSecret(io, name, flags)))
  unlockOptions(
    vault
      .command('rotate')
      .summary('give a secret a new value, by its rotation command or by hand')
      .argument('<name>')
      .option('--by-hand', 'although it has a rotation command')
      .option('--check <profile>', 'start this server with it; the old value returns if it fails'),
  ).action((name: string, flags) => finish(rotateSecret(io, name, flags)))
  unlockOptions(
    vault
      .command('reveal')
      .summary('show a secret in the terminal, after unlocking anew')
      .argument('<name>')
      .option('--totp', 'after the digits of an authenticator instead; the vault must be unlocked'),
  ).action((name: string, flags) => finish(revealSecret(io, name, flags)))
  unlockOptions(
    vault
      .command('approve')
      .summary('let the program that a profile starts now have its secrets')
      .argument('<profile>', 'name or path')
      .argument('[command...]', 'the original command, after --'),
  ).action((profile: string, command: string[], flags) =>
    finish(approveRelease(io, profile, command.length === 0 ? undefined : command, flags)),
  )
}

function addTransfer(vault: Command, io: Io, finish: Action): void {
  unlockOptions(
    vault
      .command('export')
      .summary('write all entries into an age file')
      .argument('<file>')
      .option('--recipient <age1…>', 'who can open it, instead of a passphrase', collected)
      .option('--age-passphrase-fd <n>', 'read its passphrase from this descriptor', descriptor)
      .option('--armor', 'as text'),
  ).action((file: string, flags) => finish(exportVault(io, file, flags)))
  unlockOptions(
    vault
      .command('import')
      .summary('take over the secrets of a .env file, a client configuration or an age file')
      .argument('<file>')
      .addOption(
        new Option('--from <kind>', 'by its name unless told').choices(['env', 'client', 'age']),
      )
      .option('--server <name>', 'one server of a client configuration')
      .option('--scope <profile>', 'a profile that may have them; repeatable', collected)
      .option('--identity <file>', 'an identity file of age, instead of a passphrase')
      .option('--age-passphrase-fd <n>', 'read its passphrase from this descriptor', descriptor)
      .option('--replace', 'entries that exist get the new value'),
  ).action((file: string, flags) => finish(importSecrets(io, file, flags)))
}
