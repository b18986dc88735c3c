import { afterAll, expect, test } from 'vitest'
import { attacks } from '../servers/hostile/catalog.mjs'
import { makeHome } from './invoke.ts'

const home = makeHome()
afterAll(() => home.remove())

test('`doctor` attacks a sandbox of this machine and says what holds', async () => {
  const { code, stdout, stderr } = await home.call('doctor')
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' })
  const lines = stdout.trimEnd().split('\n')
  expect(lines[0]).toMatch(/^sandbox: bubblewrap \d+\.\d+/)
  const tried = lines.flatMap((line) => /^ok {3}(A\d\d) /.exec(line)?.[1] ?? [])
  const quick = attacks.filter(({ quick }) => quick).map(({ id }) => id)
  expect(quick).toEqual(expect.arrayContaining(tried))
  expect(tried.length).toBeGreaterThan(30)
  expect(lines.filter((line) => line.startsWith('FAIL'))).toEqual([])
  expect(lines).toContain('every attack failed, as it should')
})

test('`doctor` says of each total limit whether it can be had, and what to do when not', async () => {
  const { stdout } = await home.call('doctor')
  for (const limit of ['memoryTotal', 'cpus'])
    expect(stdout).toMatch(
      new RegExp(
        `^(?:ok {3}limits\\.${limit} can be enforced|no {3}limits\\.${limit}: .*\\n {5}hint: .+)$`,
        'm',
      ),
    )
})

test('`doctor` names what this version does not enforce', async () => {
  const { stdout } = await home.call('doctor')
  expect(stdout).toMatch(/^no {3}network hosts, .*refused$/m)
  expect(stdout).toMatch(/^no {3}landlock backend/m)
})
