import { expect, test } from 'vitest'
import { AirlockError, assertNever, catalog, type ErrorCode } from '../../../src/base/index.ts'

test.each(Object.keys(catalog) as ErrorCode[])(
  '%s takes hint and exit code from its row',
  (code) => {
    const error = new AirlockError(code, { message: 'it went wrong' })
    expect(error).toMatchObject({
      name: 'AirlockError',
      code,
      message: 'it went wrong',
      hints: [catalog[code].hint],
      exitCode: catalog[code].exitCode,
    })
    expect('cause' in error).toBe(false)
  },
)

test('hints of the place that throws replace the general one', () => {
  const error = new AirlockError('AIRLOCK_USAGE', { message: 'no', hints: ['a', 'b'] })
  expect(error.hints).toEqual(['a', 'b'])
})

test('the cause is kept', () => {
  const cause = new Error('first')
  expect(new AirlockError('AIRLOCK_USAGE', { message: 'no', cause }).cause).toBe(cause)
})

test('a branch that the types rule out is a bug, not an AirlockError', () => {
  expect(() => assertNever('odd' as never)).toThrow(new TypeError('unreachable: odd'))
})

test.each([
  [new AirlockError('AIRLOCK_USAGE', { message: 'no' }), true],
  [new TypeError('no'), false],
  [{ code: 'AIRLOCK_USAGE', message: 'no' }, false],
  ['AIRLOCK_USAGE', false],
  [undefined, false],
])('an AirlockError is told from anything else: %s', (value, expected) => {
  expect(AirlockError.is(value)).toBe(expected)
})
