import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, sep } from 'node:path'
import { expect, test } from 'vitest'

/** Imports go down this list, never up or sideways, and enter a folder only by its index.ts. */
const LEVELS = [
  ['base'],
  ['wire', 'policy'],
  ['inspect'],
  ['os'],
  ['relay', 'sandbox', 'store', 'audit', 'approval', 'vault', 'factor', 'prompt', 'agent', 'adopt'],
  ['app'],
  ['cli'],
  ['main.ts'],
]

/** What each folder may import besides its own files and lower folders. A folder not listed here holds no power. */
const POWERS: Record<string, RegExp> = {
  'main.ts': /^node:(fs|path)$/,
  cli: /^commander$/,
  audit: /^pino$/,
  vault: /^(libsodium-wrappers|node:crypto)$/,
  factor: /^(@napi-rs\/keyring|@zxcvbn-ts\/(core|language-common)|node:crypto)$/,
  agent: /^node:crypto$/,
  adopt: /^(jsonc-parser|age-encryption|node:path)$/,
  policy: /^jsonc-parser$/,
  relay: /^node:stream$/,
  sandbox: /^node:path$/,
  store: /^node:(path|crypto)$/,
  os: /^(execa|node:(buffer|crypto|fs|fs\/promises|inspector|net|os|path|process|tty|child_process|http|module|vm|stream|stream\/promises|worker_threads))$/,
}

/** Globals that reach the clock, randomness or the process; levels 0-2 are pure and never name them. */
const IMPURE =
  /\b(?:process|Date|setTimeout|setInterval|setImmediate|queueMicrotask|fetch|performance|crypto)\b\s*[.(]|\bMath\.random\b|\basync\b|\bawait\b/
const PURE = new Set(['base', 'wire', 'policy', 'inspect'])

/** Static, type-only and dynamic imports, re-exports, and require. */
const IMPORT =
  /(?:^(?:import|export)\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|[\w$]+|(?:[\w$]+\s*,\s*)?\{[^}]*\})\s+from\s+|^import\s+|\b(?:import|require)\(\s*)['"]([^'"]+)['"]/gm

interface Source {
  readonly file: string
  readonly text: string
}

const levelOf = (folder: string) => LEVELS.findIndex((names) => names.includes(folder))

/** Comments may say anything, so they are blanked before the text is judged. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
}

function importFault(file: string, from: string, target: string): string | undefined {
  if (!target.startsWith('.'))
    return POWERS[from]?.test(target) ? undefined : `${file}: "${from}" may not hold ${target}`
  const path = normalize(join(dirname(file), target))
    .split(sep)
    .join('/')
  const to = path.split('/')[0] as string
  if (to === from) return undefined
  if (levelOf(to) >= levelOf(from)) return `${file} -> ${path}: imports go down the list`
  if (path !== `${to}/index.ts`) return `${file} -> ${path}: enter "${to}" by its index.ts`
  return undefined
}

function violations(sources: readonly Source[]): string[] {
  const found: string[] = []
  for (const { file, text: raw } of sources) {
    const text = withoutComments(raw)
    const from = file.split('/')[0] as string
    if (levelOf(from) === -1) found.push(`${file}: add "${from}" to LEVELS`)
    if (/^(?:export )?(?:let|var) /m.test(text))
      found.push(`${file}: module state; pass it in instead`)
    if (
      /^(?:export )?const \w+(?:: [^=]+)? = (?:new (?:Map|Set|WeakMap)\(\)|\[\]|\{\})$/m.test(text)
    )
      found.push(`${file}: an empty collection in module scope is state`)
    if (PURE.has(from) && IMPURE.test(text))
      found.push(`${file}: pure code names ${IMPURE.exec(text)?.[0]}`)
    if (raw.split('\n').length > 301) found.push(`${file}: over 300 lines, probably two nouns`)
    for (const [, target = ''] of text.matchAll(IMPORT)) {
      const fault = importFault(file, from, target)
      if (fault !== undefined) found.push(fault)
    }
  }
  return found
}

const src = join(import.meta.dirname, '..', 'src')

function readTree(): Source[] {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({
      file: name.split(sep).join('/'),
      text: readFileSync(join(src, name), 'utf8'),
    }))
}

test('the tree obeys the rule', () => {
  const sources = readTree()
  expect(sources.length).toBeGreaterThan(10)
  expect(violations(sources)).toEqual([])
})

test('half of the files stay under 80 lines', () => {
  const lengths = readTree()
    .map(({ text }) => text.split('\n').length)
    .toSorted((a, b) => a - b)
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(90)
})

test.each([
  ['up', { file: 'wire/x.ts', text: "import { a } from '../cli/index.ts'" }],
  ['sideways', { file: 'relay/x.ts', text: "import { a } from '../sandbox/index.ts'" }],
  ['deep', { file: 'app/x.ts', text: "import {\n  a,\n} from '../sandbox/seccomp/program.ts'" }],
  ['type-only up', { file: 'wire/x.ts', text: "import type { A } from '../app/index.ts'" }],
  ['re-export up', { file: 'wire/x.ts', text: "export * from '../app/index.ts'" }],
  ['dynamic', { file: 'inspect/x.ts', text: "export const a = () => import('../app/index.ts')" }],
  ['require', { file: 'inspect/x.ts', text: "const a = require('node:fs')" }],
  ['power', { file: 'inspect/x.ts', text: "import { readFileSync } from 'node:fs'" }],
  [
    'power of another folder',
    { file: 'sandbox/x.ts', text: "import { spawn } from 'node:child_process'" },
  ],
  ['package', { file: 'relay/x.ts', text: "import { execa } from 'execa'" }],
  ['side effect', { file: 'wire/x.ts', text: "import 'node:fs'" }],
  ['state', { file: 'inspect/x.ts', text: 'let n = 0' }],
  ['exported state', { file: 'inspect/x.ts', text: 'export let n = 0' }],
  ['collected state', { file: 'inspect/x.ts', text: 'const seen = new Map()' }],
  ['clock', { file: 'inspect/x.ts', text: 'export const now = () => Date.now()' }],
  ['randomness', { file: 'wire/x.ts', text: 'export const n = () => Math.random()' }],
  ['waiting', { file: 'policy/x.ts', text: 'export async function f() {}' }],
  ['unknown folder', { file: 'utils/x.ts', text: 'export const a = 1' }],
  ['length', { file: 'wire/x.ts', text: '\n'.repeat(302) }],
])('the rule catches: %s', (_name, source) => {
  expect(violations([source])).not.toEqual([])
})
