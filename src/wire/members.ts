/** Where the values of the envelope's members stand in the line, by their index in `MEMBERS`. */
export class Members {
  readonly #starts = new Int32Array(COUNT)
  readonly #ends = new Int32Array(COUNT)

  /** Makes all of them absent. */
  clear(): void {
    // For six numbers `fill` takes longer.
    for (let member = 0; member < COUNT; member += 1) {
      this.#starts[member] = ABSENT
      this.#ends[member] = ABSENT
    }
  }

  set(member: number, start: number, end: number): void {
    this.#starts[member] = start
    this.#ends[member] = end
  }

  has(member: number): boolean {
    return this.#starts[member] !== ABSENT
  }

  /** First byte of the value; -1 when the member is not there. */
  start(member: number): number {
    return this.#starts[member] ?? ABSENT
  }

  /** Index behind the value. */
  end(member: number): number {
    return this.#ends[member] ?? ABSENT
  }
}

const ABSENT = -1
const COUNT = 6
