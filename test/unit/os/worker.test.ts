import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runInWorker } from '../../../src/os/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'airlock-worker-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function fileOf(code: string): string {
  const path = join(folder, `${Buffer.from(code).toString('hex').slice(0, 100)}.cjs`)
  writeFileSync(path, `const { parentPort, workerData } = require('node:worker_threads')\n${code}`)
  return path
}

test('the answer comes back, and the thread knows nothing of this process', async () => {
  const path = fileOf(
    'parentPort.postMessage([workerData.word, Object.keys(process.env), process.execArgv])',
  )
  expect(await runInWorker(path, { word: 'hello' }, [])).toEqual(['hello', [], []])
})

test('what is transferred is moved, not copied', async () => {
  const bytes = new Uint8Array([1, 2, 3])
  const path = fileOf('parentPort.postMessage(workerData.bytes.join())')
  expect(await runInWorker(path, { bytes }, [bytes.buffer])).toBe('1,2,3')
  expect(bytes).toHaveLength(0)
})

test('a thread that answers is ended, whatever else it does', async () => {
  const path = fileOf('parentPort.postMessage(1); setInterval(() => {}, 1000)')
  expect(await runInWorker(path, null, [])).toBe(1)
})

test.each([
  ['throws', "throw new RangeError('no')", /no/],
  ['ends', 'process.exit(3)', /status 3/],
  ['says nothing', '', /status 0/],
])('a thread that %s rejects', async (_title, code, message) => {
  await expect(runInWorker(fileOf(code), null, [])).rejects.toThrow(message)
})
