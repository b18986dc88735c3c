import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AgentClient, connectAgent } from '../../src/agent/index.ts'
import { makeVaultHome, must, PASSPHRASE, SILENT, type VaultHome } from '../support/vault-home.ts'
import { startXvfb, type XServer } from '../support/xvfb.ts'

/** A program of the same user that has found an unlocked agent, and wants to see a value as `vault reveal` shows it to a person. */

let home: VaultHome
let screen: XServer
let client: AgentClient
beforeAll(async () => {
  home = await makeVaultHome()
  await must(home.vault(['vault', 'set', 'door', ...SILENT], 'swordfish-9'))
  await must(home.call('unlock', ...SILENT))
  screen = await startXvfb()
  const found = await connectAgent(join(home.path, '.local/state/mcp-airlock/agent'))
  if (found === undefined) throw new Error('no agent runs')
  client = found
})
afterAll(async () => {
  client.close()
  screen.end()
  await home.end()
})

const PATIENCE = { display: {}, mayAsk: true, elicit: false, waitMs: 20_000 }

test('a slot that asks nobody, such as a key file, is no step-up', async () => {
  expect((await client.status()).isLocked).toBe(false)
  expect(await client.stepUp({ ...PATIENCE, waitMs: 3000 })).toMatchObject({ kind: 'refused' })
  expect((await client.status()).steppedUpMs).toBe(0)
  expect(await client.reveal('door')).toMatchObject({
    kind: 'refused',
    code: 'AIRLOCK_VAULT_LOCKED',
  })
})

test('a person who answers the question is one', async () => {
  const asked = client.stepUp({ ...PATIENCE, display: { DISPLAY: screen.display } })
  await screen.focused('mcp-airlock')
  await screen.xdotool('type', '--delay', '5', PASSPHRASE)
  await screen.xdotool('key', 'Return')
  expect(await asked).toEqual({ kind: 'done' })
  const got = await client.reveal('door')
  expect(got).toMatchObject({ kind: 'values' })
})
