import type { LaunchPlan, PlannedDescriptor } from '../../src/sandbox/plan.ts'
import { optionsOf, TREASURE, withData, withGate, withOptions, without } from './chamber-plan.ts'

/** One way to take something out of a plan. Throws when there is nothing to take out. */
export type Mutation = (plan: LaunchPlan) => LaunchPlan

/** Without the first run of these options. */
export const takeOut =
  (...words: string[]): Mutation =>
  (plan) =>
    withOptions(plan, (options) => without(options, ...words))

/** These options in the place of those. */
export const replace =
  (from: readonly string[], to: readonly string[]): Mutation =>
  (plan) =>
    withOptions(plan, (options) => {
      const at = options.findIndex((_, index) =>
        from.every((word, n) => options[index + n] === word),
      )
      return at === -1
        ? options
        : [...options.slice(0, at), ...to, ...options.slice(at + from.length)]
    })

/** Without what matches in the gate's script. */
export const ungated =
  (pattern: RegExp): Mutation =>
  (plan) =>
    withGate(plan, (text) => text.replace(pattern, ''))

/** One instruction: BPF_RET with SECCOMP_RET_ALLOW (include/uapi/linux/seccomp.h). */
export const unfiltered: Mutation = (plan) =>
  withData(plan, 'seccomp', Buffer.from([6, 0, 0, 0, 0, 0, 0xff, 0x7f]))

/** bubblewrap started as a careless launcher does: with an environment of its own. */
export const withEnvironment: Mutation = (plan) => ({
  ...plan,
  file: '/usr/bin/env',
  arguments: [`AIRLOCK_HOST_TOKEN=${TREASURE}`, plan.file, ...plan.arguments],
})

/** As if nobody had closed that descriptor. */
export const inheriting =
  (number: number, planned: PlannedDescriptor): Mutation =>
  (plan) => ({
    ...plan,
    descriptors: Array.from(
      { length: number + 1 },
      (_, at): PlannedDescriptor =>
        plan.descriptors[at] ?? (at === number ? planned : { kind: 'pin', path: '/dev/null' }),
    ),
  })

/** The bind of that target, mounted by another option. */
export const bindAs =
  (option: string, target: () => string): Mutation =>
  (plan) =>
    withOptions(plan, (options) => {
      const at = options.findIndex(
        (word, n) => word === target() && options[n - 2]?.endsWith('-fd') === true,
      )
      return options.map((word, index) => (index === at - 2 ? option : word))
    })

/** The bind of that target, mounted by its path instead of its descriptor. */
export const bindByPath =
  (target: () => string): Mutation =>
  (plan) => {
    const options = optionsOf(plan)
    const number = options[options.indexOf(target()) - 1] ?? ''
    return replace(['--ro-bind-fd', number, target()], ['--ro-bind', target(), target()])(plan)
  }
