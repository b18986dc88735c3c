// What looking for twenty secrets costs in a result of 4 KB, for kinds of text that are as unlike as can be.
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { middle } from './table.mjs'

/** Microseconds of one search, by the kind of text: the middle and the fastest of ten times as many rounds, all kinds in each. */
export async function redact(rounds) {
  const redactor = (await load())(SECRETS)
  const found = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, []]))
  for (let round = -10 * rounds; round < 10 * rounds; round += 1) {
    for (const [kind, piece] of Object.entries(KINDS)) {
      const us = measure(redactor, result(piece))
      // The first half is for the compiler.
      if (round >= 0) found[kind].push({ us })
    }
  }
  return Object.entries(found).map(([kind, samples]) => ({
    kind,
    middle: middle(samples, ({ us }) => us),
    fastest: Math.min(...samples.map(({ us }) => us)),
  }))
}

/** The bundles of the build do not show it. */
async function load() {
  const folder = mkdtempSync(join(tmpdir(), 'airlock-redact-'))
  try {
    const outfile = join(folder, 'redact.mjs')
    const entry = join(import.meta.dirname, '..', '..', 'src', 'inspect', 'redact', 'index.ts')
    await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm' })
    return (await import(pathToFileURL(outfile).href)).createRedactor
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function measure(redactor, line) {
  const from = performance.now()
  for (let at = 0; at < TIMES; at += 1)
    if (redactor.redactMessage(line) !== undefined) throw new Error('found what is not there')
  return ((performance.now() - from) * 1000) / TIMES
}

/** A line of 4096 bytes at most, whose text is this piece of JSON again and again. */
function result(piece) {
  const head = '{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"'
  const tail = '"}]}}'
  const room = 4096 - head.length - tail.length
  return Buffer.from(`${head}${piece.repeat(Math.floor(room / piece.length))}${tail}`)
}

/** Bytes that look random and are always the same. */
function bytes(length, seed) {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
    createHash('sha256').update(`${seed} ${index}`).digest(),
  )
  return Buffer.concat(blocks).subarray(0, length)
}

/** Half a millisecond at most: a longer one would be a measure of what else the machine does. */
const TIMES = 20

/** Tokens, one of the shortest that are looked for, and some with characters that every encoding writes otherwise. */
const SECRETS = Array.from({ length: 20 }, (_, index) => {
  const token = bytes(24, index).toString('base64url')
  const value = index === 0 ? 'p4$sw/rd' : index < 4 ? `p@ss "w" é/${token}` : token
  return { name: `S${index}`, value: Buffer.from(value) }
})

const KINDS = {
  prose: 'The quick brown fox; SELECT * FROM users WHERE id = 42, or (a: b). ',
  base64: bytes(2900, 'b').toString('base64').replaceAll('/', '\\/').slice(0, 3900),
  hexadecimal: bytes(1900, 'h').toString('hex'),
  code: 'if (a) {\\n\\treturn \\"b\\"\\n}\\n',
  'JSON in JSON': '{\\"id\\":12,\\"name\\":\\"a\\\\nb\\",\\"ok\\":true},',
  'Windows paths': 'C:\\\\Users\\\\me\\\\file; ',
  Chinese: '\\u4e2d\\u6587\\u6d4b\\u8bd5',
  emoji: '\\ud83d\\udd11',
  newlines: '\\n',
  slashes: '\\/',
  backslashes: '\\\\',
  'ASCII by its number': '\\u0041',
  'numbers in JSON': '\\\\\\\\u0041',
}
