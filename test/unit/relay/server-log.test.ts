import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { ServerLog } from '../../../src/relay/server-log.ts'
import { TokenBudget } from '../../../src/relay/token-budget.ts'

function logOf(chunks: readonly (string | Uint8Array)[], burst = 100_000) {
  const notes: string[] = []
  const log = new ServerLog({ note: (kind, text) => notes.push(`${kind} ${text}`) }, burst)
  const errors = new PassThrough()
  let ends = 0
  log.follow(errors, () => (ends += 1))
  for (const chunk of chunks) errors.write(chunk)
  errors.end()
  return new Promise<{ notes: string[]; ends: number }>((resolve) =>
    setTimeout(() => {
      log.end()
      resolve({ notes, ends })
    }, 20),
  )
}

test.each([
  ['lines', ['a\nb\n'], ['server a', 'server b']],
  [
    'a line across chunks, a character cut',
    [Buffer.from('日').subarray(0, 1), Buffer.from('日').subarray(1), '\n'],
    ['server 日'],
  ],
  ['a last line without a newline', ['a\nb'], ['server a', 'server b']],
  ['a carriage return at the end', ['a\r\n'], ['server a']],
  ['nothing for an empty line', ['\n\n'], []],
  ['escapes', ['\u001b[31mred\u202e\n'], ['server \\x1b[31mred\\u{202e}']],
])('shows %s', async (_name, chunks, notes) => {
  expect(await logOf(chunks)).toEqual({ notes, ends: 1 })
})

test('cuts a long line and says by how much', async () => {
  const { notes } = await logOf(['x'.repeat(3000), 'x'.repeat(3000), '\nnext\n'])
  expect(notes).toEqual([`server ${'x'.repeat(4096)}… (1904 bytes more)`, 'server next'])
})

test('drops what is over the budget and says so once', async () => {
  const { notes } = await logOf([`${'x'.repeat(68)}\n`.repeat(500)], 1000)
  expect(notes).toHaveLength(11)
  expect(notes.at(-1)).toBe('hint 490 lines of the server were dropped: it writes too much')
})

test('a budget refills within a minute, up to its burst', () => {
  let now = 0
  const budget = new TokenBudget(600, () => now)
  expect([budget.take(600), budget.take(1)]).toEqual([true, false])
  now += 1000
  expect([budget.take(11), budget.take(10), budget.take(1)]).toEqual([false, true, false])
  now += 600_000
  expect([budget.take(601), budget.take(600)]).toEqual([false, true])
})

test('says once what was noticed, with its first place', () => {
  const notes: string[] = []
  const log = new ServerLog({ note: (kind, text) => notes.push(`${kind} ${text}`) }, 10_000)
  const notice = { code: 'escape', reason: 'made visible: terminal escapes', count: 2 }
  log.noticed('server', [{ ...notice, places: ['/result/content/0/text'] }])
  log.noticed('server', [{ ...notice, places: ['/result/content/1/text'] }])
  for (let at = 0; at < 100; at += 1) {
    log.noticed('server', [{ ...notice, reason: `withheld: tool ${at}`, places: [] }])
  }
  expect(notes[0]).toBe(
    'noticed server: made visible: terminal escapes, first at `/result/content/0/text`',
  )
  expect(notes).toHaveLength(64)
})
