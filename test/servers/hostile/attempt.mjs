/**
 * Runs the ways of one attack and sums them up. An attack is `done` when any way succeeded, `denied` when each was refused by the
 * system, and `broken` when one could not even be tried: a probe that never ran proves nothing.
 */
export async function attempt(ways) {
  const detail = {}
  for (const [name, way] of Object.entries(ways)) detail[name] = await one(way)
  const outcomes = Object.values(detail).map(({ outcome }) => outcome)
  const outcome = ['done', 'broken'].find((found) => outcomes.includes(found)) ?? 'denied'
  return { outcome: outcomes.length === 0 ? 'broken' : outcome, detail }
}

/** Thrown by a way that was refused without a system error. */
export class Refused extends Error {
  constructor(code) {
    super(code)
    this.code = code
  }
}

/** A step that must work before the attack itself can be tried: its failure is never a refusal. */
export function prepared(step) {
  try {
    return step()
  } catch (error) {
    throw new Error(`could not prepare: ${String(error)}`)
  }
}

/** A way returns what it got, or undefined (or false) for nothing. Only errors with a system's code count as refusals. */
async function one(way) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Refused('TIMEOUT')), LONGEST)
  })
  try {
    const got = await Promise.race([Promise.resolve().then(way), late])
    if (got === undefined || got === false) return { outcome: 'denied', said: 'nothing' }
    return { outcome: 'done', said: String(got).slice(0, 200) }
  } catch (error) {
    const code = error?.code
    if (typeof code === 'string' && !code.startsWith('ERR_'))
      return { outcome: 'denied', said: code }
    return { outcome: 'broken', said: String(error?.stack ?? error).slice(0, 500) }
  } finally {
    clearTimeout(timer)
  }
}

const LONGEST = 8000
