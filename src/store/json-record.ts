/** A JSON object of unknown content. */
export type JsonRecord = Readonly<Record<string, unknown>>

/** Parses text that must hold a JSON object; undefined for everything else. */
export function parseRecord(text: string): JsonRecord | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
