import { expect, test } from 'vitest'
import { compileSchema, lintSchema } from '../../../../src/inspect/tool-schema/index.ts'

const DIALECTS = {
  '07': 'http://json-schema.org/draft-07/schema#',
  '19': 'https://json-schema.org/draft/2019-09/schema',
  '20': 'https://json-schema.org/draft/2020-12/schema',
} as const
type Name = keyof typeof DIALECTS
export const ALL: readonly Name[] = ['07', '19', '20']
export const LATER: readonly Name[] = ['19', '20']

export function fits(name: Name, schema: unknown, value: unknown): boolean {
  const isObject = typeof schema === 'object'
  const sound = lintSchema(isObject ? { $schema: DIALECTS[name], ...schema } : schema)
  if (sound.kind === 'unsound') throw new Error(sound.reason)
  return compileSchema(sound).validate(value) === undefined
}

/** The dialects that a group holds in, and values that fit, and values that do not. */
export type Group = readonly [
  name: string,
  dialects: readonly Name[],
  schema: unknown,
  good: readonly unknown[],
  bad: readonly unknown[],
]

export const json = (text: string): unknown => JSON.parse(text)

/** One test for each group and dialect. */
export function testGroups(groups: readonly Group[]): void {
  test.each(
    groups.flatMap(([name, dialects, ...rest]) =>
      dialects.map((dialect) => [name, dialect, ...rest] as const),
    ),
  )('%s (draft %s)', (_name, dialect, schema, good, bad) => {
    for (const value of good) expect(fits(dialect, schema, value), JSON.stringify(value)).toBe(true)
    for (const value of bad) expect(fits(dialect, schema, value), JSON.stringify(value)).toBe(false)
  })
}
