import { expect, test } from 'vitest'
import { argumentFault } from '../../../../src/inspect/arguments/fault.ts'
import { means } from './ports.ts'

const fault = (
  hosts: readonly string[],
  text: string,
  schemes: readonly string[] = ['https', 'http'],
) => argumentFault({ kind: 'url', schemes, hosts }, text, means())

test.each([
  ['example.com', 'https://example.com'],
  ['example.com', 'https://example.com/a?b#c'],
  ['example.com', 'HTTPS://EXAMPLE.COM/%2e%2e/'],
  ['example.com', 'https://example.com:443/'],
  ['example.com', 'http://example.com:80'],
  ['example.com:8443', 'https://example.com:8443/'],
  ['example.com:*', 'https://example.com:1/'],
  ['example.com:*', 'https://example.com/'],
  ['*.example.com', 'https://a.b.example.com/'],
  ['api-*.example.com', 'https://api-eu.example.com/'],
  ['a*b*c.example.com', 'https://a1b2c.example.com/'],
  ['*', 'https://example.com/größe'],
  ['*', 'https://xn--bcher-kva.de/'],
  ['*', 'https://1.1.1.1/'],
  ['*', 'https://[2606:4700::1111]/'],
  ['*', 'https://a_b.example.com/?user@host'],
  ['localhost:8080', 'http://localhost:8080/'],
  ['127.0.0.1', 'http://127.0.0.1/'],
  ['[::1]', 'http://[::1]/'],
  ['10.0.0.5:*', 'http://10.0.0.5:3000/'],
  ['db.internal', 'https://db.internal/'],
])('%s covers %s', (host, text) => {
  expect(fault([host], text)).toBeUndefined()
})

const OTHER = 'its host or port is not among them'
const ALIKE = 'its host can be read in several ways: write it as it is in DNS'
const PRIVATE = 'its host is not public and not listed'
const USER = 'it holds a user name or password'
const NONE = 'it has no scheme and host'
const HIDDEN = 'it holds white space, a backslash or characters that cannot be seen'

test.each([['127.1'], ['0177.0.0.1'], ['0x7f.0.0.1'], ['2130706433'], ['127.0.0.0x1']])(
  'the host %s is written differently, whatever the scheme',
  (host) => {
    expect(fault(['*', '*:*'], `redis://${host}:6379/`, ['redis'])).toMatch(ALIKE)
  },
)

test('addresses of other schemes are accepted like those of the web', () => {
  expect(fault(['*:*'], 'redis://cache.example.com:6379/0', ['redis'])).toBeUndefined()
  expect(fault(['[2606:4700::1111]'], 'ssh://[2606:4700::1111]/', ['ssh'])).toBeUndefined()
})

test.each([
  ['example.com', 'https://example.com.evil.net/', OTHER],
  ['example.com', 'https://evil-example.com/', OTHER],
  ['example.com', 'https://example.com:8443/', OTHER],
  ['example.com:8443', 'https://example.com/', OTHER],
  ['*.example.com', 'https://example.com/', OTHER],
  ['*.example.com', 'https://aexample.com/', OTHER],
  ['api-*.example.com', 'https://api-eu.x.example.com/', OTHER],
  ['ab*bc.example.com', 'https://abc.example.com/', OTHER],
  ['*.1.1', 'https://1.1.1.1/', OTHER],
  ['example.com', 'ftp://example.com/', 'its scheme is not among them'],
  ['example.com', 'https://example.com@evil.net/', USER],
  ['example.com', 'https://user:pw@example.com/', USER],
  ['example.com', 'https://@example.com/', USER],
  ['example.com', 'https://evil.net\\@example.com/', HIDDEN],
  ['example.com', 'https:\\\\example.com/', HIDDEN],
  ['example.com', ' https://example.com/', HIDDEN],
  ['example.com', 'https://exam\tple.com/', HIDDEN],
  ['example.com', 'https://example.com/\n', HIDDEN],
  ['example.com', 'https://exam\u00adple.com/', HIDDEN],
  ['example.com', 'https:example.com/', NONE],
  ['example.com', 'https:/example.com/', NONE],
  ['example.com', 'https:///example.com/', NONE],
  ['example.com', '//example.com/', NONE],
  ['example.com', 'example.com', NONE],
  ['example.com', 'https://', NONE],
  ['example.com', 'https://example.com:99999/', NONE],
  ['example.com', 'https://example.com./', ALIKE],
  ['example.com', 'https://ex%61mple.com/', ALIKE],
  ['example.com', 'https://ｅxample.com/', ALIKE],
  ['bücher.de', 'https://bücher.de/', ALIKE],
  ['*', 'https://еxample.com/', ALIKE],
  ['*', 'https://ban\u212a.com/', ALIKE],
  ['*', 'https://example。com/', ALIKE],
  ['127.0.0.1', 'http://2130706433/', ALIKE],
  ['127.0.0.1', 'http://0x7f000001/', ALIKE],
  ['127.0.0.1', 'http://0177.0.0.1/', ALIKE],
  ['127.0.0.1', 'http://127.1/', ALIKE],
  ['[::1]', 'http://[0:0:0:0:0:0:0:1]/', ALIKE],
  ['*', 'http://[::ffff:127.0.0.1]/', ALIKE],
  ['*', 'http://[::ffff:7f00:1]/', PRIVATE],
  ['*', 'http://localhost/', PRIVATE],
  ['*', 'http://a.localhost/', PRIVATE],
  ['*.localhost', 'http://a.localhost/', PRIVATE],
  ['*', 'http://printer.local/', PRIVATE],
  ['*', 'http://intranet/', PRIVATE],
  ['*', 'http://metadata.google.internal/', PRIVATE],
  ['*', 'http://169.254.169.254/latest/', PRIVATE],
  ['169.254.*', 'http://169.254.169.254/latest/', PRIVATE],
  ['*', 'http://10.1.2.3/', PRIVATE],
  ['*', 'http://172.31.255.255/', PRIVATE],
  ['*', 'http://192.168.1.1/', PRIVATE],
  ['*', 'http://100.64.0.1/', PRIVATE],
  ['*', 'http://0.0.0.0/', PRIVATE],
  ['*', 'http://255.255.255.255/', PRIVATE],
  ['*', 'http://[fd00::1]/', PRIVATE],
  ['*', 'http://[fe80::1]/', PRIVATE],
  ['*', 'http://[::]/', PRIVATE],
  ['*', 'http://[64:ff9b::7f00:1]/', PRIVATE],
  ['*', 'http://[2002:7f00:1::]/', PRIVATE],
  ['*', 'http://[2001:db8::1]/', PRIVATE],
  ['*', 'http://[2001::1]/', PRIVATE],
  ['*', 'file:///etc/passwd', NONE],
  ['*', 'javascript:alert(1)', NONE],
  ['*', 'data:text/html,x', NONE],
  ['*', 'http://x\u202ey.com/', HIDDEN],
])('%s does not cover %j', (host, text, reason) => {
  expect(fault([host], text, ['https', 'http', 'file', 'data'])).toMatch(
    new RegExp(`^must be an address such as .*; ${reason}$`),
  )
})

test('addresses around the special ones are public', () => {
  for (const host of [
    '9.255.255.255',
    '11.0.0.0',
    '172.15.0.1',
    '172.32.0.1',
    '100.63.0.1',
    '100.128.0.1',
    '192.167.0.1',
    '198.17.0.1',
    '198.20.0.1',
    '223.255.255.255',
    '[2001:200::1]',
    '[2620::1]',
    '[3ffe::1]',
  ]) {
    expect(fault(['*'], `http://${host}/`), host).toBeUndefined()
  }
})

test('the sentence says what would be accepted', () => {
  expect(fault(['a.com', '*.b.com'], 'x', ['https'])).toBe(
    'must be an address such as `https://host/path` with the scheme `https` and the host `a.com` or `*.b.com`; it has no scheme and host',
  )
  expect(fault([], 'https://a.com', ['https'])).toContain('the host nothing; its host or port')
})

test('an address that is too long is refused', () => {
  expect(fault(['*'], `https://example.com/${'x'.repeat(8192)}`)).toContain('too long')
})
