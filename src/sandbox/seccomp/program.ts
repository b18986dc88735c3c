import {
  type ArgumentRule,
  argumentRules,
  type Condition,
  type ErrorName,
  errors,
} from './arguments.ts'
import { assemble, type Statement } from './bpf.ts'
import { refusals } from './rules.ts'
import type { SyscallTable } from './syscalls.ts'
import { syscallsArm64 } from './syscalls-arm64.ts'
import { syscallsX64 } from './syscalls-x64.ts'

/** Architectures that have a table and a program. On any other nothing may be started. */
export type Architecture = 'x64' | 'arm64'

/**
 * The seccomp filter of a chamber as `struct sock_filter[]`, little endian.
 *
 * Promises: another architecture or the x32 interface kills the process; a number that is not in the table of the
 * architecture, be it in a gap or above the highest, answers ENOSYS, so that what a newer kernel adds stays closed until it was
 * looked at; the rest follows `refusals` and `argumentRules`, and everything else is allowed.
 * Calls with a constant answer are found by a binary search of jumps, which the kernel folds into a bitmap when the filter is
 * loaded (since Linux 5.11, kernel/seccomp.c): read, write, futex and their like then cost no filter run at all.
 */
export function seccompProgram(
  architecture: Architecture,
  options: { readonly network: 'none' | 'host' },
): Uint8Array {
  const { table, audit, foreign } = ARCHITECTURES[architecture]
  const rules = argumentRules(options.network)
  return assemble([
    { op: 'load', offset: ARCH_OFFSET },
    { op: 'test', is: 'equal', value: audit, no: 'kill' },
    { op: 'load', offset: NUMBER_OFFSET },
    ...(foreign === undefined
      ? []
      : ([{ op: 'test', is: 'at least', value: foreign, yes: 'kill' }] as const)),
    { op: 'goto', to: 'search' },
    { op: 'label', name: 'kill' },
    { op: 'return', value: KILL_PROCESS },
    { op: 'label', name: 'search' },
    ...search(rangesOf(table, rules), 'search'),
    ...rules.flatMap((rule, index) => body(rule, `rule ${index}`)),
  ])
}

/** What a system call meets: a fixed answer, or the rule of that number. */
type Fate = ErrorName | 'allow' | number

/** From this number on, up to the next range, the fate is the same. */
interface Range {
  readonly first: number
  readonly fate: Fate
}

function rangesOf(table: SyscallTable, rules: readonly ArgumentRule[]): readonly Range[] {
  const fates = new Map<string, Fate>([...table.keys()].map((name) => [name, 'allow']))
  const decide = (calls: string, fate: Fate) => {
    for (const name of calls.split(/\s+/)) if (fates.has(name)) fates.set(name, fate)
  }
  for (const { calls, answer } of refusals) decide(calls, answer)
  rules.forEach(({ calls }, index) => decide(calls, index))
  const byNumber = new Map([...table].map(([name, number]) => [number, fates.get(name)]))
  const highest = Math.max(...table.values())
  const fateOf = (number: number): Fate => byNumber.get(number) ?? 'ENOSYS'
  return Array.from({ length: highest + 2 }, (_, number) => ({
    first: number,
    fate: fateOf(number),
  })).filter(({ first, fate }) => first === 0 || fate !== fateOf(first - 1))
}

/** Binary search over the number in the accumulator. `name` keeps the labels of the halves apart. */
function search(ranges: readonly Range[], name: string): readonly Statement[] {
  const [range] = ranges
  if (range === undefined) throw new RangeError('no range to search')
  if (ranges.length === 1) return [leaf(range.fate)]
  const middle = Math.ceil(ranges.length / 2)
  const upper = ranges.slice(middle)
  return [
    { op: 'test', is: 'at least', value: upper[0]?.first ?? 0, yes: `${name}+` },
    ...search(ranges.slice(0, middle), `${name}-`),
    { op: 'label', name: `${name}+` },
    ...search(upper, `${name}+`),
  ]
}

function leaf(fate: Fate): Statement {
  return typeof fate === 'number' ? { op: 'goto', to: `rule ${fate}` } : answer(fate)
}

function answer(name: ErrorName | 'allow'): Statement {
  return { op: 'return', value: name === 'allow' ? ALLOW : ERRNO + errors[name] }
}

function body(rule: ArgumentRule, name: string): readonly Statement[] {
  return [
    { op: 'label', name },
    ...rule.cases.flatMap((each, index): readonly Statement[] => [
      ...each.when.flatMap((condition, number) =>
        question(condition, `${name}.${index}.${number}`, `${name}.${index} no`),
      ),
      answer(each.answer),
      { op: 'label', name: `${name}.${index} no` },
    ]),
    answer(rule.otherwise),
  ]
}

/** Falls through when the condition holds, else goes to `no`. */
function question(condition: Condition, name: string, no: string): readonly Statement[] {
  const load: Statement = { op: 'load', offset: ARGUMENTS_OFFSET + 8 * condition.argument }
  if ('anyBit' in condition)
    return [load, { op: 'test', is: 'any bit', value: condition.anyBit, no }]
  const last = condition.is.length - 1
  return [
    load,
    ...(condition.mask === undefined ? [] : ([{ op: 'and', mask: condition.mask }] as const)),
    ...condition.is.map(
      (value, index): Statement =>
        index === last
          ? { op: 'test', is: 'equal', value, no }
          : { op: 'test', is: 'equal', value, yes: `${name} holds` },
    ),
    { op: 'label', name: `${name} holds` },
  ]
}

// struct seccomp_data, include/uapi/linux/seccomp.h; the low half of an argument comes first on these two architectures.
const NUMBER_OFFSET = 0
const ARCH_OFFSET = 4
const ARGUMENTS_OFFSET = 16
// SECCOMP_RET_*, the same file.
const KILL_PROCESS = 0x8000_0000
const ERRNO = 0x0005_0000
const ALLOW = 0x7fff_0000

/** AUDIT_ARCH_* of include/uapi/linux/audit.h, and __X32_SYSCALL_BIT of arch/x86/include/uapi/asm/unistd.h. */
const ARCHITECTURES = {
  x64: { table: syscallsX64, audit: 0xc000_003e, foreign: 0x4000_0000 },
  arm64: { table: syscallsArm64, audit: 0xc000_00b7, foreign: undefined },
} as const
