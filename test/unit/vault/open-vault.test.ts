import { expect, test } from 'vitest'
import { formatVault, openVault, parseVault, unlockSlot } from '../../../src/vault/index.ts'
import { keyFile, suiteOf, vaultWith } from './scene.ts'

test.each(['xchacha20-poly1305', 'aes-256-gcm'] as const)(
  'what was put into a vault with %s comes out of its bytes',
  async (cipher) => {
    const suite = await suiteOf('open')
    const bytes = formatVault(vaultWith(suite, { ONE: 'first', TWO: '' }, cipher).document)
    const document = parseVault(bytes)
    const [slot] = document.slots
    const vaultKey = unlockSlot(suite, document, slot?.id ?? '', [keyFile().key])
    const open = openVault(suite, document, vaultKey)
    expect(open.entries().map(({ name }) => name)).toEqual(['ONE', 'TWO'])
    expect(open.read('ONE').toString()).toBe('first')
    expect(open.read('TWO').toString()).toBe('')
    expect(document.generation).toBe(1)
  },
)
