import type { JsonObject } from '../json.ts'

/** Length of the lines that an item takes in the file of pins (`encodeBook`), in UTF-16 units, without making them. */
export function writtenUnits(item: JsonObject): number {
  return LINE_BREAK + indentation(ITEM_LEVEL) + units(item, ITEM_LEVEL)
}

function units(value: unknown, level: number): number {
  if (typeof value !== 'object' || value === null) return scalarUnits(value)
  const isList = Array.isArray(value)
  const parts = isList ? value : Object.values(value)
  if (parts.length === 0) return BRACKETS
  // Each on a line of its own, and a comma behind all but the last.
  let sum = parts.length * (LINE_BREAK + indentation(level + 1) + 1) - 1
  for (const part of parts) sum += units(part, level + 1)
  if (!isList) for (const key of Object.keys(value)) sum += scalarUnits(key) + COLON
  return BRACKETS + sum + LINE_BREAK + indentation(level)
}

function scalarUnits(value: unknown): number {
  return typeof value === 'string' ? JSON.stringify(value).length : String(value).length
}

/** Two spaces each. */
function indentation(levels: number): number {
  return 2 * levels
}

const LINE_BREAK = 1
const BRACKETS = 2
/** With its space. */
const COLON = 2
/** Inside the document, what is pinned, a list, and its items. */
const ITEM_LEVEL = 4
