import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { explainCode, type Io } from '../../../src/app/index.ts'
import { catalog } from '../../../src/base/index.ts'
import { refusalCatalog } from '../../../src/inspect/index.ts'

async function explain(code?: string) {
  const stdout = new PassThrough()
  // A stream that nobody reads keeps 16 KB and no more.
  const said = text(stdout)
  const exit = await explainCode({ stdout } as unknown as Io, code)
  stdout.end()
  return { exit, text: await said }
}

test.each(Object.entries(catalog))('%s is explained by its row', async (code, row) => {
  expect(await explain(code)).toEqual({
    exit: 0,
    text: `${code}\n  ${row.meaning}\n  next: ${row.hint}\n  exit code: ${row.exitCode}\n`,
  })
})

test('without a code all rows are printed', async () => {
  const { exit, text } = await explain()
  expect(exit).toBe(0)
  expect(text.split('\n')).toHaveLength(
    4 * Object.keys(catalog).length + 3 * Object.keys(refusalCatalog).length + 1,
  )
})

test.each([
  ['airlock_usge', 'mcp-airlock explain AIRLOCK_USAGE'],
  ['zzz', 'mcp-airlock explain'],
  ['', 'mcp-airlock explain'],
  ['toString', 'mcp-airlock explain'],
])('%s is no code', async (code, hint) => {
  await expect(explain(code)).rejects.toMatchObject({ code: 'AIRLOCK_USAGE', hints: [hint] })
})
