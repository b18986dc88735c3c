export class Refused extends Error {
  readonly kind: 'invalid' | 'factor' | 'tampered'
}
export function readVault(
  bytes: Uint8Array,
  label: string,
  secrets: readonly (string | Uint8Array)[],
): readonly { readonly name: string; readonly version: number; readonly value: string }[]
