import { PAYLOAD_LENGTH } from '../../wire/index.ts'
import { Evaluated } from './evaluated.ts'
import { describeValue, type Fault } from './fault.ts'
import type { Spend } from './pattern/index.ts'

/** One schema applied to one value. False when it does not fit; in a run that explains, every reason is noted. */
export type Test = (value: unknown, run: Run) => boolean

/** Thrown when a value would cost more than any honest one; a schema that could not be applied did not pass. */
export const EXHAUSTED = Symbol('exhausted')

/** What is known while one value is judged. */
export class Run {
  /** Faults wanted, and found so far; undefined in a run that only asks whether. */
  faults: Fault[] | undefined
  /** What has been judged of the value at hand; undefined when no keyword asks. */
  evaluated: Evaluated | undefined
  readonly #path: (string | number)[] = []
  #steps: number
  #spending: Spend | undefined
  #open = 0
  #keys: Map<object, readonly string[]> | undefined
  readonly #reads: 'whole' | 'outline'

  /** `reads` says whether the value is one, or what `outlineOf` makes of it. */
  constructor(steps: number, faults: Fault[] | undefined, reads: 'whole' | 'outline' = 'whole') {
    this.#steps = steps
    this.faults = faults
    this.#reads = reads
  }

  /** Before a test that an outline does not answer as the whole does: for this text, or for any. Ends the run where only that is there. */
  needWhole(text?: string): void {
    const isCut = this.#reads === 'outline' && (text?.length ?? Infinity) > PAYLOAD_LENGTH
    if (isCut) throw EXHAUSTED
  }

  spend(steps: number): void {
    this.#steps -= steps
    if (this.#steps < 0) throw EXHAUSTED
  }

  /** The same, to be taken along; made when something first wants it. */
  get spending(): Spend {
    this.#spending ??= (steps) => this.spend(steps)
    return this.#spending
  }

  /** How far below the root the value at hand stands. */
  get depth(): number {
    return this.#path.length
  }

  /** The schema judges the value in an attempt that leaves no traces unless it fits. */
  attempt(test: Test, value: unknown): boolean {
    // A schema that is `true` or `false` charges nothing itself.
    this.spend(1)
    const { faults, evaluated } = this
    this.faults = undefined
    this.evaluated = evaluated && new Evaluated(this.spending)
    const fits = test(value, this)
    if (fits && this.evaluated !== undefined) evaluated?.include(this.evaluated)
    this.faults = faults
    this.evaluated = evaluated
    return fits
  }

  /** What the schema finds wrong with the value. */
  explain(test: Test, value: unknown): readonly Fault[] {
    const { faults, evaluated } = this
    const found: Fault[] = []
    this.faults = found
    this.evaluated = evaluated && new Evaluated(this.spending)
    test(value, this)
    this.faults = faults
    this.evaluated = evaluated
    return found
  }

  /** The object's own keys. Of a large one they are listed once; whoever goes through them is charged for them. */
  keys(object: object): readonly string[] {
    const known = this.#keys?.get(object)
    if (known !== undefined) return known
    const keys = Object.keys(object)
    const isTable = keys.length > FEW_KEYS
    if (isTable) {
      this.#keys ??= new Map()
      this.#keys.set(object, keys)
    }
    this.spend(1 + keys.length * (isTable ? TABLE_KEY_STEPS : KEY_STEPS))
    return keys
  }

  /** Whether one more fault would be noted; what it says is worth making only then. */
  get wantsFaults(): boolean {
    return this.faults !== undefined && this.faults.length < MOST_FAULTS
  }

  /** The schema judges a part of the value, or the key of one. */
  below(test: Test, part: unknown, key: string | number): boolean {
    this.spend(1)
    const { evaluated } = this
    this.evaluated = undefined
    this.#path.push(key)
    const fits = test(part, this)
    this.#path.pop()
    this.evaluated = evaluated
    return fits
  }

  enter(): void {
    this.spend(1)
    this.#open += 1
    if (this.#open > MOST_OPEN) throw EXHAUSTED
  }

  leave(): void {
    this.#open -= 1
  }

  /** Notes a fault of the value at hand, or of its member `key`. Always false, to be returned. */
  fault(keyword: string, expected: string, got: unknown, key?: string | number): false {
    if (this.faults === undefined || this.faults.length >= MOST_FAULTS) return false
    this.spend(FAULT_STEPS)
    const path = key === undefined ? [...this.#path] : [...this.#path, key]
    this.faults.push({ path, keyword, expected, got: describeValue(got) })
    return false
  }

  adopt(faults: readonly Fault[]): false {
    if (this.faults !== undefined) {
      this.faults.push(...faults.slice(0, MOST_FAULTS - this.faults.length))
    }
    return false
  }
}

/** To list a key. Measured: up to 200 ns in an object that is a table, which large ones are. */
const KEY_STEPS = 2
const TABLE_KEY_STEPS = 6
const FEW_KEYS = 16
/** To say what is wrong. Measured: some 20 µs when it lists long constants, which are quoted up to 20 at a time. */
const FAULT_STEPS = 200
/** A reader mends a few at a time. */
const MOST_FAULTS = 8
/**
 * Schemas at work inside one another. Values are at most 64 levels deep, and honest schemas take a part of the value every few
 * references. Measured: each takes some 400 bytes of a stack of 984 KB.
 */
const MOST_OPEN = 500
