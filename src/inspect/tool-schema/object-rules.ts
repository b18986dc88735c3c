import { isObject, type JsonObject } from '../json.ts'
import type { Compiling } from './compile.ts'
import { listed } from './fault.ts'
import { createMatcher, type Matcher, parsePattern } from './pattern/index.ts'
import type { Run, Test } from './run.ts'
import type { SchemaNode } from './schema-node.ts'

/** Keywords about the members of an object. Names are own names only: `toString` is missing in `{}`. */
export function objectRules(node: SchemaNode, compiling: Compiling): readonly Test[] {
  const rules = [
    ...required(node),
    ...members(node, compiling),
    ...names(node, compiling),
    ...counts(node),
    ...dependents(node, 'dependentRequired'),
    ...dependents(node, 'dependencies'),
  ]
  if (rules.length === 0) return []
  return [
    (value, run) => {
      if (!isObject(value)) return true
      let hold = true
      for (const rule of rules) {
        if (rule(value, run)) continue
        if (run.faults === undefined) return false
        hold = false
      }
      return hold
    },
  ]
}

/** Asked when all others have judged. */
export function unevaluatedProperties(node: SchemaNode, compiling: Compiling): readonly Test[] {
  const schema = node.one.get('unevaluatedProperties')
  if (schema === undefined) return []
  const test = additional('unevaluatedProperties', schema, node, compiling)
  return [
    (value, run) => {
      if (!isObject(value)) return true
      const all = run.keys(value)
      run.spend(all.length * 5)
      const keys = all.filter((key) => run.evaluated?.hasName(key) !== true)
      run.evaluated?.allNames()
      return every(keys, run, (key) => test(value, key, run))
    },
  ]
}

type Rule = (value: JsonObject, run: Run) => boolean
type MemberTest = (value: JsonObject, key: string, run: Run) => boolean

function required({ words, named }: SchemaNode): readonly Rule[] {
  const names = words.get('required') as readonly string[] | undefined
  if (names === undefined) return []
  return [
    (value, run) => {
      run.spend(names.length)
      let hold = true
      for (const name of names) {
        if (Object.hasOwn(value, name)) continue
        if (run.faults === undefined) return false
        hold = run.fault('required', typeOf(named.get('properties')?.get(name)), undefined, name)
      }
      return hold
    },
  ]
}

/** The types that a schema names, as far as it does so itself. */
function typeOf(node: SchemaNode | undefined): string {
  const types = node?.words.get('type') as ReadonlySet<string> | undefined
  return types === undefined ? 'a value' : [...types].join(' or ')
}

function members(node: SchemaNode, compiling: Compiling): readonly Rule[] {
  const { named, one } = node
  const known = [...(named.get('properties') ?? [])].map(
    ([name, schema]) => [name, compiling.test(schema)] as const,
  )
  const rules: Rule[] = []
  if (known.length > 0) {
    rules.push((value, run) => {
      run.spend(known.length)
      let hold = true
      for (const [name, test] of known) {
        if (!Object.hasOwn(value, name)) continue
        run.evaluated?.name(name)
        if (run.below(test, value[name], name)) continue
        if (run.faults === undefined) return false
        hold = false
      }
      return hold
    })
  }
  const patterns = [...(named.get('patternProperties') ?? [])].map(
    ([source, schema]) => [matcherOf(source), compiling.test(schema)] as const,
  )
  const rest = one.get('additionalProperties')
  if (patterns.length === 0 && rest === undefined) return rules
  const names = new Set(known.map(([name]) => name))
  const other = rest && additional('additionalProperties', rest, node, compiling)
  rules.push((value, run) => {
    const keys = run.keys(value)
    run.spend(keys.length)
    return every(keys, run, (key) => {
      const matching = patterns.length === 0 ? NO_PATTERNS : patternsOf(key, patterns, run)
      const fits = every(matching, run, ([, test]) => {
        run.evaluated?.name(key)
        return run.below(test, value[key], key)
      })
      if (other === undefined || matching.length > 0 || names.has(key)) return fits
      run.evaluated?.name(key)
      return other(value, key, run) && fits
    })
  })
  return rules
}

type Pattern = readonly [matcher: Matcher, test: Test]
const NO_PATTERNS: readonly Pattern[] = Object.freeze([])

function patternsOf(key: string, patterns: readonly Pattern[], run: Run): readonly Pattern[] {
  return patterns.filter(([matcher]) => matcher.matches(key, run.spending))
}

/** Says which names there are when others are forbidden: a misspelt one is the most common fault. */
function additional(
  keyword: string,
  schema: SchemaNode,
  { named }: SchemaNode,
  compiling: Compiling,
): MemberTest {
  const test = compiling.test(schema)
  if (schema.always !== false) return (value, key, run) => run.below(test, value[key], key)
  const names = [...(named.get('properties')?.keys() ?? [])]
  return (value, key, run) => {
    if (!run.wantsFaults) return false
    const none = 'nothing of this name'
    const expected = names.length === 0 ? none : `${none}, only ${listed(names)}`
    return run.fault(keyword, expected, value[key], key)
  }
}

/** The reader has parsed it before. */
function matcherOf(source: string): Matcher {
  const pattern = parsePattern(source)
  if (typeof pattern === 'string') throw new TypeError(`the pattern ${pattern}`)
  return createMatcher(pattern)
}

function names({ one }: SchemaNode, compiling: Compiling): readonly Rule[] {
  const schema = one.get('propertyNames')
  if (schema === undefined) return []
  const test = compiling.test(schema)
  return [
    (value, run) =>
      every(run.keys(value), run, (key) => {
        const fits = run.attempt(test, key)
        return fits || run.fault('propertyNames', 'another name', value[key], key)
      }),
  ]
}

function counts({ words }: SchemaNode): readonly Rule[] {
  const least = words.get('minProperties') as number | undefined
  const most = words.get('maxProperties') as number | undefined
  const rules: Rule[] = []
  if (least !== undefined) {
    rules.push((value, run) => {
      const isEnough = run.keys(value).length >= least
      return isEnough || run.fault('minProperties', `at least ${least} members`, value)
    })
  }
  if (most !== undefined) {
    rules.push((value, run) => {
      const isFew = run.keys(value).length <= most
      return isFew || run.fault('maxProperties', `at most ${most} members`, value)
    })
  }
  return rules
}

function dependents({ words }: SchemaNode, keyword: string): readonly Rule[] {
  const lists = words.get(keyword) as ReadonlyMap<string, readonly string[]> | undefined
  return [...(lists ?? [])].map(
    ([name, needed]): Rule =>
      (value, run) => {
        run.spend(1)
        if (!Object.hasOwn(value, name)) return true
        run.spend(needed.length)
        return every(needed, run, (each) => {
          const expected = `a value, because ${listed([name])} is there`
          return Object.hasOwn(value, each) || run.fault(keyword, expected, undefined, each)
        })
      },
  )
}

/** All of them hold; in a run that explains, all are asked. */
function every<T>(all: readonly T[], run: Run, holds: (each: T) => boolean): boolean {
  let hold = true
  for (const each of all) {
    if (holds(each)) continue
    if (run.faults === undefined) return false
    hold = false
  }
  return hold
}
