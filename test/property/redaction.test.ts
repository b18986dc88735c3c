import { isUtf8 } from 'node:buffer'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createInspector, createRedactor } from '../../src/inspect/index.ts'
import { addEncodings } from '../../src/inspect/redact/encodings.ts'
import { PatternList } from '../../src/inspect/redact/pattern-list.ts'
import { rethrow } from '../support/rethrow.ts'
import { ENCODERS } from '../unit/inspect/redact/encoders.ts'

/** Values of any characters, and those that are made of few, which overlap with themselves and with markers. */
const value = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 8, maxLength: 40 }),
    fc.string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom('a', '"', '\\', 'n', '/', '[', ']', 'é'),
      minLength: 8,
      maxLength: 16,
    }),
  )
  .filter((text) => Buffer.byteLength(text) >= 8)
const around = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom('\\', '"', 'a', 'n', '\n'),
  ),
  maxLength: 12,
})
const encoder = fc.constantFrom(...Object.values(ENCODERS))
const encoded = fc
  .record({ value, encode: encoder, pick: fc.nat() })
  .map(({ value, encode, pick }) => {
    const all = encode(value)
    return { value, text: all[pick % all.length] as string }
  })

const MARKER = /\[redacted(?:: K\d)?\]|\[\*{3}\]/

const redactorOf = (...values: readonly string[]) =>
  createRedactor(values.map((one, at) => ({ name: `K${at}`, value: Buffer.from(one) })))
const inspectorOf = (...values: readonly string[]) =>
  createInspector({ isUtf8, onBug: rethrow, redactor: redactorOf(...values) })
const note = (data: unknown) => JSON.stringify({ jsonrpc: '2.0', method: 'n', params: { data } })

test('no value of any encoding gets through a message, whatever stands around it', () => {
  fc.assert(
    fc.property(encoded, around, around, fc.boolean(), ({ value, text }, before, after, isKey) => {
      // A backslash before an encoding that has some of its own makes it another text.
      fc.pre(!(before.endsWith('\\') && text.includes('\\')))
      const whole = before + text + after
      const line = Buffer.from(note(isKey ? { [whole]: 1 } : [whole]))
      const verdict = inspectorOf(value).fromServer(line)
      expect(['replace', 'drop']).toContain(verdict.kind)
      const out = 'line' in verdict && verdict.line ? Buffer.from(verdict.line) : Buffer.alloc(0)
      const search = redactorOf(value)
      expect(search.countIn(out)).toBe(0)
      expect(out.includes(value)).toBe(false)
      if (verdict.kind === 'replace') {
        expect(JSON.stringify(JSON.parse(out.toString()))).not.toContain(text)
      }
    }),
  )
})

test('messages that hold no value are forwarded', () => {
  fc.assert(
    fc.property(value, fc.jsonValue(), (value, data) => {
      const line = Buffer.from(note(data))
      fc.pre(redactorOf(value).countIn(line) === 0)
      expect(inspectorOf(value).fromServer(line)).toEqual({ kind: 'forward' })
    }),
  )
})

test('only what decodes to the value is found: another one of the same length is not', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 8, maxLength: 24 }),
      fc.uint8Array({ minLength: 8, maxLength: 24 }),
      (secret, other) => {
        const text = Buffer.concat([
          other,
          Buffer.from(` ${Buffer.from(other).toString('hex')} `),
          Buffer.from(Buffer.from(other).toString('base64')),
        ])
        const redactor = createRedactor([{ name: 'K', value: secret }])
        fc.pre(!Buffer.from(other).includes(Buffer.from(secret)))
        expect(redactor.redactLine(text)).toBeUndefined()
      },
    ),
  )
})

test('a text holds values exactly where one of their encodings stands in full', () => {
  fc.assert(
    fc.property(
      fc.array(encoded, { minLength: 1, maxLength: 4 }),
      fc.array(fc.record({ pick: fc.nat(), from: fc.nat(9), drop: fc.nat(9), around }), {
        maxLength: 6,
      }),
      (found, pieces) => {
        const values = found.map(({ value }) => Buffer.from(value))
        const parts = pieces.map(({ pick, from, drop, around }) => {
          const whole = Buffer.from(found[pick % found.length]?.text ?? '')
          const cut = whole.subarray(Math.max(0, from - 5), whole.length - Math.max(0, drop - 5))
          return Buffer.concat([Buffer.from(around), cut])
        })
        const text = Buffer.concat(parts)
        // Escapes are undone, which is another way of standing there.
        fc.pre(!text.includes('\\'))
        const patterns = new PatternList()
        for (const [entry, one] of values.entries()) addEncodings(patterns, entry, one)
        const stands = Array.from({ length: patterns.count }, (_, at) =>
          patterns.bytes.subarray(patterns.startOf(at), patterns.endOf(at)),
        ).some((pattern) => text.includes(Buffer.from(pattern)))
        const redactor = createRedactor(values.map((value, at) => ({ name: `K${at}`, value })))
        expect(redactor.countIn(text) > 0).toBe(stands)
      },
    ),
    { numRuns: 500 },
  )
})

test('a stream cut anywhere holds no value, and without one comes out as it went in', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(encoded, around), { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 20 }),
      (parts, lengths) => {
        const values = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.value]))
        const text = Buffer.from(
          parts.map((part) => (typeof part === 'string' ? part : part.text)).join(''),
        )
        const pieces: Buffer[] = []
        const stream = redactorOf(...values).stream((bytes) => pieces.push(Buffer.from(bytes)))
        for (let at = 0, turn = 0; at < text.length; turn += 1) {
          const length = (lengths[turn % lengths.length] as number) + 1
          stream.push(text.subarray(at, at + length))
          at += length
        }
        stream.end()
        const out = Buffer.concat(pieces)
        const between = out.toString('latin1').split(MARKER)
        for (const one of values) {
          const written = Buffer.from(one).toString('latin1')
          expect(between.some((piece) => piece.includes(written))).toBe(false)
        }
        if (between.length === 1) expect(out).toEqual(text)
      },
    ),
  )
})

test('in one piece or in many, a stream says the same', () => {
  fc.assert(
    fc.property(
      fc.array(encoded, { maxLength: 4 }),
      around,
      fc.nat({ max: 6 }),
      (found, between, step) => {
        const values = found.map(({ value }) => value)
        const text = Buffer.from(found.map(({ text }) => text).join(between))
        const whole: Buffer[] = []
        const cut: Buffer[] = []
        const one = redactorOf(...values).stream((bytes) => whole.push(Buffer.from(bytes)))
        const many = redactorOf(...values).stream((bytes) => cut.push(Buffer.from(bytes)))
        one.push(text)
        one.end()
        for (let at = 0; at < text.length; at += step + 1)
          many.push(text.subarray(at, at + step + 1))
        many.end()
        expect(Buffer.concat(cut).toString()).toBe(Buffer.concat(whole).toString())
      },
    ),
  )
})
