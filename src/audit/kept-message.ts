/** The beginning of a message, as text where it is UTF-8. */
export type KeptMessage = { readonly bytes: number } & (
  | { readonly text: string }
  | { readonly base64: string }
)

/** Keeps the first 4 KB of a message; `bytes` is its whole length. */
export function keptMessage(line: Uint8Array): KeptMessage {
  const head = line.subarray(0, KEPT_BYTES)
  const bytes = line.length
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    // A character that the cut went through is left out.
    return { bytes, text: decoder.decode(head, { stream: bytes > head.length }) }
  } catch {
    return { bytes, base64: Buffer.from(head).toString('base64') }
  }
}

/** Enough to see what somebody tried; what is kept must have a bound. */
const KEPT_BYTES = 4096
