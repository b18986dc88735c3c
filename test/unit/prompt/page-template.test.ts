import { expect, test } from 'vitest'
import { pageHtml } from '../../../src/prompt/page-template.ts'

const HOSTILE = `"'\`<>&</script><img src=x onerror=alert(1)>`
const text = {
  title: HOSTILE,
  lines: [HOSTILE],
  matchCode: HOSTILE,
  error: HOSTILE,
  hasKey: true,
  task: { enrol: { account: HOSTILE } },
}

test.each(['passphrase', 'pin', 'confirm', 'enrol'] as const)(
  'nothing that is shown becomes markup: %s',
  (form) => {
    const page = pageHtml({ ...text, form }, 'nonce')
    expect(page).not.toContain('<img')
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page.match(/<\/script>/g)).toHaveLength(1)
    expect(page).not.toMatch(/\son\w+=["']/)
    expect(page).not.toMatch(/(?:src|href|action)=["']/)
  },
)

const ids = (form: 'passphrase' | 'pin' | 'confirm' | 'enrol', hasKey: boolean) =>
  [...pageHtml({ ...text, form, hasKey }, 'n').matchAll(/<(?:button|input)[^>]* id="(\w+)"/g)].map(
    ([, id]) => id,
  )

test('a form has what was asked for', () => {
  expect(ids('passphrase', false)).toEqual(['value', 'cancel'])
  expect(ids('passphrase', true)).toEqual(['value', 'key', 'cancel'])
  expect(ids('confirm', false)).toEqual(['refuse', 'cancel'])
  expect(ids('confirm', true)).toEqual(['key', 'refuse', 'cancel'])
  expect(ids('enrol', true)).toEqual(['key', 'cancel'])
})
