import { fingerprint } from '../vault/index.ts'
import type { Io } from './io.ts'
import { type ScanRequest, scan } from './scan.ts'
import { type UnlockFlags, withVault } from './vault-tools.ts'

/** `scan` that knows the values of the vault: it compares keyed fingerprints, so that no value lies beside the texts that are searched. */
export async function scanWithVault(
  io: Io,
  request: ScanRequest,
  flags: UnlockFlags,
): Promise<number> {
  return await withVault(io, flags, (open) => {
    const known = new Map<string, string>()
    for (const { name } of open.entries()) {
      const value = open.read(name)
      known.set(fingerprint(open, value), name)
      value.fill(0)
    }
    return scan(io, request, (candidate) => known.get(fingerprint(open, candidate)))
  })
}
