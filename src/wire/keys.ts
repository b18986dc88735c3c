/**
 * The decoded keys of all objects that are open, as one stack of byte ranges. Finds the same key twice in one object in
 * O(n log n) whatever the keys are: the hash only saves comparisons, an attacker who makes all of them collide gains
 * nothing, so it needs no secret seed.
 */
export class Keys {
  /** How many keys are on the stack. Setting it back drops the ones above. */
  count = 0
  #bytes: Buffer = NONE
  readonly #starts: number[] = []
  readonly #ends: number[] = []
  readonly #hashes: number[] = []
  /** Decoded bytes of keys with escapes; ranges past the end of the line lie here. Never longer than the line. */
  #decoded: Buffer | undefined
  #decodedLength = 0
  #topSeen = 0

  /** For the keys of another text. */
  begin(bytes: Buffer): void {
    this.count = 0
    this.#bytes = bytes
  }

  /** Keeps nothing of the text alive, nor room for more keys than most texts have. */
  end(): void {
    this.#bytes = NONE
    this.#decoded = undefined
    this.#decodedLength = 0
    for (const list of [this.#starts, this.#ends, this.#hashes]) {
      if (list.length > KEPT) list.length = KEPT
    }
  }

  /** A key without escapes: its range in the line, its hash, and its bytes or-ed together. */
  push(start: number, end: number, hash: number, seen: number): void {
    this.#topSeen = seen
    const { count } = this
    this.#starts[count] = start
    this.#ends[count] = end
    this.#hashes[count] = hash & HASH_BITS
    this.count = count + 1
  }

  pushDecoded(key: string): void {
    const { length } = this.#bytes
    this.#decoded ??= Buffer.allocUnsafeSlow(length)
    const start = this.#decodedLength
    this.#decodedLength += this.#decoded.write(key, start)
    let hash = KEY_HASH_SEED
    for (let at = start; at < this.#decodedLength; at += 1) {
      hash = hashKeyByte(hash, this.#decoded[at] as number)
    }
    this.push(length + start, length + this.#decodedLength, hash, NOT_ASCII)
  }

  /** Whether the key on top is already among those from `base` up. Looks only while they are few. */
  topRepeats(base: number): boolean {
    const top = this.count - 1
    if (top - base >= FEW) return false
    const hash = this.#hashes[top]
    for (let index = base; index < top; index += 1) {
      if (this.#hashes[index] === hash && this.#compare(index, top) === 0) return true
    }
    return false
  }

  /** Whether any two keys from `base` up are equal; for objects where `topRepeats` gave up. */
  someRepeat(base: number): boolean {
    const size = this.count - base
    if (size <= FEW) return false
    // Hash and index in one double, exact below 2^53, so that the sort is the native one for numbers.
    const order = new Float64Array(size)
    for (let index = 0; index < size; index += 1) {
      order[index] = (this.#hashes[base + index] as number) * INDEX_RANGE + index
    }
    order.sort()
    let from = 0
    for (let to = 1; to <= size; to += 1) {
      if (to < size && hashIn(order, to) === hashIn(order, from)) continue
      if (to - from > 1 && this.#someEqual(base, order.subarray(from, to))) return true
      from = to
    }
    return false
  }

  /**
   * Whether nothing but the case of its letters can make the key on top look like another: ASCII, without escapes, and
   * neither white space nor DEL at its ends.
   */
  topIsPlain(): boolean {
    if (this.#topSeen >= NOT_ASCII) return false
    const first = this.#bytes[this.#starts[this.count - 1] as number] as number
    const last = this.#bytes[(this.#ends[this.count - 1] as number) - 1] as number
    return isVisible(first) && isVisible(last)
  }

  /** The key on top, as text. */
  topText(): string {
    return this.#topBytes().toString('utf8')
  }

  topHash(): number {
    return this.#hashes[this.count - 1] as number
  }

  /** Whether the key on top is exactly these bytes. */
  topIs(key: Uint8Array): boolean {
    return this.is(this.count - 1, key)
  }

  /** The same for the key at that place of the stack, which holds one. */
  is(index: number, key: Uint8Array): boolean {
    const start = this.#starts[index] as number
    if ((this.#ends[index] as number) - start !== key.length) return false
    const home = this.#home(start)
    const shifted = start - this.#shift(start)
    for (let index = 0; index < key.length; index += 1) {
      if (home[shifted + index] !== key[index]) return false
    }
    return true
  }

  /** Among keys of one hash. */
  #someEqual(base: number, run: Float64Array): boolean {
    const indexes = Array.from(run, (entry) => base + (entry % INDEX_RANGE))
    indexes.sort((a, b) => this.#compare(a, b))
    return indexes.some(
      (index, at) => at > 0 && this.#compare(indexes[at - 1] as number, index) === 0,
    )
  }

  #compare(a: number, b: number): number {
    const startA = this.#starts[a] as number
    const endA = this.#ends[a] as number
    const startB = this.#starts[b] as number
    const endB = this.#ends[b] as number
    if (endA - startA !== endB - startB) return endA - startA - (endB - startB)
    const homeA = this.#home(startA)
    const homeB = this.#home(startB)
    const fromA = startA - this.#shift(startA)
    const fromB = startB - this.#shift(startB)
    const length = endA - startA
    const near = Math.min(length, NEAR_BYTES)
    for (let at = 0; at < near; at += 1) {
      const difference = (homeA[fromA + at] as number) - (homeB[fromB + at] as number)
      if (difference !== 0) return difference
    }
    if (near === length) return 0
    return homeA.compare(homeB, fromB, fromB + length, fromA, fromA + length)
  }

  #topBytes(): Buffer {
    const start = this.#starts[this.count - 1] as number
    const end = this.#ends[this.count - 1] as number
    const shift = this.#shift(start)
    return this.#home(start).subarray(start - shift, end - shift)
  }

  /** The memory in which the range that starts at `start` lies. */
  #home(start: number): Buffer {
    return this.#shift(start) === 0 ? this.#bytes : (this.#decoded ?? this.#bytes)
  }

  #shift(start: number): number {
    return start < this.#bytes.length ? 0 : this.#bytes.length
  }
}

/** One step of the hash: FNV-1a (Fowler, Noll and Vo), blind to the case of ASCII letters. Start with `KEY_HASH_SEED`. */
export function hashKeyByte(hash: number, byte: number): number {
  return Math.imul(hash ^ (byte | LOWER_CASE), 0x01000193)
}

/** Hash of a whole key, as `topHash` gives it. */
export function hashKey(key: Uint8Array): number {
  return key.reduce(hashKeyByte, KEY_HASH_SEED) & HASH_BITS
}

export const KEY_HASH_SEED: number = 0x811c9dc5 | 0

const hashIn = (order: Float64Array, at: number) => Math.floor((order[at] as number) / INDEX_RANGE)

const isVisible = (byte: number) => byte > 0x20 && byte < 0x7f

const LOWER_CASE = 0x20
const NOT_ASCII = 0x80

/** 30 bits of hash and 22 of index fit a double; so at most 2^22 keys, which the limit on values keeps to. */
const HASH_BITS = 0x3fffffff
const INDEX_RANGE = 2 ** 22

const KEPT = 1024
const NONE = Buffer.alloc(0)

/** Bytes compared here before the native comparison, whose call costs as much. */
const NEAR_BYTES = 32

/** Objects of real messages are smaller; up to here comparing each key with the ones before it is the faster way. */
const FEW = 16
