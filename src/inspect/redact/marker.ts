import { escape } from '../../base/index.ts'

/** What stands in the place of an entry's value, and what the entry is called wherever that is told. */
export interface Marker {
  readonly bytes: Uint8Array
  readonly label: string
}

/**
 * `[redacted: NAME]`, which needs no escape in JSON. Where that itself holds a value, such as in an entry that is named after its value,
 * something that says less.
 */
export function markersFor(
  names: readonly string[],
  holdsValue: (text: Uint8Array) => boolean,
): readonly Marker[] {
  return names.map((name) => {
    const label = escape(name, LONGEST_NAME).replaceAll(/["\\`]/g, '?')
    const bytes = Buffer.from(`[redacted: ${label}]`)
    if (!holdsValue(bytes)) return { bytes, label }
    const plain = Buffer.from('[redacted]')
    return { bytes: holdsValue(plain) ? Buffer.from(SHORTEST) : plain, label: UNNAMED }
  })
}

const LONGEST_NAME = 64
const UNNAMED = 'entry'
/** Shorter than any value that is looked for. */
const SHORTEST = '[***]'
