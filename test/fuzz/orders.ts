import type { Plant } from './planted.ts'

/** What a worker is told. */
export interface Orders {
  readonly root: string
  /** Where the bundles are. */
  readonly built: string
  /** Whichever comes first ends the campaign. */
  readonly seconds: number
  readonly executions: number
  readonly seed: number
  readonly plant: Plant | undefined
  /** One input to play instead of a campaign. */
  readonly replay: Uint8Array | undefined
  readonly desk: SharedArrayBuffer
}

/** What it reports. */
export type Report =
  | { readonly kind: 'progress'; readonly text: string }
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'failure'; readonly text: string; readonly input: Uint8Array }
