import { dirname, join } from 'node:path'
import { AirlockError, escape } from '../base/index.ts'
import { kindOf, readTextFile } from '../os/index.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** How this user's npm reaches its registry: what npm must be given inside the sandbox to do the same there. */
export interface NpmSettings {
  readonly environment: Readonly<Record<string, string>>
  /** Files and directories that exist and that npm reads by these very paths. */
  readonly readable: readonly string[]
}

/**
 * Collects the registry's configuration without running npm: the user's and the global npmrc by their paths, what they refer to,
 * and those variables of the caller that say how to reach a registry or which versions to choose. Every other variable stays
 * outside. Throws `AIRLOCK_STORE_FAILED` for credentials in a variable that no sandbox can pass on.
 */
export function npmSettings(caller: Environment, home: string, node: string): NpmSettings {
  const user = configuredPath(caller, 'userconfig') ?? join(home, '.npmrc')
  const global = configuredPath(caller, 'globalconfig') ?? join(dirname(dirname(node)), 'etc/npmrc')
  const texts = [user, global, DISTRIBUTION_NPMRC].map((path) => readTextFile(path) ?? '')
  const environment: Record<string, string> = {
    HOME: home,
    NPM_CONFIG_USERCONFIG: user,
    NPM_CONFIG_GLOBALCONFIG: kindOf(global) === 'file' ? global : DISTRIBUTION_NPMRC,
  }
  for (const [name, value] of Object.entries(caller))
    if (value !== undefined && isWanted(name)) environment[name] = value
  for (const name of texts.flatMap(variablesOf)) {
    const value = caller[name]
    if (value !== undefined && PASSABLE.test(name)) environment[name] = value
  }
  const trusted = Object.keys(environment)
    .filter((name) => TRUST.test(name))
    .map((name) => environment[name] ?? '')
  const files = [
    user,
    global,
    DISTRIBUTION_NPMRC,
    ...trusted,
    ...texts.flatMap((text) => filesOf(text, home, caller)),
  ]
  const readable = [...new Set([...files, ...NETWORK_FILES])]
  return {
    environment,
    readable: readable.filter((path) => path.startsWith('/') && kindOf(path) !== undefined),
  }
}

function configuredPath(caller: Environment, key: string): string | undefined {
  const name = Object.keys(caller).find((name) => name.toLowerCase() === `npm_config_${key}`)
  const value = name === undefined ? undefined : caller[name]
  return value?.startsWith('/') === true ? value : undefined
}

function isWanted(name: string): boolean {
  const key = /^npm_config_(.+)$/i.exec(name)?.[1]?.toLowerCase()
  if (key === undefined) return CONNECTION.test(name)
  if (PASSABLE.test(name)) return NPM_KEYS.has(key.replaceAll('-', '_'))
  if (!key.startsWith('//') && !key.startsWith('@')) return false
  throw new AirlockError('AIRLOCK_STORE_FAILED', {
    message: `the variable \`${escape(name, 200)}\` cannot be passed into the sandbox`,
    hints: [
      'write this setting into ~/.npmrc; a token may stay in a variable there: `_authToken=${NPM_TOKEN}`',
    ],
  })
}

/** The variables that an npmrc refers to as `${NAME}`, or `${NAME?}` (npm documentation "npmrc"). */
function variablesOf(npmrc: string): readonly string[] {
  return [...npmrc.matchAll(/\$\{([^${}?]+)\??\}/g)].map(([, name = '']) => name)
}

/** The certificate and key files that an npmrc names, for all registries or for one. */
function filesOf(npmrc: string, home: string, caller: Environment): readonly string[] {
  return [
    ...npmrc.matchAll(/^\s*(?:\/\/[^=\s]*:)?(?:cafile|certfile|keyfile)\s*=\s*(.+?)\s*$/gim),
  ].map(([, value = '']) =>
    value
      .replace(/^(["'])(.*)\1$/, '$2')
      .replace(/\$\{([^${}?]+)\??\}/g, (_, name: string) => caller[name] ?? '')
      .replace(/^~(?=\/)/, home),
  )
}

/** Where the npm of Debian and others keeps its global configuration. */
const DISTRIBUTION_NPMRC = '/etc/npmrc'

/** A name that POSIX lets a variable have (XBD chapter 8), which is all that a sandbox takes. */
const PASSABLE = /^[A-Za-z_][A-Za-z0-9_]*$/

/** How to reach the network and whom to trust: node documentation "Environment variables", proxy-from-env 1.1, OpenSSL. */
const CONNECTION =
  /^(?:NODE_EXTRA_CA_CERTS|NODE_USE_SYSTEM_CA|SSL_CERT_FILE|SSL_CERT_DIR|(?:https?_|no_|all_)?proxy)$/i

const TRUST =
  /^(?:NODE_EXTRA_CA_CERTS|SSL_CERT_(?:FILE|DIR)|npm_config_(?:cafile|certfile|keyfile))$/i

/** Settings of npm 11 ("config" in its documentation) about the registry, the connection and the choice of versions. */
const NPM_KEYS: ReadonlySet<string> = new Set([
  'registry',
  'replace_registry_host',
  'tag',
  'before',
  'min_release_age',
  'min_release_age_exclude',
  'legacy_peer_deps',
  'strict_peer_deps',
  'engine_strict',
  'ca',
  'cafile',
  'cert',
  'certfile',
  'key',
  'keyfile',
  'strict_ssl',
  'local_address',
  'maxsockets',
  'proxy',
  'https_proxy',
  'http_proxy',
  'noproxy',
  'fetch_timeout',
  'fetch_retries',
  'fetch_retry_factor',
  'fetch_retry_mintimeout',
  'fetch_retry_maxtimeout',
])

/**
 * What name resolution and TLS read (resolv.conf(5), nsswitch.conf(5), hosts(5), gai.conf(5)), and the places of the CA bundle on
 * Debian, Fedora, openSUSE and Alpine (the list of Go's crypto/x509, root_linux.go).
 */
const NETWORK_FILES = [
  '/etc/resolv.conf',
  '/etc/nsswitch.conf',
  '/etc/hosts',
  '/etc/gai.conf',
  '/etc/ssl/openssl.cnf',
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]
