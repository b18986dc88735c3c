import { isUtf8 } from 'node:buffer'
import type { Grammar } from '../../src/wire/grammar.ts'
import { SCAN_LIMITS, scan } from '../../src/wire/index.ts'
import type { Sender } from '../../src/wire/revisions/index.ts'

/** A part of a message to be judged, as JSON text, so that keys can be there twice and numbers can be odd. */
export interface Subject {
  readonly revision: string
  readonly part: 'request' | 'notification' | 'result' | 'error'
  readonly from: Sender
  /** Of a result: what it answers. */
  readonly method: string
  readonly task: boolean
  /** The params, the result or the error; undefined for absent params. */
  readonly text: string | undefined
  readonly source: string
}

/** Undefined when accepted; otherwise where and why not. */
export type Judgement = { readonly path: string; readonly expected: string } | undefined

export function valueOf({ text }: Subject): unknown {
  return text === undefined ? undefined : JSON.parse(text)
}

/** The scan of the whole line, and then the grammar. */
export function judge(subject: Subject, grammar: Grammar): Judgement {
  const seen = scan(Buffer.from(lineOf(subject)), { ...SCAN_LIMITS, isUtf8 })
  if (seen.kind === 'fault') return { path: 'line', expected: seen.code }
  const { part, from, method, task } = subject
  const value = valueOf(subject)
  if (part === 'result') return grammar.result(method, value, { task })
  return part === 'error' ? grammar.error(value) : grammar[part](from, method, value)
}

/** From an example, written as `['2025-06-18', 'client request tools/call', '{}']`; without text there are no params. */
export function exampleSubject(revision: string, what: string, text: string): Subject {
  const [from, part, method] = what.split(' ') as [Sender, Subject['part'], string]
  return {
    ...{ revision, part, from, method, task: false, source: 'example' },
    text: text === '' ? undefined : text,
  }
}

function lineOf({ part, method, text }: Subject): string {
  const named = `"method":${JSON.stringify(method)}${text === undefined ? '' : `,"params":${text}`}`
  if (part === 'notification') return `{"jsonrpc":"2.0",${named}}`
  const rest = part === 'request' ? named : `"${part}":${text ?? 'null'}`
  return `{"jsonrpc":"2.0","id":1,${rest}}`
}
