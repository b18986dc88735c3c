import {
  addBase64,
  addHexadecimal,
  addPercent,
  isAlphanumeric,
  reversed,
} from './byte-encodings.ts'
import { characterLength } from './character.ts'
import { addJson } from './json-encodings.ts'
import type { PatternList } from './pattern-list.ts'

/**
 * Adds every way of writing a value that is looked for, each once: as it is, escaped in JSON once and twice, percent-encoded, in hexadecimal, in
 * base64 and base64url at each place, and reversed.
 */
export function addEncodings(patterns: PatternList, entry: number, value: Uint8Array): void {
  const backwards = reversed(value)
  addForwards(patterns, entry, value)
  addBackwards(patterns, entry, backwards)
  backwards.fill(0)
}

/**
 * Adds texts of which each encoding of the value begins with one, and the first `length` bytes of which are the encoding's own. They are
 * the encodings of the characters at both ends, since no encoding looks ahead.
 */
export function addBeginnings(
  patterns: PatternList,
  entry: number,
  { value, length }: { readonly value: Uint8Array; readonly length: number },
): void {
  const backwards = reversed(value)
  addForwards(patterns, entry, beginning(value, length))
  addBackwards(patterns, entry, beginning(backwards, length))
  backwards.fill(0)
}

/** The most bytes that an encoding of so many has: a byte becomes `\\u00xx` at most. */
export function longestEncoding(length: number): number {
  return length * 7
}

function addForwards(patterns: PatternList, entry: number, value: Uint8Array): void {
  addPlain(patterns, entry, value)
  addHexadecimal(patterns, entry, value)
  addBase64(patterns, entry, value)
  if (!isUnchanged(value)) addPercent(patterns, entry, value)
}

function addBackwards(patterns: PatternList, entry: number, backwards: Uint8Array): void {
  addPlain(patterns, entry, backwards)
}

function addPlain(patterns: PatternList, entry: number, value: Uint8Array): void {
  patterns.add(entry, value.length, (out, at) => {
    out.set(value, at)
    return at + value.length
  })
  if (!isUnchanged(value)) addJson(patterns, entry, value)
}

/** Whole characters, so many bytes or a few more. */
function beginning(value: Uint8Array, length: number): Uint8Array {
  let end = 0
  while (end < length) end += characterLength(value, end)
  return value.subarray(0, end)
}

/** Whether it stands as it is in JSON and in every percent-encoding, as most values do, which are tokens. */
function isUnchanged(value: Uint8Array): boolean {
  for (let at = 0; at < value.length; at += 1) {
    const byte = value[at] as number
    if (!isAlphanumeric(byte) && byte !== HYPHEN && byte !== LOW_LINE && byte !== FULL_STOP)
      return false
  }
  return true
}

const HYPHEN = 0x2d
const FULL_STOP = 0x2e
const LOW_LINE = 0x5f
