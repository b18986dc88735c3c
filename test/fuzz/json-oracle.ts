/** What every parser makes of a line, written apart from the scan and by other means, to hold the scan against. */
export type Json = Record<string, unknown>

/** The value, as `JSON.parse` has it; undefined when the bytes are not UTF-8 or not JSON. */
export function valueOf(line: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf8', { fatal: true, ignoreBOM: true }).decode(line))
  } catch {
    return undefined
  }
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether some object of a valid JSON text has a key twice, however it is written. */
export function keysRepeat(text: string): boolean {
  const open: (Set<string> | undefined)[] = []
  let last = ''
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(undefined)
    else if (token === '}' || token === ']') open.pop()
    else if (token === ':') {
      const key = JSON.parse(last) as string
      const keys = open.at(-1)
      if (keys?.has(key)) return true
      keys?.add(key)
    }
    last = token
  }
  return false
}

/**
 * The id at the top of a message, if the way it is written leaves no doubt: not escaped, no second `id` anywhere in the line, and
 * one that MCP allows.
 */
export function plainId(message: Json, text: string): string | number | undefined {
  const { id } = message
  const written = [...text.matchAll(/"id"\s*:\s*(-?\d+|"[^"\\]*")(?=[\s,}])/g)]
  if (written.length !== 1 || text.includes('\\u') || text.split('"id"').length !== 2)
    return undefined
  if (typeof id === 'string') return id.length > 0 && id.length <= 256 ? id : undefined
  return Number.isSafeInteger(id) && String(id) === written[0]?.[1] ? (id as number) : undefined
}

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+/gs
