import { BACKSLASH, QUOTE, SPACE } from './bytes.ts'
import { hashKeyByte, KEY_HASH_SEED, type Keys } from './keys.ts'
import { readString } from './read-string.ts'
import { hasLoneSurrogate, stringText } from './string-text.ts'
import { FAILED, type Text } from './text.ts'

/**
 * Reads the key whose opening quote is just before `from` and puts it on top of `keys`, decoded. Returns the index behind
 * its closing quote, or `FAILED`.
 */
export function readKey(text: Text, from: number, keys: Keys): number {
  const { bytes, end } = text
  let at = from
  let hash = KEY_HASH_SEED
  let seen = 0
  let byte = 0
  while (at < end) {
    byte = bytes[at] as number
    if (byte === QUOTE || byte === BACKSLASH || byte < SPACE) break
    hash = hashKeyByte(hash, byte)
    seen |= byte
    at += 1
  }
  if (at === end) return text.fail('syntax', at)
  if (byte === BACKSLASH) return readEscapedKey(text, from, keys)
  if (byte !== QUOTE) return text.fail('syntax', at)
  text.seen |= seen
  keys.push(from, at, hash, seen)
  return at + 1
}

function readEscapedKey(text: Text, from: number, keys: Keys): number {
  const after = readString(text, from)
  if (after === FAILED) return FAILED
  const key = stringText(text.bytes, from, after - 1)
  if (hasLoneSurrogate(key)) return text.fail('surrogate-key', from - 1)
  keys.pushDecoded(key)
  return after
}
