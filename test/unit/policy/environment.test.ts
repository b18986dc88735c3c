import { expect, test } from 'vitest'
import { AirlockError } from '../../../src/base/index.ts'
import { parseProfile, serverEnvironment } from '../../../src/policy/index.ts'

const codeOf = (text: string): string => {
  try {
    parseProfile({ name: 'a', file: 'a', text })
    return 'ok'
  } catch (error) {
    return error instanceof AirlockError ? error.code : String(error)
  }
}

test('the server gets what is named and set, and the profile has the last word', () => {
  const profile = {
    env: { A: '${home}/x:${home}', LANG: 'C', D: '$1$&' },
    inherit: ['TZ', 'LANG', 'UNSET', 'toString'],
  }
  const client = { TZ: 'UTC', LANG: 'de', SECRET: 'x', A: 'y', UNSET: undefined }
  expect(serverEnvironment(profile, { home: '/h/$&', client })).toEqual({
    TZ: 'UTC',
    LANG: 'C',
    A: '/h/$&/x:/h/$&',
    D: '$1$&',
  })
})

test.each([
  'LD_PRELOAD',
  'LD_LIBRARY_PATH',
  'DYLD_INSERT_LIBRARIES',
  'GLIBC_TUNABLES',
  'GCONV_PATH',
  'NODE_OPTIONS',
  'NODE_PATH',
  'PYTHONPATH',
  'PYTHONSTARTUP',
  'PYTHONHOME',
  'PERL5LIB',
  'PERL5OPT',
  'RUBYOPT',
  'BASH_ENV',
  'BASHOPTS',
  'ENV',
  'IFS',
  'PS4',
  'PROMPT_COMMAND',
  'SHELLOPTS',
  'GIT_SSH_COMMAND',
  'GIT_DIR',
  'GIT_CONFIG_COUNT',
  'SSH_AUTH_SOCK',
  'SSH_ASKPASS',
  'EDITOR',
  'PAGER',
  'LESSOPEN',
  'OPENSSL_CONF',
  'SSLKEYLOGFILE',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'http_proxy',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'no_proxy',
  'npm_config_registry',
  'NPM_CONFIG_REGISTRY',
  'JAVA_TOOL_OPTIONS',
  'HOME',
  'PATH',
  'TMPDIR',
  'XDG_RUNTIME_DIR',
  '__proto__',
  '',
  'A B',
  'A=B',
  '1A',
  'Ä',
])('the variable %j can be neither written nor inherited', (name) => {
  expect(codeOf(JSON.stringify({ env: Object.fromEntries([[name, 'x']]) }))).toBe(
    'AIRLOCK_PROFILE_INVALID',
  )
  expect(codeOf(JSON.stringify({ inherit: [name] }))).toBe('AIRLOCK_PROFILE_INVALID')
})

test.each([
  'NODE_ENV',
  'PYTHONUNBUFFERED',
  'GIT_AUTHOR_NAME',
  'DISPLAY',
  'XDG_CONFIG_HOME',
  'DBUS_SESSION_BUS_ADDRESS',
  'DOCKER_HOST',
  'KUBECONFIG',
])('the variable %s can be written but not inherited', (name) => {
  expect(codeOf(JSON.stringify({ env: { [name]: 'x' } }))).toBe('ok')
  expect(codeOf(JSON.stringify({ inherit: [name] }))).toBe('AIRLOCK_PROFILE_INVALID')
})

test.each([
  'TZ',
  'LANG',
  'LC_ALL',
  'NO_COLOR',
  'LOG_LEVEL',
  'API_KEY',
  'ENVIRONMENT',
  'MY_PATH',
  'PS',
  'PROXY',
])('the variable %s can be written and inherited', (name) => {
  expect(codeOf(JSON.stringify({ env: { [name]: 'x' }, inherit: [name] }))).toBe('ok')
})
