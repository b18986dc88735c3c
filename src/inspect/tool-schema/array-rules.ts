import type { Compiling } from './compile.ts'
import type { Run, Test } from './run.ts'
import { type SchemaNode, TUPLE } from './schema-node.ts'
import { valueKey } from './value-key.ts'

/** Keywords about the items of an array. */
export function itemRules(node: SchemaNode, compiling: Compiling): readonly Test[] {
  return [
    ...counts(node),
    ...tuple(node, compiling),
    ...items(node, compiling),
    ...contains(node, compiling),
    ...unique(node),
  ].map(
    (rule): Test =>
      (value, run) =>
        !Array.isArray(value) || rule(value, run),
  )
}

/** Asked when all others have judged. */
export function unevaluatedItems({ one }: SchemaNode, compiling: Compiling): readonly Test[] {
  const schema = one.get('unevaluatedItems')
  if (schema === undefined) return []
  const test = compiling.test(schema)
  return [
    (value, run) => {
      if (!Array.isArray(value)) return true
      const { evaluated } = run
      const fits = everyItem(value, 0, run, (item, index) => {
        return evaluated?.hasItem(index) === true || run.below(test, item, index)
      })
      evaluated?.itemsUntil(value.length)
      return fits
    },
  ]
}

type Rule = (value: readonly unknown[], run: Run) => boolean

function counts({ words }: SchemaNode): readonly Rule[] {
  const least = words.get('minItems') as number | undefined
  const most = words.get('maxItems') as number | undefined
  const rules: Rule[] = []
  if (least !== undefined) {
    const expected = `at least ${least} items`
    rules.push((value, run) => value.length >= least || run.fault('minItems', expected, value))
  }
  if (most !== undefined) {
    const expected = `at most ${most} items`
    rules.push((value, run) => value.length <= most || run.fault('maxItems', expected, value))
  }
  return rules
}

function tuple({ many }: SchemaNode, compiling: Compiling): readonly Rule[] {
  const tests = many.get(TUPLE)?.map((schema) => compiling.test(schema))
  if (tests === undefined) return []
  return [
    (value, run) => {
      const end = Math.min(tests.length, value.length)
      run.evaluated?.itemsUntil(end)
      return everyItem(value.slice(0, end), 0, run, (item, index) =>
        run.below(tests[index] as Test, item, index),
      )
    },
  ]
}

/** `additionalItems` means something only behind a tuple; there `items` is the tuple itself. */
function items({ one, many }: SchemaNode, compiling: Compiling): readonly Rule[] {
  const start = many.get(TUPLE)?.length ?? 0
  const schema = one.get('items') ?? (start > 0 ? one.get('additionalItems') : undefined)
  if (schema === undefined) return []
  const test = compiling.test(schema)
  return [
    (value, run) => {
      run.evaluated?.itemsUntil(value.length)
      return everyItem(value, start, run, (item, index) => run.below(test, item, index))
    },
  ]
}

function contains({ one, words }: SchemaNode, compiling: Compiling): readonly Rule[] {
  const schema = one.get('contains')
  if (schema === undefined) return []
  const test = compiling.test(schema)
  const least = (words.get('minContains') as number | undefined) ?? 1
  const most = (words.get('maxContains') as number | undefined) ?? Number.POSITIVE_INFINITY
  return [
    (value, run) => {
      let found = 0
      const { evaluated } = run
      run.evaluated = undefined
      for (const [index, item] of value.entries()) {
        if (!run.attempt(test, item)) continue
        found += 1
        if (compiling.containsEvaluates) evaluated?.item(index)
      }
      run.evaluated = evaluated
      if (found < least) {
        return run.fault('contains', `at least ${least} of a certain kind of item`, value)
      }
      const expected = `at most ${most} of a certain kind of item`
      return found <= most || run.fault('maxContains', expected, value)
    },
  ]
}

function unique({ words }: SchemaNode): readonly Rule[] {
  if (words.get('uniqueItems') !== true) return []
  return [
    (value, run) => {
      if (value.length > 1) run.needWhole()
      const first = new Map<string, number>()
      for (const [index, item] of value.entries()) {
        const key = valueKey(item, run.spending)
        const known = first.get(key)
        if (known !== undefined) {
          return run.fault('uniqueItems', `an item other than [${known}]`, item, index)
        }
        first.set(key, index)
      }
      return true
    },
  ]
}

function everyItem(
  value: readonly unknown[],
  start: number,
  run: Run,
  holds: (item: unknown, index: number) => boolean,
): boolean {
  let hold = true
  for (let index = start; index < value.length; index += 1) {
    if (holds(value[index], index)) continue
    if (run.faults === undefined) return false
    hold = false
  }
  return hold
}
