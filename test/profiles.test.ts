import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { parse } from 'jsonc-parser'
import { expect, test } from 'vitest'
import { AirlockError } from '../src/base/index.ts'
import {
  explainProfile,
  mergeProfile,
  type Profile,
  type ProfileLayer,
  parseProfile,
} from '../src/policy/index.ts'
import { ODD_VALUES } from './support/profile-values.ts'

const root = join(import.meta.dirname, '..')
const shipped = join(root, 'profiles')
const presets = join(shipped, 'presets')
const vectors = join(root, 'test/vectors/profiles')

const filesOf = (directory: string) =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.jsonc'))
    .toSorted()
const schema = JSON.parse(readFileSync(join(shipped, 'profile.schema.json'), 'utf8')) as Schema
const accepts = new Ajv({ strict: true, strictTuples: false, allErrors: true }).compile(schema)

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly description?: string
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly anyOf?: readonly Schema[]
}

function layer(name: string, text: string): ProfileLayer {
  return parseProfile({ name, file: name, text })
}

function merged(start: ProfileLayer): Profile {
  return mergeProfile(start, (name) =>
    name === start.name ? start : layer(name, readFileSync(join(presets, `${name}.jsonc`), 'utf8')),
  )
}

/** `ok`, or the error's code and message. */
function outcome(action: () => unknown): string {
  try {
    action()
    return 'ok'
  } catch (error) {
    if (error instanceof AirlockError) return `${error.code} ${error.message}`
    throw error
  }
}

test.each(filesOf(vectors))('vector %s is judged as it says, and the schema agrees', (file) => {
  const text = readFileSync(join(vectors, file), 'utf8')
  const [, code = '', at] = /^\/\/ expect: (\S+)(?: at (.+))?$/m.exec(text) ?? []
  const [, schemaSays = code === 'ok' ? 'accepts' : 'refuses'] =
    /^\/\/ schema: (\w+), \S/m.exec(text) ?? []
  const seen = outcome(() => merged(layer(file.replace('.jsonc', ''), text)))
  expect(seen.split(' ')[0]).toBe(code)
  if (at !== undefined) expect(seen).toContain(/^\d+:\d+$/.test(at) ? `:${at}:` : at)
  if (schemaSays !== 'silent') expect(accepts(parse(text))).toBe(schemaSays === 'accepts')
})

test('the vectors know no other codes', () => {
  const codes = filesOf(vectors).map(
    (file) => readFileSync(join(vectors, file), 'utf8').split('\n')[0],
  )
  const seen = new Set(codes.map((line) => line?.split(' ')[2]))
  expect(seen).toEqual(new Set(['AIRLOCK_NOT_ENFORCED', 'AIRLOCK_PROFILE_INVALID', 'ok']))
})

/** Where only the parser can judge: these pairs of key and value pass the schema and not the parser. */
const SEMANTIC =
  /^(?:classification |network\.allow \[.|limits\.(?:memoryPerProcess|memoryTotal) "64)/

test('schema and parser agree on every key with every odd value', () => {
  const disagreements: string[] = []
  for (const key of keysOf(schema)) {
    for (const value of ODD_VALUES) {
      const tree = nested(key, value)
      const parsed = outcome(() => layer('odd', JSON.stringify(tree))) === 'ok'
      const label = `${key} ${JSON.stringify(value)}`
      if (parsed !== accepts(tree) && !SEMANTIC.test(label))
        disagreements.push(`${label}: parser ${parsed}`)
    }
  }
  expect(disagreements).toEqual([])
})

test('schema and parser have the same bounds', () => {
  const wrong: string[] = []
  let bounds = 0
  for (const key of keysOf(schema)) {
    const own = at(schema, key)
    const { minimum, maximum } = own?.anyOf?.[1] ?? own ?? {}
    if (minimum === undefined || maximum === undefined) continue
    bounds++
    for (const value of [minimum, maximum, minimum / 2, maximum + 1]) {
      const parsed = outcome(() => layer('odd', JSON.stringify(nested(key, value)))) === 'ok'
      if (parsed !== (value === minimum || value === maximum))
        wrong.push(`${key} ${value}: parser ${parsed}`)
    }
  }
  expect(wrong).toEqual([])
  expect(bounds).toBe(14)
})

test('every key of the schema is described', () => {
  const bare = keysOf(schema).filter((key) => (at(schema, key)?.description ?? '').length < 30)
  expect(bare).toEqual([])
})

test('the defaults that the schema shows are those that hold', () => {
  const profile = merged(layer('bare', '{ "runtime": "static", "command": ["/opt/server"] }'))
  const wrong = keysOf(schema).filter((key) => {
    const shown = at(schema, key)?.default
    if (shown === undefined || key.startsWith('network')) return false
    const tree = nested(key, shown)
    const written = merged(
      layer('bare', JSON.stringify({ runtime: 'static', command: ['/opt/server'], ...tree })),
    )
    return JSON.stringify(written) !== JSON.stringify(profile)
  })
  expect(wrong).toEqual([])
})

test.each(filesOf(shipped))('shipped profile %s parses, is pinned, and is explained', (file) => {
  const text = readFileSync(join(shipped, file), 'utf8')
  const profile = merged(layer(file.replace('.jsonc', ''), text))
  expect(accepts(parse(text))).toBe(true)
  expect(text).toContain('"$schema": "./profile.schema.json"')
  expect(text).toMatch(/^\/\/ /)
  expect(profile.command[2]).toMatch(/^@modelcontextprotocol\/server-[a-z-]+@\d+\.\d+\.\d+$/)
  expect(explainProfile(profile).length).toBeGreaterThan(15)
})

test.each(filesOf(presets))(
  'preset %s stands by itself and grants no file and no program',
  (file) => {
    const text = readFileSync(join(presets, file), 'utf8')
    const preset = layer(file.replace('.jsonc', ''), text)
    expect(accepts(parse(text))).toBe(true)
    expect(preset.runtime).toBe(file.replace('.jsonc', ''))
    expect([preset.extends, preset.command, preset.filesystem, preset.executables]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  },
)

test('the reference in the readme has a row for every key and for no other', () => {
  const readme = readFileSync(join(shipped, 'README.md'), 'utf8')
  const rows = [...readme.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, key]) => key)
  const groups = new Set([
    'filesystem',
    'network',
    'capabilities',
    'limits',
    'tools',
    'resources',
    'prompts',
    'rate',
    'approvals',
    'content',
    'log',
    'secrets',
  ])
  expect(rows).toEqual(keysOf(schema).filter((key) => !groups.has(key)))
})

/** Dotted names of all keys, groups included. */
function keysOf({ properties = {} }: Schema): string[] {
  return Object.entries(properties).flatMap(([key, inner]) => [
    key,
    ...keysOf(inner).map((name) => `${key}.${name}`),
  ])
}

function at(top: Schema, key: string): Schema | undefined {
  return key.split('.').reduce<Schema | undefined>((inner, name) => inner?.properties?.[name], top)
}

/** The value at a dotted key, in a profile of nothing else. */
function nested(key: string, value: unknown): object {
  return key.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as object
}
