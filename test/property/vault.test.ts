import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { AirlockError } from '../../src/base/index.ts'
import { canonicalJson } from '../../src/vault/canonical.ts'
import {
  changeEntry,
  formatVault,
  type OpenVault,
  openVault,
  parseVault,
  removeEntry,
  rotateKey,
  setEntry,
} from '../../src/vault/index.ts'
import { entry, suiteOf, vaultWith } from '../unit/vault/scene.ts'

const suite = await suiteOf('property')

const edits = fc.array(
  fc.record({
    what: fc.constantFrom('set', 'set', 'set', 'scope', 'remove', 'rotate', 'save'),
    name: fc.constantFrom('A', 'B', 'C', 'D'),
    value: fc.uint8Array({ maxLength: 200 }),
    scope: fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
  }),
  { maxLength: 20 },
)

const saved = ({ document, vaultKey }: OpenVault): OpenVault =>
  openVault(suite, parseVault(formatVault(document)), vaultKey)

test('after any edits, saved at any moment, the file holds what a map would', () => {
  fc.assert(
    fc.property(edits, fc.constantFrom('xchacha20-poly1305', 'aes-256-gcm'), (steps, cipher) => {
      const model = new Map<string, readonly [value: string, scope: string]>()
      let open = vaultWith(suite, {}, cipher)
      for (const { what, name, value, scope } of steps) {
        const held = model.get(name)
        if (what === 'set') {
          open = setEntry(open, entry(name, { scopes: [scope] }), Buffer.from(value))
          model.set(name, [Buffer.from(value).toString('hex'), scope])
        } else if (what === 'rotate') open = rotateKey(open, 9)
        else if (what === 'save') open = saved(open)
        else if (held === undefined) continue
        else if (what === 'scope') {
          open = changeEntry(open, name, (each) => ({ ...each, scopes: [scope] }))
          model.set(name, [held[0], scope])
        } else {
          open = removeEntry(open, name)
          model.delete(name)
        }
      }
      const read = saved(open)
      const found = read
        .entries()
        .map(({ name, scopes }) => [name, [read.read(name).toString('hex'), scopes[0]]] as const)
      expect(Object.fromEntries(found)).toEqual(Object.fromEntries(model))
    }),
  )
})

/** What an opening says; anything but a refusal of ours is a crash. */
function refusal(bytes: Uint8Array, vaultKey: Buffer): string {
  try {
    openVault(suite, parseVault(bytes), vaultKey)
    return 'accepted'
  } catch (error) {
    if (!AirlockError.is(error)) throw error
    return error.code
  }
}

test('no other bytes pass for the vault: cut, filled, doubled or overwritten anywhere', () => {
  const open = vaultWith(suite, { ONE: 'first', TWO: 'second' })
  const bytes = formatVault(open.document)
  const place = fc.nat({ max: bytes.length })
  fc.assert(
    fc.property(place, place, fc.uint8Array({ maxLength: 40 }), (from, to, filling) => {
      const changed = Buffer.concat([bytes.subarray(0, from), filling, bytes.subarray(to)])
      fc.pre(!changed.equals(bytes))
      expect(refusal(changed, open.vaultKey)).toMatch(/^AIRLOCK_VAULT_(?:INVALID|TAMPERED)$/)
    }),
    { numRuns: 1000 },
  )
})

test('no member can be another value', () => {
  const open = vaultWith(suite, { ONE: 'first' })
  const paths = pathsIn(open.document)
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 3 }), (path, value) => {
      const document = structuredClone(open.document)
      const parent = path.slice(0, -1).reduce<unknown>((at, name) => (at as Node)[name], document)
      ;(parent as Node)[path.at(-1) as string] = value
      const text = JSON.stringify(document, sorted)
      fc.pre(text !== JSON.stringify(open.document, sorted))
      expect(refusal(Buffer.from(text), open.vaultKey)).toMatch(
        /^AIRLOCK_VAULT_(?:INVALID|TAMPERED)$/,
      )
    }),
    { numRuns: 1000 },
  )
})

test('any other JSON is no vault, however deep', () => {
  const key = Buffer.alloc(32, 1)
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(refusal(Buffer.from(text), key)).toBe('AIRLOCK_VAULT_INVALID')
    }),
  )
  const deep = `{"format":"mcp-airlock-vault/1","slots":${'['.repeat(5e5)}${']'.repeat(5e5)}}`
  expect(refusal(Buffer.from(deep), key)).toBe('AIRLOCK_VAULT_INVALID')
  expect(refusal(Buffer.alloc(16 * 1024 * 1024 + 1, ' '), key)).toBe('AIRLOCK_VAULT_INVALID')
})

test('the canonical text is the same for the same value, in whatever order it was made', () => {
  // An object cannot hold names that look like indices in another order than its own.
  const name = fc.string({ unit: 'grapheme' }).filter((made) => !/^[0-9]/.test(made))
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.maxSafeInteger(),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(name, tie('any'), { maxKeys: 6, noNullPrototype: true }),
    ),
  })).any
  fc.assert(
    fc.property(value, (made) => {
      const text = canonicalJson(made)
      const reordered: unknown = JSON.parse(JSON.stringify(made, reversed))
      expect(canonicalJson(reordered)).toBe(text)
      expect(JSON.stringify(JSON.parse(text), sorted)).toBe(text)
    }),
  )
})

type Node = Record<string, unknown>

function pathsIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [[]]
  return Object.entries(value).flatMap(([name, member]) => [
    [name],
    ...pathsIn(member)
      .filter((path) => path.length > 0)
      .map((path) => [name, ...path]),
  ])
}

function ordered(value: unknown, turn: (names: string[]) => string[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    turn(Object.keys(value).toSorted()).map((name) => [name, (value as Node)[name]]),
  )
}

const sorted = (_: string, value: unknown): unknown => ordered(value, (names) => names)
const reversed = (_: string, value: unknown): unknown =>
  ordered(value, (names) => names.toReversed())
