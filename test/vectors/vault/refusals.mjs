// The vectors that are refused: one failure each, in a vault that is whole otherwise.
import { describe, KEYS, sha256 } from './scenery.mjs'

export function refusals(vault, suite) {
  const given = { cipher: 'xchacha20-poly1305', policy: { mfa: 'optional' }, now: 1 }
  let older = vault.addSlot(vault.createVault(suite, given), {
    label: 'key',
    factors: [factor('a')],
  })
  older = vault.addSlot(older, { label: 'other', factors: [factor('b')] })
  older = vault.setEntry(older, describe('ONE', 1), Buffer.from('first'))
  older = vault.setEntry(older, describe('TWO', 1), Buffer.from('second'))
  const open = vault.setEntry(older, describe('ONE', 1), Buffer.from('third'))
  const text = vault.formatVault(open.document).toString('utf8')

  const edited = (name, code, edit) => {
    const document = structuredClone(open.document)
    edit(document, older.document)
    return vector(name, code, vault.formatVault(document))
  }
  const replaced = (name, code, from, to) => {
    if (!text.includes(from)) throw new Error(`${name}: nothing to replace`)
    return vector(name, code, Buffer.from(text.replace(from, to), 'utf8'))
  }
  return [
    vector('wrong-key', 'FACTOR', text, sha256('another key file')),
    vector('empty', 'INVALID', ''),
    vector('cut-off', 'INVALID', text.slice(0, -1)),
    vector('newline-behind', 'INVALID', `${text}\n`),
    vector('space-inside', 'INVALID', text.replace(':', ': ')),
    vector('byte-order-mark', 'INVALID', `\ufeff${text}`),
    vector('not-utf8', 'INVALID', Buffer.from(text.replace('"key"', '"k\u0080y"'), 'latin1')),
    replaced('another-format', 'INVALID', 'mcp-airlock-vault/1', 'mcp-airlock-vault/2'),
    replaced('member-unknown', 'INVALID', '{"cipher"', '{"a":1,"cipher"'),
    replaced('member-missing', 'INVALID', '"created":1,', ''),
    replaced('member-twice', 'INVALID', '"created":1,', '"created":1,"created":1,'),
    replaced(
      'members-out-of-order',
      'INVALID',
      '"cipher":"xchacha20-poly1305","created":1',
      '"created":1,"cipher":"xchacha20-poly1305"',
    ),
    replaced('number-with-point', 'INVALID', '"created":1,', '"created":1.0,'),
    replaced('number-negative', 'INVALID', '"created":1,', '"created":-1,'),
    replaced('number-unsafe', 'INVALID', '"created":1,', '"created":9007199254740992,'),
    replaced('text-escaped', 'INVALID', '"label":"key"', '"label":"\\u006bey"'),
    replaced('text-lone-surrogate', 'INVALID', '"label":"other"', '"label":"\\ud800"'),
    // 22 letters carry 132 bits for 16 bytes: the last four are zero, so the last letter is A, Q, g or w.
    edited('base64-stray-bits', 'INVALID', (d) => {
      d.slots[1].salt =
        d.slots[1].salt.slice(0, -1) + 'BRhx'['AQgw'.indexOf(d.slots[1].salt.at(-1))]
    }),
    edited('base64-padded', 'INVALID', (d) => {
      d.mac += '='
    }),
    edited('id-short', 'INVALID', (d) => {
      d.id = d.id.slice(0, -2)
    }),
    edited('no-slots', 'INVALID', (d) => {
      d.slots = []
    }),
    edited('slots-with-one-id', 'INVALID', (d) => {
      d.slots[1].id = d.slots[0].id
    }),
    edited('slots-with-one-label', 'INVALID', (d) => {
      d.slots[1].label = 'key'
    }),
    edited('entries-with-one-id', 'INVALID', (d) => {
      d.entries[1].id = d.entries[0].id
    }),
    edited('cipher-unknown', 'INVALID', (d) => {
      d.cipher = 'none'
    }),
    edited('policy-turned-up', 'INVALID', (d) => {
      d.policy.mfa = 'required'
    }),
    edited('factor-unknown', 'INVALID', (d) => {
      d.slots[1].factors[0].type = 'sms'
    }),
    edited('cost-memory-low', 'INVALID', passphrase({ memoryKiB: 65535 })),
    edited('cost-memory-64-gib', 'INVALID', passphrase({ memoryKiB: 67108864 })),
    edited('cost-passes-low', 'INVALID', passphrase({ passes: 2 })),
    edited('cost-passes-high', 'INVALID', passphrase({ passes: 9 })),
    edited('cost-lanes', 'INVALID', passphrase({ lanes: 2 })),
    edited('cost-algorithm', 'INVALID', passphrase({ algorithm: 'argon2i' })),
    edited('factor-of-another-place', 'FACTOR', (d) => {
      d.slots[0].factors[0].path = '/evil'
    }),
    edited('factor-of-another-type', 'FACTOR', (d) => {
      d.slots[0].factors[0].type = 'keyring'
    }),
    edited('cipher-changed', 'FACTOR', (d) => {
      d.cipher = 'aes-256-gcm'
    }),
    edited('vault-id-changed', 'FACTOR', (d) => {
      d.id = 'AAAAAAAAAAAAAAAAAAAAAA'
    }),
    edited('sealed-key-swapped', 'TAMPERED', (d) => {
      d.slots[0].sealedKey = d.slots[1].sealedKey
    }),
    edited('slot-secret-swapped', 'TAMPERED', (d) => {
      d.slots[0].secret = d.slots[1].secret
    }),
    edited('slot-removed', 'TAMPERED', (d) => {
      d.slots.pop()
    }),
    edited('slot-renamed', 'TAMPERED', (d) => {
      d.slots[1].label = 'trusted'
    }),
    edited('factor-replaced-by-cheap-one', 'TAMPERED', passphrase({})),
    edited('entries-swapped', 'TAMPERED', (d) => {
      d.entries.reverse()
    }),
    edited('entry-dropped', 'TAMPERED', (d) => {
      d.entries.pop()
    }),
    edited('entry-renamed', 'TAMPERED', (d) => {
      d.entries[0].id = 'AAAAAAAAAAAAAAAAAAAAAA'
    }),
    edited('entry-downgraded', 'TAMPERED', (d, old) => {
      d.entries[0] = old.entries[0]
    }),
    edited('entries-rolled-back', 'TAMPERED', (d, old) => {
      d.entries = old.entries
      d.manifest = old.manifest
    }),
    edited('generation-raised', 'TAMPERED', (d) => {
      d.generation += 1
    }),
    edited('created-changed', 'TAMPERED', (d) => {
      d.created += 1
    }),
    edited('key-time-changed', 'TAMPERED', (d) => {
      d.keyCreated += 1
    }),
    edited('key-time-removed', 'TAMPERED', (d) => {
      delete d.keyCreated
    }),
    edited('key-time-negative', 'INVALID', (d) => {
      d.keyCreated = -1
    }),
    edited('mac-changed', 'TAMPERED', (d) => {
      d.mac = `A${d.mac.slice(1)}`
    }),
    edited('nonce-too-short', 'TAMPERED', (d) => {
      d.manifest.nonce = d.manifest.nonce.slice(0, 16)
    }),
  ]
}

/** What opens the slot `key` of a file that is refused. */
function factor(name) {
  const salt = 'AAAAAAAAAAAAAAAAAAAAAA'
  return {
    record: { type: 'key-file', path: `/keys/${name}`, salt },
    key: Buffer.from(KEYS.file, 'hex'),
  }
}

function vector(name, code, bytes, key = KEYS.file) {
  return {
    name,
    bytes: Buffer.from(bytes),
    slot: 'key',
    keys: [key],
    code: `AIRLOCK_VAULT_${code}`,
  }
}

/** Makes the other slot one of a passphrase. */
function passphrase(changes) {
  const record = {
    type: 'passphrase',
    algorithm: 'argon2id',
    memoryKiB: 65536,
    passes: 3,
    lanes: 1,
  }
  return (document) => {
    document.slots[1].factors = [{ ...record, salt: 'AAAAAAAAAAAAAAAAAAAAAA', ...changes }]
  }
}
