/**
 * What is kept of a value is kept with each byte as another one, so that no copy of it stands in memory, a core dump or a swap file where
 * somebody looks for it; whoever knows this code can undo it.
 */
export const MASK = 0x5a

/** In place, both ways. */
export function mask(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = (bytes[at] as number) ^ MASK
}
