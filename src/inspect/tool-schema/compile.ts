import { itemRules, unevaluatedItems } from './array-rules.ts'
import { choiceRules } from './choice-rules.ts'
import { Evaluated } from './evaluated.ts'
import type { Fault } from './fault.ts'
import type { SoundSchema } from './lint.ts'
import { objectRules, unevaluatedProperties } from './object-rules.ts'
import { EXHAUSTED, Run, type Test } from './run.ts'
import type { SchemaNode } from './schema-node.ts'
import { valueRules } from './value-rules.ts'

export interface Validator {
  /** What is wrong with the value, the first few things; undefined when it fits. Never throws, and takes bounded time. */
  validate(value: unknown): readonly Fault[] | undefined
  /**
   * Asked about the outline of a value (`outlineOf`): true when the value surely fits. False says nothing: it does not fit, or only the whole
   * can tell. Never throws.
   */
  fitsByOutline(outline: unknown): boolean
}

/** Compiles to closures, no code is generated. Takes microseconds, and each schema is on its own. */
export function compileSchema({ root, dialect }: SoundSchema, steps = STEPS): Validator {
  const test = new Compiler(dialect === '2020-12').test(root)
  return {
    validate: (value) => {
      const fits = withinBounds(() => test(value, new Run(steps, undefined)))
      if (fits === true) return undefined
      const faults: Fault[] = []
      if (fits === false) withinBounds(() => test(value, new Run(EXPLAINING_STEPS, faults)))
      return faults.length === 0 ? TOO_MUCH : faults
    },
    fitsByOutline: (outline) =>
      withinBounds(() => test(outline, new Run(steps, undefined, 'outline'))) === true,
  }
}

/** Undefined when it would have cost too much. */
function withinBounds(judge: () => boolean): boolean | undefined {
  try {
    return judge()
  } catch (reason) {
    if (reason === EXHAUSTED) return undefined
    throw reason
  }
}

/** What the rules need to compile the schemas that they contain. */
export interface Compiling {
  test(node: SchemaNode): Test
  /** Since 2020-12 an item that `contains` found counts as judged. */
  readonly containsEvaluates: boolean
}

class Compiler implements Compiling {
  readonly containsEvaluates: boolean
  readonly #tests = new Map<SchemaNode, Test>()

  constructor(containsEvaluates: boolean) {
    this.containsEvaluates = containsEvaluates
  }

  /**
   * Compiled when a value first comes to it: a schema may contain itself, and a chain of them may be longer than the stack is deep, where
   * the run that asks them has a bound.
   */
  test(node: SchemaNode): Test {
    const known = this.#tests.get(node)
    if (known !== undefined) return known
    let real: Test | undefined
    const test: Test = (value, run) => {
      real ??= this.#compile(node)
      return real(value, run)
    }
    this.#tests.set(node, test)
    return test
  }

  #compile(node: SchemaNode): Test {
    if (node.always === true) return () => true
    if (node.always === false) return (value, run) => run.fault('false', 'nothing', value)
    const rules = [
      ...valueRules(node),
      ...objectRules(node, this),
      ...itemRules(node, this),
      ...choiceRules(node, this),
    ]
    const last = [...unevaluatedProperties(node, this), ...unevaluatedItems(node, this)]
    return last.length === 0 ? all(rules) : tracked(rules, last)
  }
}

function all(rules: readonly Test[]): Test {
  return (value, run) => {
    run.enter()
    const fits = holdAll(rules, value, run)
    run.leave()
    return fits
  }
}

/** `last` are asked when all else has been judged, and know what that was. */
function tracked(rules: readonly Test[], last: readonly Test[]): Test {
  return (value, run) => {
    run.enter()
    const { evaluated: outer } = run
    const own = new Evaluated(run.spending)
    run.evaluated = own
    const fits = holdAll(rules, value, run) && holdAll(last, value, run)
    run.evaluated = outer
    if (fits) outer?.include(own)
    run.leave()
    return fits
  }
}

function holdAll(rules: readonly Test[], value: unknown, run: Run): boolean {
  let hold = true
  for (const rule of rules) {
    if (rule(value, run)) continue
    if (run.faults === undefined) return false
    hold = false
  }
  return hold
}

/**
 * A call takes some hundred; a result of 500,000 values, as many as a line may have, up to two million. Measured: 15 to 50 ns a step, and
 * no message is to take more than 100 ms.
 */
const STEPS = 2_000_000
/** Faults are found early, or are too many to be told. */
const EXPLAINING_STEPS = 300_000

const TOO_MUCH: readonly Fault[] = [
  {
    path: [],
    keyword: '$effort',
    expected: 'a value that can be checked with bounded effort',
    got: 'one that cannot',
  },
]
