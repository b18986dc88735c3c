import { setPolicy, type VaultDocument } from '../vault/index.ts'
import { type Io, print } from './io.ts'
import { changeVault, type UnlockFlags } from './vault-tools.ts'

/** Says whether every slot needs a second factor. Throws AIRLOCK_VAULT_POLICY while a slot has only one, a lone recovery key aside. */
export async function changePolicy(
  io: Io,
  { mfa, ...flags }: UnlockFlags & VaultDocument['policy'],
): Promise<number> {
  await changeVault(io, flags, (open) => setPolicy(open, { mfa }))
  print(io, `policy: a second factor is ${mfa}`)
  return 0
}
