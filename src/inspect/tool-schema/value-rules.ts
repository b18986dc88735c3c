import { PAYLOAD_LENGTH } from '../../wire/index.ts'
import { isObject } from '../json.ts'
import { listed, quoted } from './fault.ts'
import { FORMATS } from './formats.ts'
import { createMatcher, type Pattern } from './pattern/index.ts'
import type { Test } from './run.ts'
import type { SchemaNode } from './schema-node.ts'
import { UNITS_PER_STEP, valueKey } from './value-key.ts'

/** Keywords about the value as a whole: what it is, which ones are allowed, numbers and strings. */
export function valueRules({ words }: SchemaNode): readonly Test[] {
  const rules: Test[] = []
  for (const [keyword, make] of RULES) {
    const word = words.get(keyword)
    if (word !== undefined) rules.push(make(word as never, words))
  }
  return rules
}

type Words = ReadonlyMap<string, unknown>

/** In the order in which faults are of use: what it is comes first. The reader has checked what the values of the keywords are. */
const RULES: readonly (readonly [keyword: string, make: (word: never, words: Words) => Test])[] = [
  ['type', typeRule],
  ['const', (word: unknown) => oneOf('const', [word])],
  ['enum', (members: readonly unknown[]) => oneOf('enum', members)],
  ['minimum', numeric('minimum', 'at least', (value, limit) => value >= limit)],
  ['maximum', numeric('maximum', 'at most', (value, limit) => value <= limit)],
  ['exclusiveMinimum', numeric('exclusiveMinimum', 'more than', (value, limit) => value > limit)],
  ['exclusiveMaximum', numeric('exclusiveMaximum', 'less than', (value, limit) => value < limit)],
  ['multipleOf', numeric('multipleOf', 'a multiple of', isMultiple)],
  ['minLength', minLength],
  ['maxLength', maxLength],
  ['pattern', pattern],
  ['format', format],
]

function typeRule(types: ReadonlySet<string>, words: Words): Test {
  const allowed = new Set(types)
  if (words.get('nullable') === true) allowed.add('null')
  const expected = [...allowed].join(' or ')
  const [only] = allowed
  if (allowed.size === 1 && only === 'string') {
    return (value, run) => typeof value === 'string' || run.fault('type', 'string', value)
  }
  return (value, run) => isOf(value, allowed) || run.fault('type', expected, value)
}

function isOf(value: unknown, types: ReadonlySet<string>): boolean {
  if (typeof value === 'number') {
    return types.has('number') || (types.has('integer') && Number.isInteger(value))
  }
  if (typeof value !== 'object') return types.has(typeof value)
  if (value === null) return types.has('null')
  return types.has(Array.isArray(value) ? 'array' : 'object')
}

function oneOf(keyword: string, members: readonly unknown[]): Test {
  const plain = new Set(members.filter((member) => !isDeep(member)))
  const deep = new Set(members.filter(isDeep).map((member) => valueKey(member, UNCHARGED)))
  const expected = () => (members.length === 1 ? listed(members) : `one of ${listed(members)}`)
  return (value, run) => {
    if (typeof value === 'string') run.needWhole(value)
    if (plain.has(value)) return true
    if (deep.size > 0 && isDeep(value)) {
      run.needWhole()
      if (deep.has(valueKey(value, run.spending))) return true
    }
    return run.fault(keyword, run.wantsFaults ? expected() : '', value)
  }
}

const isDeep = (value: unknown) => isObject(value) || Array.isArray(value)

function numeric(
  keyword: string,
  words: string,
  holds: (value: number, limit: number) => boolean,
): (limit: number) => Test {
  return (limit) => {
    const expected = `${words} ${limit}`
    return (value, run) =>
      typeof value !== 'number' || holds(value, limit) || run.fault(keyword, expected, value)
  }
}

/** Decimal fractions have no exact binary form: 0.0075 is a multiple of 0.0001 although the quotient is 75.00000000000001. */
function isMultiple(value: number, step: number): boolean {
  const quotient = value / step
  if (!Number.isFinite(quotient)) return value % step === 0
  return Math.abs(quotient - Math.round(quotient)) <= Math.abs(quotient) * ROUNDING
}

/** Some units in the last place of a double, of which dividing two rounded decimals can lose one and a half. */
const ROUNDING = 2 ** -50

function minLength(limit: number): Test {
  return (value, run) => {
    if (typeof value !== 'string') return true
    if (limit * 2 > PAYLOAD_LENGTH) run.needWhole(value)
    if (value.length >= limit * 2) return true
    if (value.length >= limit && lengthOf(value, run.spending) >= limit) return true
    return run.fault('minLength', `at least ${characters(limit)}`, value)
  }
}

function maxLength(limit: number): Test {
  return (value, run) => {
    if (typeof value !== 'string') return true
    if (limit * 2 > PAYLOAD_LENGTH) run.needWhole(value)
    if (value.length <= limit) return true
    if (value.length <= limit * 2 && lengthOf(value, run.spending) <= limit) return true
    return run.fault('maxLength', `at most ${characters(limit)}`, value)
  }
}

const characters = (count: number) => (count === 1 ? '1 character' : `${count} characters`)

/** The schema's own values are bounded already. */
const UNCHARGED = () => {}

/** In code points, as RFC 8259 counts characters. */
function lengthOf(text: string, spend: (steps: number) => void): number {
  spend(text.length >> UNITS_PER_STEP)
  let pairs = 0
  for (let at = 1; at < text.length; at += 1) {
    const isLow = (text.charCodeAt(at) & 0xfc00) === 0xdc00
    if (isLow && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800) pairs += 1
  }
  return text.length - pairs
}

function pattern(parsed: Pattern): Test {
  const matcher = createMatcher(parsed)
  const expected = `text that matches ${quoted(parsed.source)}`
  return (value, run) => {
    if (typeof value !== 'string') return true
    run.needWhole(value)
    return matcher.matches(value, run.spending) || run.fault('pattern', expected, value)
  }
}

/** An unknown format is an annotation (2020-12, validation, 7.1). */
function format(name: string): Test {
  const known = FORMATS.get(name)
  if (known === undefined) return () => true
  return (value, run) => {
    if (typeof value !== 'string') return true
    run.needWhole(value)
    run.spend(known.steps?.(value) ?? value.length >> UNITS_PER_STEP)
    return known.holds(value) || run.fault('format', known.noun, value)
  }
}
