import type { Command } from 'commander'
import { type Io, scan, scanWithVault, type UnlockFlags } from '../../app/index.ts'
import type { Action } from '../action.ts'
import { unlockOptions } from './vault-options.ts'

/** `scan [paths…]`: where secrets lie in plain text. */
export function addScan(program: Command, io: Io, finish: Action): void {
  unlockOptions(
    program
      .command('scan')
      .summary(
        'find secrets in plain text, and how to move each into the vault; 1 when there are any',
      )
      .description(
        'Searches the configuration files of MCP clients, or the files and directories that are named, for secrets. No value is printed.',
      )
      .argument(
        '[paths...]',
        'files and directories; the configurations of your clients and of this project when absent',
      )
      .option('--json', 'one JSON object instead of lines')
      .option('--vault', 'open the vault, and look for its values as well'),
  ).action((paths: string[], { json, vault, ...flags }: ScanOptions) => {
    const request = { paths, json: json === true }
    finish(vault === true ? scanWithVault(io, request, flags) : scan(io, request))
  })
}

interface ScanOptions extends UnlockFlags {
  readonly json?: true
  readonly vault?: true
}
