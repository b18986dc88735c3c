import { expect, test } from 'vitest'
import { attacks } from '../servers/hostile/catalog.mjs'
import { attack, buildStage, planOf, withData } from '../support/chamber-plan.ts'
const ALLOW = Buffer.from([6,0,0,0,0,0,0xff,0x7f])
test('all', async () => {
  const stage = buildStage()
  for (const { id, title, needs } of attacks) {
    if (needs.some((n) => !(n in stage.context))) continue
    if (['A43','A44','A76'].includes(id)) continue
    const a = await attack(planOf(stage), id, stage.context).catch((e) => ({ outcome: String(e.message), detail: 0 }))
    const b = await attack(withData(planOf(stage), 'seccomp', ALLOW), id, stage.context).catch((e) => ({ outcome: String(e.message), detail: 0 }))
    console.log(id, title, '|', a.outcome, '|', b.outcome, b.outcome === a.outcome && a.outcome==='denied' ? '' : JSON.stringify(b.detail).slice(0, 1500))
  }
  stage.remove()
}, 120_000)
