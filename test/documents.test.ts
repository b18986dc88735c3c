import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { catalog } from '../src/base/index.ts'
import { attacks, threats } from './servers/hostile/catalog.mjs'

const root = join(import.meta.dirname, '..')
const read = (name: string) => readFileSync(join(root, name), 'utf8')
const sorted = (words: Iterable<string>) => [...new Set(words)].toSorted()

const DOCUMENTS = [
  'README.md',
  'ARCHITECTURE.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'profiles/README.md',
]

/** Ids of attacks on the server's process, from its catalogue, and on the launcher, from their tests. */
function attackIds(): readonly string[] {
  const launch = readdirSync(join(root, 'test/attacks')).filter((name) =>
    /^launch-.*\.test\.ts$/.test(name),
  )
  const named = launch.flatMap((name) => read(`test/attacks/${name}`).match(/\b[AL]\d{2}\b/g) ?? [])
  return sorted([...attacks.map(({ id }) => id), ...named])
}

/** The rows `| T1 … | mitigation | A01 A02 … |` of SECURITY.md. */
function rowsOf(
  security: string,
): readonly { readonly threat: string; readonly ids: readonly string[] }[] {
  return [...security.matchAll(/^\| (T\d+)\b.*\|([^|]*)\|$/gm)].map(
    ([, threat = '', last = '']) => ({
      threat,
      ids: last.match(/\b[AL]\d{2}\b/g) ?? [],
    }),
  )
}

/** What does not agree between SECURITY.md and the attacks that exist. */
function disagreements(security: string, ids: readonly string[]): string[] {
  const rows = rowsOf(security)
  const named = rows.flatMap((row) => row.ids)
  const threatOf = new Map(attacks.map(({ id, threat }) => [id, threat]))
  return [
    ...ids.filter((id) => !named.includes(id)).map((id) => `${id} is not in SECURITY.md`),
    ...sorted(security.match(/\b[AL]\d{2}\b/g) ?? [])
      .filter((id) => !ids.includes(id))
      .map((id) => `${id} has no test`),
    ...named.filter((id, at) => named.indexOf(id) !== at).map((id) => `${id} stands in two rows`),
    ...rows.flatMap(({ threat, ids: inRow }) =>
      inRow
        .filter((id) => (threatOf.get(id) ?? threat) !== threat)
        .map((id) => `${id} is a test of ${threatOf.get(id)}, not of ${threat}`),
    ),
    ...sorted(security.match(/\bT\d+\b/g) ?? [])
      .filter((threat) => !(threat in threats))
      .map((threat) => `${threat} is no threat`),
    ...Object.keys(threats)
      .filter((threat) => !rows.some((row) => row.threat === threat))
      .map((threat) => `${threat} is not in SECURITY.md`),
  ]
}

test('attacks and their tests are one to one', () => {
  const ids = attackIds()
  expect(ids.length).toBeGreaterThan(40)
  expect(disagreements(read('SECURITY.md'), ids)).toEqual([])
})

test.each([
  [
    'an attack without a row',
    (text: string) => text.replace(/\bA01\b/, ''),
    'A01 is not in SECURITY.md',
  ],
  ['a row without an attack', (text: string) => `${text}| T1 x | y | A99 |\n`, 'A99 has no test'],
  [
    'an attack in two rows',
    (text: string) => `${text}| T1 x | y | A01 |\n`,
    'A01 stands in two rows',
  ],
  [
    'an attack under another threat',
    (text: string) => `${text.replace(/\bA01\b/, '')}| T9 x | y | A01 |\n`,
    'A01 is a test of T1, not of T9',
  ],
  ['an unknown threat', (text: string) => `${text}T99`, 'T99 is no threat'],
])('the rule catches %s', (_title, spoil, expected) => {
  expect(disagreements(spoil(read('SECURITY.md')), attackIds())).toContain(expected)
})

test.each(DOCUMENTS)('every command that %s names exists', (name) => {
  const commands = readdirSync(join(root, 'test/golden/help')).map((file) =>
    file.slice(0, -'.txt'.length),
  )
  const unknown = codeOf(read(name))
    .flatMap((code) => [...code.matchAll(/\bmcp-airlock ([a-z]+)(?: ([a-z]+))?/g)])
    .map(([, word = '', next]) =>
      ['mcp-airlock', word, ...(['profile', 'store', 'pins'].includes(word) ? [next] : [])].join(
        '-',
      ),
    )
    .filter((command) => !commands.includes(command))
  expect(unknown).toEqual([])
})

test.each(DOCUMENTS)('every error code that %s names exists', (name) => {
  const unknown = (read(name).match(/\bAIRLOCK_[A-Z_]+\b/g) ?? []).filter(
    (code) => !(code in catalog),
  )
  expect(unknown).toEqual([])
})

test.each(DOCUMENTS)(
  'every relative link and every path of the project in %s leads somewhere',
  (name) => {
    const text = read(name)
    const links = [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target.replace(/#.*$/, ''))
      .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
      .map((target) => join(dirname(name), target))
    const paths = [...text.matchAll(/`((?:src|test|profiles|bin)\/[\w./-]+)`/g)].map(
      ([, path = '']) => path,
    )
    expect([...links, ...paths].filter((path) => !existsSync(join(root, path)))).toEqual([])
  },
)

test('the README begins with the two commands', () => {
  const blocks = [...read('README.md').matchAll(/^```(?:sh|console|bash)\n([\s\S]*?)^```/gm)]
  const first = blocks.slice(0, 3).map(([, block = '']) => block.trim())
  expect(first).toContain('npm run demo')
  expect(first).toContain('npm test')
})

test('the architecture is told in 150 lines, the security in 240', () => {
  expect(read('ARCHITECTURE.md').split('\n').length).toBeLessThanOrEqual(151)
  expect(read('SECURITY.md').split('\n').length).toBeLessThanOrEqual(241)
})

/** Paths of the machine that something was written on. Assembled, or this file would name them. */
const MACHINE = new RegExp(
  [
    `(?<![\\w~.}])${['', 'work', ''].join('/')}`,
    ['shared', 'facts'].join('/'),
    ['', 'tmp', 'brief'].join('/'),
  ].join('|'),
)

test('nothing names a path of the machine that it was written on', () => {
  const files = ['src', 'test', 'profiles', 'bin']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
        .map((entry) => join(entry.parentPath, entry.name)),
    )
    .concat(
      readdirSync(root)
        .filter((name) => name.endsWith('.md'))
        .map((name) => join(root, name)),
    )
  expect(files.length).toBeGreaterThan(200)
  expect(files.filter((file) => MACHINE.test(readFileSync(file, 'utf8')))).toEqual([])
  expect(MACHINE.test(['see ', 'work', 'main'].join('/'))).toBe(true)
})

/** Fenced blocks and code spans. */
function codeOf(text: string): readonly string[] {
  const fences = text.match(/^```[\s\S]*?^```/gm) ?? []
  const spans = text.replace(/^```[\s\S]*?^```/gm, '').match(/`[^`]+`/g) ?? []
  return [...fences, ...spans]
}
