import { randomUUID } from 'node:crypto'
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch } from '../../src/sandbox/index.ts'
import type { LaunchPlan } from '../../src/sandbox/plan.ts'
import { buildStage, planOf, type Stage, script, withGate } from '../support/chamber-plan.ts'
import { refusalFrom } from '../support/chamber-run.ts'
import { survivors, sweep } from '../support/launcher-life.ts'

/** Whatever a start is refused for, nothing of its chamber is left while the launcher lives on, and the launcher waits for nothing. */

let stage: Stage
beforeAll(() => {
  stage = buildStage()
})
afterAll(() => stage.remove())

/** A plan whose processes can be found, and whose server would leave a mark. */
function marked(): { readonly marker: string; readonly mark: string; readonly plan: LaunchPlan } {
  const marker = `airlock-${randomUUID()}`
  const mark = join(stage.work, marker)
  const command = script(`require('fs').writeFileSync('${mark}', '')`)
  return { marker, mark, plan: planOf(stage, { command: [...command, marker] }) }
}

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test.each<[why: string, change: (plan: LaunchPlan) => LaunchPlan, code: string]>([
  [
    'it is not what was asked for',
    (plan) => withGate(plan, (text) => text.replace(/^ulimit -n .*\n/m, '')),
    'AIRLOCK_SANDBOX_UNVERIFIED',
  ],
  [
    'its control group cannot be had',
    (plan) => ({ ...plan, group: { processes: undefined, memoryTotal: -1, cpus: undefined } }),
    'AIRLOCK_LIMIT_UNENFORCEABLE',
  ],
])('nothing is left of a chamber that is refused because %s', async (_why, change, code) => {
  const { marker, mark, plan } = marked()
  const refusal = await refusalFrom(launch(change(plan), async () => undefined))
  const left = await survivors(marker, [], 500)
  sweep(marker)
  expect(refusal.code).toBe(code)
  expect(left).toEqual([])
  expect(existsSync(mark)).toBe(false)
})

test.each<[why: string, change: (plan: LaunchPlan) => LaunchPlan]>([
  [
    'a path is gone',
    (plan) => ({
      ...plan,
      descriptors: [...plan.descriptors, { kind: 'pin', path: '/nowhere/at/all' }],
    }),
  ],
  ['the program cannot be started', (plan) => ({ ...plan, file: '/nowhere/at/all' })],
])('no secret stays in the options of a chamber when %s', async (_why, change) => {
  const plan = planOf(stage, {
    secrets: [{ name: 'KEY', value: Buffer.from('the-secret-itself') }],
  })
  const options = plan.descriptors.flatMap((each) => (each.kind === 'data' ? [each.bytes] : []))
  const holds = () => options.some((bytes) => Buffer.from(bytes).includes('the-secret-itself'))
  expect(holds()).toBe(true)
  await expect(launch(change(plan), async () => undefined)).rejects.toThrow()
  expect(holds()).toBe(false)
})

test('a hundred starts whose proof fails at any moment leave nothing and hang nowhere', async () => {
  for (let round = 0; round < 100; round += 1) {
    const { marker, mark, plan } = marked()
    const failing = launch(plan, async () => {
      if (round % 4 > 0) await later((round % 10) * (round % 4))
      throw new Error('no proof')
    })
    await expect(failing).rejects.toThrow('no proof')
    const left = await survivors(marker, [], 500)
    sweep(marker)
    expect({ round, left, ran: existsSync(mark) }).toEqual({ round, left: [], ran: false })
  }
})

test('a sandbox program that leaves somebody with its pipes is refused all the same', async () => {
  const program = join(stage.root, 'leaving')
  writeFileSync(program, '#!/bin/sh\nsleep 5 &\necho gone >&2\nexit 1\n')
  chmodSync(program, 0o755)
  const { plan } = marked()
  const at = performance.now()
  const refusal = await refusalFrom(launch({ ...plan, file: program }, async () => undefined))
  expect(refusal.message).toContain('gone')
  expect(performance.now() - at).toBeLessThan(2000)
  rmSync(program)
})
