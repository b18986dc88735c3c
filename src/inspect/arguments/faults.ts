import { escape } from '../../base/index.ts'
import { matchesName } from '../../policy/index.ts'
import { embeddedIn } from './embedded.ts'
import { argumentFault } from './fault.ts'
import type { ArgumentPorts, ArgumentRule, AttachedRule } from './rule.ts'

/** One argument that breaks one rule. */
export interface ArgumentFault {
  /** Its dotted name, escaped: `edits.0.path`. */
  readonly argument: string
  /** Where the rule stands in the profile. */
  readonly key: string
  readonly rule: ArgumentRule['kind'] | 'bounds'
  /** What would be accepted, as the end of a sentence that begins with the argument. */
  readonly accepted: string
}

/**
 * Every way in which the arguments of a call break the rules, at most ten. An argument has a dotted name, with the places of list
 * elements in it and also without: `edits.0.path` and `edits.path`. A glob that covers an argument covers what is in it.
 * Names are compared without case and without what cannot be seen, because servers exist that read `Path` as `path`
 * (CVE-2026-27896). An argument that is JSON in a text is held to the rules in both readings. Tools are compared to the letter, as servers do. A rule for an argument that is absent says nothing.
 */
export function argumentFaults(
  rules: readonly AttachedRule[],
  tool: string,
  args: unknown,
  ports: ArgumentPorts,
): readonly ArgumentFault[] {
  const covering = rules
    .filter((each) => matchesName(each.tool, tool))
    .map((each) => ({ ...each, argument: folded(each.argument) }))
  if (covering.length === 0) return []
  const means = { ports, effort: { left: MOST_STEPS } }
  const faults: ArgumentFault[] = []
  const open: Place[] = []
  let seen = 0
  // Counted before they become places: they need many times the memory that they had in the line.
  const enter = (place: Place): boolean => {
    if (place.rules.length === 0) return true
    if (seen + open.length + countIn(place.value) > MAX_VALUES) return false
    for (const member of membersOf(place)) open.push(member)
    return true
  }
  if (!enter({ name: '', plain: '', value: args, rules: covering, isArgument: false }))
    return [tooMany(covering)]
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    seen += 1
    const long = longName(place)
    if (long !== undefined) return [...faults, long]
    const { name, plain, value } = place
    const embedded = place.isArgument ? embeddedIn(value) : undefined
    if (embedded === 'unsure') return [...faults, unsure(place)]
    const hit = place.rules.filter(
      ({ argument }) =>
        matchesName(argument, name) || (plain !== name && matchesName(argument, plain)),
    )
    for (const { key, rule } of hit) {
      const accepted =
        argumentFault(rule, value, means) ??
        (embedded && argumentFault(rule, embedded.value, means))
      if (accepted === undefined) continue
      faults.push({ argument: escape(name, SHOWN_LENGTH), key, rule: rule.kind, accepted })
      if (faults.length === MOST_FAULTS) return faults
    }
    const left = place.rules.filter((each) => !hit.includes(each))
    if (!enter({ ...place, value: embedded?.value ?? value, rules: left }))
      return [...faults, tooMany(left)]
  }
  return faults
}

interface Place {
  /** Folded, with the places of list elements. */
  readonly name: string
  /** The same without them. */
  readonly plain: string
  readonly value: unknown
  /** Those that no place around this one has been held to. */
  readonly rules: readonly AttachedRule[]
  /** It is an argument itself, not a part of one. */
  readonly isArgument: boolean
}

/** The last first, so that the first is popped first. */
function membersOf({ name, plain, value, rules }: Place): Place[] {
  if (typeof value !== 'object' || value === null) return []
  const dot = name === '' ? '' : `${name}.`
  const plainDot = plain === '' ? '' : `${plain}.`
  const isList = Array.isArray(value)
  return Object.entries(value)
    .map(([key, each]): Place => {
      const own = folded(key)
      return {
        name: `${dot}${own}`,
        plain: isList ? plain : `${plainDot}${own}`,
        value: each,
        rules,
        isArgument: name === '',
      }
    })
    .toReversed()
}

function longName({ name, rules }: Place): ArgumentFault | undefined {
  if (name.length <= MAX_NAME) return undefined
  const accepted = `must have a name of at most ${MAX_NAME} characters`
  return boundsFault(escape(name, SHOWN_LENGTH), rules, accepted)
}

function countIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return Array.isArray(value) ? value.length : Object.keys(value).length
}

function tooMany(rules: readonly AttachedRule[]): ArgumentFault {
  return boundsFault('*', rules, `must be at most ${MAX_VALUES} values in all`)
}

function unsure({ name, rules }: Place): ArgumentFault {
  const accepted = 'must be no JSON in a text that servers read differently'
  return boundsFault(escape(name, SHOWN_LENGTH), rules, accepted)
}

function boundsFault(
  argument: string,
  rules: readonly AttachedRule[],
  accepted: string,
): ArgumentFault {
  return { argument, key: rules[0]?.key ?? '', rule: 'bounds', accepted }
}

/** As readers fold that ignore case (Go, encoding/json; Java, by way of capitals), normalise, trim, or stop at a NUL. */
function folded(name: string): string {
  const end = name.indexOf('\0', 1)
  const cut = end === -1 ? name : name.slice(0, end)
  return cut
    .normalize('NFKC')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .toUpperCase()
    .toLowerCase()
}

/** A model mends one after the other anyway. */
const MOST_FAULTS = 10
const SHOWN_LENGTH = 200
/** Globs are no longer, and each name is compared with each glob. */
const MAX_NAME = 1024
/** Arguments of real tools have some hundred values; looking at this many takes some ten milliseconds. */
const MAX_VALUES = 10_000
/** Some megabytes of ordinary text, for one pattern or for several together. Measured: at most some 50 ms. */
const MOST_STEPS = 2_000_000
