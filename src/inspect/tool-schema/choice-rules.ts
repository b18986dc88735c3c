import { isObject } from '../json.ts'
import type { Compiling } from './compile.ts'
import type { Fault } from './fault.ts'
import type { Run, Test } from './run.ts'
import type { SchemaNode } from './schema-node.ts'

/** Keywords that apply other schemas to the same value. */
export function choiceRules(node: SchemaNode, compiling: Compiling): readonly Test[] {
  return [
    ...references(node, compiling),
    ...(node.many.get('allOf') ?? []).map((schema) => compiling.test(schema)),
    ...anyOf(node, compiling),
    ...oneOf(node, compiling),
    ...not(node, compiling),
    ...conditional(node, compiling),
    ...dependent(node, 'dependentSchemas', compiling),
    ...dependent(node, 'dependencies', compiling),
  ]
}

function references({ one }: SchemaNode, compiling: Compiling): readonly Test[] {
  return ['$ref', '$dynamicRef', '$recursiveRef'].flatMap((keyword) => {
    const to = one.get(keyword)
    return to === undefined ? [] : [compiling.test(to)]
  })
}

function anyOf({ many }: SchemaNode, compiling: Compiling): readonly Test[] {
  const tests = many.get('anyOf')?.map((schema) => compiling.test(schema))
  if (tests === undefined) return []
  return [
    (value, run) => {
      let fits = false
      for (const test of tests) {
        if (!run.attempt(test, value)) continue
        fits = true
        // The others would only add to what has been judged.
        if (run.evaluated === undefined) break
      }
      return fits || none('anyOf', tests, value, run)
    },
  ]
}

function oneOf({ many }: SchemaNode, compiling: Compiling): readonly Test[] {
  const tests = many.get('oneOf')?.map((schema) => compiling.test(schema))
  if (tests === undefined) return []
  return [
    (value, run) => {
      let fitting = 0
      for (const test of tests) {
        if (run.attempt(test, value)) fitting += 1
        if (fitting > 1) break
      }
      if (fitting === 1) return true
      if (fitting === 0) return none('oneOf', tests, value, run)
      return run.fault('oneOf', 'exactly one of the allowed shapes', value)
    },
  ]
}

/**
 * Explains by the shape that was probably meant: the only one whose type is right, and whose constants are, such as a `kind`. When all
 * types are wrong it names them, and undecided it says how many shapes there are.
 */
function none(keyword: string, tests: readonly Test[], value: unknown, run: Run): false {
  if (run.faults === undefined) return false
  const { depth } = run
  const isOfAnother = ({ path, keyword: broken }: Fault) =>
    broken === 'type' ? path.length === depth : CONSTANTS.has(broken) && path.length <= depth + 1
  const explained = tests.map((test) => run.explain(test, value))
  const near = explained.filter((faults) => !faults.some(isOfAnother))
  const [only] = near
  if (near.length === 1 && only !== undefined) return run.adopt(only)
  const kinds = explained.map((faults) => faults.find(({ path }) => path.length === depth))
  if (
    near.length === 0 &&
    kinds.length <= MOST_KINDS &&
    kinds.every((fault) => fault !== undefined)
  ) {
    const expected = new Set(kinds.map((fault) => fault.expected))
    return run.fault(keyword, [...expected].join(' or '), value)
  }
  return run.fault(keyword, `one of ${tests.length} allowed shapes`, value)
}

function not({ one }: SchemaNode, compiling: Compiling): readonly Test[] {
  const schema = one.get('not')
  if (schema === undefined) return []
  const test = compiling.test(schema)
  return [
    (value, run) => {
      const { evaluated } = run
      run.evaluated = undefined
      const fits = run.attempt(test, value)
      run.evaluated = evaluated
      return !fits || run.fault('not', 'another value', value)
    },
  ]
}

function conditional({ one }: SchemaNode, compiling: Compiling): readonly Test[] {
  const condition = one.get('if')
  if (condition === undefined) return []
  const test = compiling.test(condition)
  const branch = (name: string) => {
    const schema = one.get(name)
    return schema === undefined ? () => true : compiling.test(schema)
  }
  const yes = branch('then')
  const no = branch('else')
  return [(value, run) => (run.attempt(test, value) ? yes(value, run) : no(value, run))]
}

function dependent({ named }: SchemaNode, keyword: string, compiling: Compiling): readonly Test[] {
  return [...(named.get(keyword) ?? [])].map(([name, schema]): Test => {
    const test = compiling.test(schema)
    return (value, run) => !isObject(value) || !Object.hasOwn(value, name) || test(value, run)
  })
}

/** What tells shapes apart that have the same type. */
const CONSTANTS: ReadonlySet<string> = new Set(['const', 'enum'])
const MOST_KINDS = 6
