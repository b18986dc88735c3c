import { escape } from '../../base/index.ts'

/** Why a schema is not used. Thrown and caught inside this folder; outside it is a value. */
export class Unsound extends Error {
  /** `reason` is a clause about the schema, fit to be shown. */
  constructor(reason: string) {
    super(reason)
    this.name = 'Unsound'
  }
}

/** `at` is a JSON pointer, `what` a clause about what stands there; the place is shown escaped and bounded. */
export function wrong(at: string, what: string): Unsound {
  return new Unsound(`\`#${escape(at, 120)}\` ${what}`)
}
