/** A list or an object that stands in a text as JSON. */
interface Embedded {
  readonly value: object
}

/**
 * What a server may take a text for: some read an argument as JSON before they use it, whatever its schema says (MCP Python SDK 1.9,
 * `pre_parse_json`), so that `["/etc/passwd"]` is one path to a rule and a list of them to the server. Undefined when it is no
 * list or object; `unsure` when not all parsers would take it for one, or it is deeper than any message.
 */
export function embeddedIn(value: unknown): Embedded | 'unsure' | undefined {
  if (typeof value !== 'string' || !/^[ \t\r\n]*[[{]/.test(value)) return undefined
  const found = parsed(value)
  if (found !== undefined) return isDeep(found) ? 'unsure' : { value: found }
  // Numbers that Python's parser knows beyond JSON. Whatever else they may stand for here, the text goes nowhere.
  return parsed(value.replace(/-?\b(?:NaN|Infinity)\b/g, '0')) === undefined ? undefined : 'unsure'
}

function parsed(text: string): object | undefined {
  try {
    return JSON.parse(text) as object
  } catch {
    return undefined
  }
}

/** Level by level, so that no depth is too much to look at. */
function isDeep(value: object): boolean {
  let level: readonly unknown[] = [value]
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    level = level.flatMap((each) =>
      typeof each === 'object' && each !== null ? Object.values(each) : [],
    )
    if (level.length === 0) return false
  }
  return true
}

/** As of a message. */
const MAX_DEPTH = 64
