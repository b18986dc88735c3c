import { unmoved } from '../../base/index.ts'
import {
  base64Encodings,
  hexEncodings,
  isAlphanumeric,
  percentEncodings,
  reversed,
} from './byte-encodings.ts'
import { jsonEncodings } from './json-encodings.ts'

/**
 * Every way of writing a value that is looked for, each once: as it is, escaped in JSON once and twice, percent-encoded, in hexadecimal, in
 * base64 and base64url at each place, and reversed. In bytes of their own, which the caller fills with zeros in the end.
 */
export function encodingsOf(value: Uint8Array): readonly Uint8Array[] {
  const backwards = reversed(value)
  // Most values are tokens, which no escaping changes; making them is the whole cost of a redactor.
  const escaped = value.every(isPlain)
    ? []
    : [...jsonEncodings(value), ...percentEncodings(value), ...jsonEncodings(backwards)]
  const all = [
    copyOf(value),
    ...escaped,
    ...hexEncodings(value),
    ...base64Encodings(value),
    backwards,
  ]
  const each: Uint8Array[] = []
  for (const one of all) {
    if (each.some((other) => Buffer.compare(other, one) === 0)) one.fill(0)
    else each.push(one)
  }
  return each
}

function copyOf(value: Uint8Array): Uint8Array {
  const copy = unmoved(value.length)
  copy.set(value)
  return copy
}

/** Stands as it is in JSON and in every percent-encoding. */
function isPlain(byte: number): boolean {
  return isAlphanumeric(byte) || PLAIN_MARKS.includes(byte)
}

const PLAIN_MARKS: Uint8Array = Buffer.from('-_.')
