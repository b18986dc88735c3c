import { expect, test } from 'vitest'
import {
  explainProfile,
  mergeProfile,
  parseProfile,
  showProfile,
} from '../../../src/policy/index.ts'

function profile(extra = '') {
  const text = `{ "runtime": "node", "command": ["npx", "-y", "a@1.0.0", "..."] ${extra} }`
  return mergeProfile(parseProfile({ name: 'a', file: 'a', text }), () => {
    throw new Error('extends nothing')
  })
}

test('a profile is explained key by key', () => {
  expect(
    explainProfile(
      profile(
        ', "filesystem": { "write": ["${args}", "/srv/a"] }, "limits": { "cpus": 1.5, "fileBytes": 1500 }, "content": { "types": ["text/*"] }',
      ),
    ),
  ).toEqual(
    [
      'profile                    a',
      'command                    npx -y a@1.0.0, then any arguments',
      'runtime                    node: the interpreter and the libraries it is linked with',
      'executables                none besides the interpreter of the command; no shell',
      'filesystem.read            nothing besides the program, its package or directory, and its libraries',
      'filesystem.write           each argument that is a path, /srv/a',
      'filesystem.protect         nothing inside the writable directories',
      'filesystem.tmp             /tmp and the home directory are empty, in memory, 64MB each',
      'filesystem.hardLinks       a writable directory with a file that has a second name is refused',
      'filesystem.git             `.git` in a writable directory is read-only',
      'network                    none: no interface but a private loopback, no name resolution',
      'env                        nothing besides what the launcher sets',
      'secrets                    nothing from the vault',
      'secrets.overdue            a secret past its rotation is used, with a warning',
      'inherit                    nothing of the environment of the client',
      'capabilities.sampling      a client that offers it may be asked for text of its model',
      'capabilities.elicitation   a client that offers it may be asked to question a person',
      'capabilities.roots         a client that offers it may be asked for its directories',
      'methods                    nothing besides the methods of the protocol',
      'batches                    an array of messages is refused',
      'limits.messageBytes        a longer message is discarded: 10MB',
      'limits.depth               a deeper message is refused: 64 levels',
      'limits.processes           processes and threads together: 64',
      'limits.memoryPerProcess    memory of each process: 4GB',
      'limits.openFiles           open files of each process: 1024',
      'limits.fileBytes           largest file written: 1500 bytes',
      'limits.outstandingRequests requests without an answer: 256',
      'limits.shutdownMs          killed after the end of the input: 2000 ms',
      'limits.memoryTotal         memory of all processes: no limit',
      'limits.cpus                processors: 1.5',
      'tools.allow                *',
      'tools.deny                 no tool is denied by name',
      'tools.approve              no tool needs consent',
      'tools.arguments            no rules besides the schema of the tool',
      'resources.allow            **',
      'resources.deny             no resource is denied by name',
      'resources.approve          no resource needs consent',
      'prompts.allow              *',
      'prompts.deny               no prompt is denied by name',
      'prompts.approve            no prompt needs consent',
      'roles                      admin, read-only',
      'role                       admin: whatever the profile allows',
      'approvals.timeoutSeconds   refused when nobody consents within: 50 s',
      'rate.requestsPerMinute     requests a minute: 100',
      'rate.burst                 requests at once: 20',
      'rate.tools                 no tool has a rate of its own',
      'text                       characters that hide or mislead are made visible',
      'content.types              text/*',
      'content.apps               no pages of MCP Apps',
      'content.svg                SVG drawings pass that only draw: no scripts, nothing from outside',
      'lint                       descriptions that look like instructions to a model are reported',
      'pins                       what the server lists first is kept; what changes later is withheld until approved',
      'log.messages               a log file tells of decisions and repeats no message',
    ].map((line) => line.replace(/^(\S+) +/, (_, key: string) => key.padEnd(28))),
  )
})

test('the explanation escapes what the file says and hides what variables hold', () => {
  const lines = explainProfile(
    profile(', "filesystem": { "read": ["/srv/\\u202ex"] }, "env": { "KEY": "hunter2" }'),
  ).join('\n')
  expect(lines).toContain('/srv/\\u{202e}x')
  expect(lines).toContain('KEY')
  expect(lines).not.toContain('hunter2')
})

test('the explanation says what is denied and what passes besides the protocol', () => {
  const lines = explainProfile(
    profile(', "capabilities": { "roots": "deny" }, "methods": ["vendor/a", "vendor/b"]'),
  ).map((line) => line.replace(/ {2,}/, ' '))
  expect(lines).toContain(
    'capabilities.roots the client is never asked for its directories; the server does not learn that it could be',
  )
  expect(lines).toContain('methods vendor/a, vendor/b')
  const batches = explainProfile(profile(', "batches": "allow"')).join('\n')
  expect(batches).toContain('arrays of messages pass in MCP 2025-03-26')
})

test('the explanation says what tools, roles and rates are held to', () => {
  const lines = explainProfile(
    profile(`, "tools": {
      "allow": ["read_*"], "deny": ["read_\\u202e"], "approve": ["read_all"],
      "arguments": { "read_*": { "path": [{ "kind": "path", "within": ["/srv"] }, { "kind": "no-flag" }] } }
    },
    "roles": { "reader": {} }, "role": "reader",
    "rate": { "tools": { "read_all": { "requestsPerMinute": 2 } } }`),
  ).map((line) => line.replace(/ {2,}/, ' '))
  expect(lines).toEqual(
    expect.arrayContaining([
      'tools.allow read_*',
      'tools.deny read_\\u{202e}',
      'tools.approve read_all',
      'tools.arguments path of read_*: path and no-flag',
      'roles admin, read-only, reader',
      'role reader',
      'rate.tools read_all: 2 a minute, 20 at once',
    ]),
  )
})

test('a shown profile is JSON with every default in it', () => {
  const shown = JSON.parse(showProfile(profile())) as {
    limits: { depth: number }
    filesystem: { tmp: number }
    capabilities: object
    methods: unknown
  }
  expect(shown.limits.depth).toBe(64)
  expect(shown.capabilities).toEqual({ sampling: 'allow', elicitation: 'allow', roots: 'allow' })
  expect(shown.methods).toEqual([])
  expect(shown.filesystem.tmp).toBe(64 * 2 ** 20)
})
