import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDocument, readDocument } from '../../src/adopt/document.ts'
import { findSecrets, importFrom, readDotenv } from '../../src/adopt/index.ts'
import { AirlockError } from '../../src/base/index.ts'

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,20}$/)
/** What an environment can hold, without carriage returns, which end lines for some programs. */
const value = fc.string({ unit: 'binary' }).map((text) => text.replace(/(?![\t\n])\p{C}/gu, ''))

test('what is written in double quotes is read as it was', () => {
  fc.assert(
    fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (settings) => {
      const text = Object.entries(settings)
        .map(([key, each]) => `${key}="${each.replace(/[\\"$]/g, String.raw`\$&`)}"\n`)
        .join('')
      expect(Object.fromEntries(readDotenv(text).map((each) => [each.name, each.value]))).toEqual(
        settings,
      )
    }),
  )
})

test('what is written in single quotes is read as it was', () => {
  fc.assert(
    fc.property(name, value, (key, each) => {
      const plain = each.replace(/'|\\$/g, '')
      expect(readDotenv(`${key}='${plain}'`)).toMatchObject([{ name: key, value: plain }])
    }),
  )
})

test('any text reads as a .env file or stops with an error that quotes nothing', () => {
  const line = fc.oneof(
    fc.string(),
    fc.stringMatching(/^[A-C =:"'`$#\\\n]*$/),
    fc.string({ unit: 'binary' }),
  )
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom('\n', '\r\n', ''), (lines, end) => {
      try {
        readDotenv(lines.join(end))
      } catch (error) {
        if (!AirlockError.is(error)) throw error
        expect(error.message).toMatch(/^line \d+ of the \.env file [a-zA-Z `#$.,"']+$/)
      }
    }),
    { numRuns: 1000 },
  )
})

test('any bytes go through the document of an age file and back', () => {
  const entries = fc.uniqueArray(
    fc.record({ name: fc.string({ unit: 'binary' }), value: fc.uint8Array() }),
    {
      selector: (entry) => entry.name,
    },
  )
  fc.assert(
    fc.property(entries, (list) => {
      // A lone surrogate has no UTF-8; the vault refuses such a name long before.
      const named = list.filter((entry) => Buffer.from(entry.name).toString() === entry.name)
      const text = formatDocument(named).toString('utf8')
      expect(() => JSON.parse(text) as unknown).not.toThrow()
      expect(readDocument(text).map((each) => [each.name, [...each.value]])).toEqual(
        named.map((each) => [each.name, [...each.value]]),
      )
    }),
  )
})

test('any bytes as a client’s configuration or age document are read or refused, never a crash', () => {
  const json = fc.json().map((text) => Buffer.from(text))
  const near = fc
    .json()
    .map((text) => Buffer.from(`{"mcpServers":{"s":{"env":${text},"args":${text}}}}`))
  fc.assert(
    fc.property(fc.oneof(json, near, fc.uint8Array()), (bytes) => {
      for (const source of [
        { kind: 'client', bytes, servers: 'mcpServers' },
        { kind: 'age', bytes },
      ] as const) {
        try {
          importFrom(source)
        } catch (error) {
          if (!AirlockError.is(error)) throw error
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('findings lie in order, on lines that exist, and do not depend on what follows', () => {
  const token = fc.stringMatching(/^[A-Za-z0-9]{36}$/).map((body) => `ghp_${body}`)
  const piece = fc.oneof(token, fc.string(), fc.constantFrom('\n', '"', 'A_KEY=', 'x: '))
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join(' ')
      const found = findSecrets(text, { hasSettings: true })
      const lines = found.map(({ line }) => line)
      expect(lines).toEqual(lines.toSorted((a, b) => a - b))
      expect(Math.max(1, ...lines)).toBeLessThanOrEqual(text.split('\n').length)
      expect(findSecrets(`${text}\nend`, { hasSettings: true })).toEqual(found)
    }),
  )
})
