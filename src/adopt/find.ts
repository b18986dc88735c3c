import { candidatesIn } from './candidates.ts'
import { masked } from './mask.ts'
import { credentialsIn } from './provider.ts'
import type { Server } from './servers.ts'
import { namedSecret } from './setting.ts'

/** The name of the entry of the vault that has this very value; undefined when none has. */
export type Fingerprint = (candidate: Buffer) => string | undefined

/** A secret in a text. It holds nothing that the secret could be guessed from. */
export interface Finding {
  /** From 1. */
  readonly line: number
  /** The pattern that found it; `vault` and `named` besides. */
  readonly rule: string
  /** What it looks like, for a person. */
  readonly what: string
  /** A name for the entry of the vault; the entry's own for one that is there already. */
  readonly name: string
  readonly inVault: boolean
  /** Four characters at most. */
  readonly masked: string
  /** Of the secret, in UTF-16 units. */
  readonly length: number
  /** The server whose setting it is, and whether it can be taken over from there: only a variable of the environment can. */
  readonly server: string | undefined
  readonly isImportable: boolean
}

/** What is known of the text besides. */
export interface FindOptions {
  /** The servers, when it is a client's configuration. */
  readonly servers?: readonly Server[]
  /** Whether its lines are settings, as in `.env`, YAML and TOML, so that their names count. */
  readonly hasSettings?: boolean
  readonly fingerprint?: Fingerprint | undefined
}

/**
 * The secrets in a text, by their place, each once: values of the vault first, then what looks like a provider's, then what the name of a
 * setting gives away. At most a thousand. Linear in time.
 */
export function findSecrets(text: string, options: FindOptions = {}): readonly Finding[] {
  const hits: Hit[] = []
  const add = (hit: Hit) => {
    const isFree = hits.every(({ start, end }) => hit.end <= start || hit.start >= end)
    if (isFree && hits.length < MAX_FINDINGS) hits.push(hit)
  }
  for (const hit of serverHits(options)) add(hit)
  for (const hit of hitsIn(text, options.fingerprint)) add(hit)
  if (options.hasSettings === true) for (const hit of lineHits(text)) add(hit)
  return withLines(text, hits)
}

interface Hit extends Omit<Finding, 'line' | 'masked' | 'length'> {
  readonly start: number
  readonly end: number
  readonly secret: string
}

/** Settings are read as the client reads them, so that an escape hides nothing; a finding covers the whole value. */
function* serverHits({ servers = [], fingerprint }: FindOptions): Generator<Hit> {
  for (const server of servers) {
    const groups = [
      { settings: server.env, isImportable: true },
      { settings: server.headers, isImportable: false },
      { settings: flags(server), isImportable: false },
    ]
    for (const { settings, isImportable } of groups) {
      for (const { name, value, offset, length } of settings) {
        const [hit] = [...hitsIn(value, fingerprint), ...namedHits(name, value)]
        if (hit === undefined) continue
        const own = isImportable && !hit.inVault ? name : hit.name
        const place = { start: offset, end: offset + length, server: server.name, isImportable }
        yield { ...hit, ...place, name: own }
      }
    }
  }
}

/** Arguments, each named by its own flag or the one before it: `--api-key=x`, `--api-key x`. */
function flags({ words }: Server): Server['words'] {
  return words.map((word, index) => {
    const [, name, value] = /^--?([\w-]{1,60})=(.{0,16384})$/s.exec(word.value) ?? []
    if (name !== undefined && value !== undefined) return { ...word, name, value }
    const flag = /^--?([\w-]{1,60})$/.exec(words[index - 1]?.value ?? '')?.[1]
    return { ...word, name: flag ?? '' }
  })
}

function* hitsIn(text: string, fingerprint: Fingerprint | undefined): Generator<Hit> {
  if (fingerprint !== undefined) {
    const known = new Map<string, string | undefined>()
    for (const { value, start, end } of candidatesIn(text)) {
      if (!known.has(value)) known.set(value, fingerprint(Buffer.from(value, 'utf8')))
      const name = known.get(value)
      const what = 'a value of the vault'
      if (name !== undefined)
        yield { ...PLAIN, rule: 'vault', what, name, inVault: true, start, end, secret: value }
    }
  }
  for (const { pattern, start, end } of credentialsIn(text, MAX_FINDINGS)) {
    const { id: rule, what, name } = pattern
    yield { ...PLAIN, rule, what, name, start, end, secret: text.slice(start, end) }
  }
}

function* namedHits(name: string, value: string): Generator<Hit> {
  const secret = namedSecret(name, value)
  if (secret === undefined) return
  const start = value.indexOf(secret)
  const what = 'a secret by the name of its setting'
  yield { ...PLAIN, rule: 'named', what, name, start, end: start + secret.length, secret }
}

function* lineHits(text: string): Generator<Hit> {
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start)
    const end = newline === -1 ? text.length : newline
    if (end - start <= MAX_LINE) {
      const { name, value, at } = settingIn(text.slice(start, end))
      for (const hit of NAME.test(name) ? namedHits(name, value) : [])
        yield { ...hit, start: hit.start + start + at, end: hit.end + start + at }
    }
    start = end + 1
  }
}

/** `NAME=value`, `export NAME="value"`, `NAME: value`, `"NAME" = 'value'`, taken apart without a pattern that could go back. */
function settingIn(line: string): {
  readonly name: string
  readonly value: string
  readonly at: number
} {
  const sign = line.search(/[=:]/)
  const name = line
    .slice(0, Math.max(sign, 0))
    .trim()
    .replace(/^(?:export|-)[ \t]/, '')
  const raw = line.slice(sign + 1)
  const value = raw
    .trim()
    .replace(/,$/, '')
    .replace(/^(["'])(.*)\1$/, '$2')
  return {
    name: name.replace(/^(["'])(.*)\1$/, '$2').trim(),
    value,
    at: sign + 1 + raw.indexOf(value),
  }
}

function withLines(text: string, hits: readonly Hit[]): readonly Finding[] {
  let line = 1
  let at = 0
  return hits
    .toSorted((a, b) => a.start - b.start)
    .map(({ start, end: _end, secret, ...rest }) => {
      for (let newline = text.indexOf('\n', at); newline !== -1 && newline < start; ) {
        line++
        at = newline + 1
        newline = text.indexOf('\n', at)
      }
      return { ...rest, line, masked: masked(secret), length: secret.length }
    })
}

const PLAIN = { inVault: false, server: undefined, isImportable: false } as const

/** A file with more is a list of secrets; each further one would say the same. */
const MAX_FINDINGS = 1000
const MAX_LINE = 20_000
/** Anything else before the sign is a sentence or a command, and may hold a secret of its own. */
const NAME = /^[\w.-]{1,100}$/
