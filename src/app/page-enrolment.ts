import { displayOf } from '../agent/index.ts'
import { AirlockError } from '../base/index.ts'
import { enrol, type Factor } from '../factor/index.ts'
import { displayEnvironment, openBrowser, openPage } from '../prompt/index.ts'
import { newToken } from './approver.ts'
import { type Io, tell } from './io.ts'

/** Enrols a security key or passkey on a page in the browser. Throws AIRLOCK_VAULT_FACTOR_UNAVAILABLE when nobody did. */
export async function enrolOnPage(io: Io): Promise<Factor> {
  const prfSalt = Buffer.from(newToken(), 'hex').toString('base64url')
  const page = await openPage({
    title: 'A security key for the vault of mcp-airlock',
    lines: ['The key will be asked for together with the other factors of its slot.'],
    enrol: { account: 'mcp-airlock vault', prfSalt },
    timeoutMs: PATIENCE_MS,
    signal: new AbortController().signal,
  })
  tell(io, `open ${page.url}`)
  await openBrowser(page.url, await displayEnvironment(displayOf(io.environment)))
  const told = await page.told
  page.close()
  if (told.kind === 'secret' && told.prf !== undefined) {
    const { credential, output } = told.prf
    const factor = await enrol('webauthn-prf', { credential, prfSalt, output })
    output.fill(0)
    return factor
  }
  throw new AirlockError('AIRLOCK_VAULT_FACTOR_UNAVAILABLE', {
    message:
      told.kind === 'unavailable' ? told.reason : 'nobody answered on the page with a security key',
    hints: ['open the page in a browser on this machine, and use a key that supports PRF'],
  })
}

const PATIENCE_MS = 120_000
