import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { REVISIONS } from '../../src/wire/revisions/index.ts'
import { compileGrammars } from '../differential/grammars.ts'

const grammars = [...(await compileGrammars()).values()]
const anything = fc.anything({
  withNullPrototype: false,
  key: fc.constantFrom(...keys(), 'x', '__proto__', 'toString'),
})

test('a grammar judges any value without throwing or changing it, and says why in words of its own', () => {
  fc.assert(
    fc.property(fc.jsonValue(), anything, (json, odd) => {
      for (const value of [json, odd]) {
        const before = JSON.stringify(value, escapeBigInt)
        for (const grammar of grammars) {
          const { requests = {}, notifications = {} } =
            REVISIONS.find(({ date }) => date === grammar.revision) ?? {}
          const faults = [
            ...Object.keys(requests).flatMap((method) => [
              grammar.request('client', method, value),
              grammar.request('server', method, value),
              grammar.result(method, value),
              grammar.result(method, value, { task: true }),
            ]),
            ...Object.keys(notifications).map((method) =>
              grammar.notification('server', method, value),
            ),
            grammar.error(value),
          ]
          for (const fault of faults) {
            if (fault === undefined) continue
            expect(fault.expected).toMatch(/^must /)
            expect(fault.expected).not.toBe('must follow the protocol')
          }
        }
        expect(JSON.stringify(value, escapeBigInt)).toBe(before)
      }
    }),
  )
})

function keys(): readonly string[] {
  const names = JSON.stringify(REVISIONS).matchAll(/"exactKeys":\[([^\]]*)\]/g)
  return [...new Set([...names].flatMap(([, list]) => JSON.parse(`[${list}]`) as string[]))]
}

function escapeBigInt(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
