import { dictionary, number, object } from './fields.ts'
import { globFault } from './match-glob.ts'

/** How often something may be asked for: a bucket of `burst` tokens that fills at `requestsPerMinute`. */
export interface Rate {
  readonly requestsPerMinute: number
  readonly burst: number
}

/** The bucket of the session, and one for each tool that a glob covers. A request must find a token in all of its buckets. */
export interface ProfileRate extends Rate {
  readonly tools: Readonly<Record<string, Rate>>
}

/** As one file, or a role, writes it. */
export interface WrittenRate extends Partial<Rate> {
  readonly tools?: Readonly<Record<string, Partial<Rate>>>
}

// Enough to mean no limit: more than any pipe carries.
const perMinute = number({ least: 1, most: 100_000_000 })
const burst = number({ least: 1, most: 100_000_000 })

/** The keys `rate` and `roles.NAME.rate`. */
export const rateField = object<WrittenRate>({
  requestsPerMinute: perMinute,
  burst,
  tools: dictionary(globFault, object<Partial<Rate>>({ requestsPerMinute: perMinute, burst })),
})

/** The rates of a chain of files, the nearest first: replaced key by key, those of tools glob by glob. */
export function mergeRate(chain: readonly (WrittenRate | undefined)[]): WrittenRate {
  const layers = chain.toReversed()
  const tools = layers.flatMap((layer) => Object.entries(layer?.tools ?? {}))
  return {
    ...(Object.assign({}, ...layers) as WrittenRate),
    ...(tools.length > 0 && { tools: Object.fromEntries(tools) }),
  }
}

/** With what a tool's rate leaves out taken from the session's. */
export function completeRate(written: WrittenRate, base: Rate = DEFAULT_RATE): ProfileRate {
  const own = { requestsPerMinute: base.requestsPerMinute, burst: base.burst, ...written }
  const { requestsPerMinute, tools = {} } = own
  return {
    requestsPerMinute,
    burst: own.burst,
    tools: Object.fromEntries(
      Object.entries(tools).map(([glob, rate]) => [
        glob,
        { requestsPerMinute, burst: own.burst, ...rate },
      ]),
    ),
  }
}

/** A hundred a minute is more than a person's assistant asks for in ordinary work, and little for a loop gone wild. */
const DEFAULT_RATE: Rate = { requestsPerMinute: 100, burst: 20 }
