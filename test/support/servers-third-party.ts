import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Place, packageFile, type Subject } from './servers-subject.ts'

const chart: Subject = {
  name: 'mcp-server-chart',
  command: () => ['node', packageFile('@antv/mcp-server-chart/build/index.js')],
  script: () => ({ calls: [{ name: 'no-such-tool' }] }),
}

const commands: Subject = {
  name: 'mcp-server-commands',
  command: () => ['node', packageFile('mcp-server-commands/build/index.js')],
  // Terminal sequences are made visible otherwise.
  profile: () => ({ executables: ['/bin/sh'], text: 'off' }),
  script: () => ({
    calls: [
      { name: 'run_command', arguments: { command: 'echo out; echo wrong >&2; exit 3' } },
      { name: 'run_command', arguments: { command: 'printf "\\033[1mbold\\033[0m é"' } },
      { name: 'run_command', arguments: { command: 'read x; echo "$x"', stdin: 'piped' } },
    ],
    prompts: [{ name: 'run_command', arguments: { command: 'echo prompted' } }],
  }),
}

const context7: Subject = {
  name: 'context7',
  command: () => ['node', packageFile('@upstash/context7-mcp/dist/index.js')],
  // No call that it would take to its own service.
  script: () => ({ calls: [{ name: 'no-such-tool' }] }),
}

const desktopCommander: Subject = {
  name: 'desktop-commander',
  command: () => [
    'env',
    'DESKTOP_COMMANDER_DISABLE_TELEMETRY=1',
    'node',
    packageFile('@wonderwhy-er/desktop-commander/dist/index.js'),
    '--no-onboarding',
  ],
  profile: ({ home, data }) => ({
    filesystem: { write: [data, join(home, '.claude-server-commander')] },
    // Its app page is code, with characters in it that are made visible otherwise.
    content: { apps: 'allow' },
    text: 'off',
  }),
  prepare: prepareDesktopCommander,
  script: ({ data }) => ({
    calls: [
      { name: 'read_file', arguments: { path: join(data, 'a.txt') } },
      { name: 'write_file', arguments: { path: join(data, 'b.txt'), content: 'x' } },
      { name: 'list_directory', arguments: { path: data } },
      { name: 'list_sessions' },
    ],
    // One line of 1.26 MB: an MCP App page.
    reads: ['ui://desktop-commander/file-preview'],
  }),
  masks: [
    {
      pattern: / \(Docker\)|(?:\\n)+\xf0\x9f\x90\xb3 DOCKER.*?(?: first\. |\\nContainer: [^\\]+)/g,
      because:
        'its tool descriptions tell of the container that the machine itself is, unseen from inside',
    },
  ],
}

const eslint: Subject = {
  name: 'eslint',
  command: () => ['node', packageFile('@eslint/mcp/src/mcp-cli.js')],
  profile: ({ data }) => ({ filesystem: { read: [data] } }),
  prepare: ({ data }) => {
    writeFileSync(
      join(data, 'eslint.config.mjs'),
      "export default [{ rules: { 'no-var': 'error' } }]\n",
    )
    writeFileSync(join(data, 'a.mjs'), 'var a = 1\n')
  },
  script: ({ data }) => ({
    calls: [{ name: 'lint-files', arguments: { filePaths: [join(data, 'a.mjs')] } }],
  }),
}

const git: Subject = {
  name: 'git-mcp-server',
  command: () => ['node', packageFile('@cyanheads/git-mcp-server/dist/index.js')],
  profile: ({ data }) => ({ executables: ['git'], filesystem: { write: [data] } }),
  prepare: makeRepository,
  script: ({ data }) => ({
    calls: [
      { name: 'git_set_working_dir', arguments: { path: data } },
      { name: 'git_status' },
      { name: 'git_log', arguments: { maxCount: 1 } },
      { name: 'git_diff' },
      { name: 'git_show', arguments: { object: 'none' } },
    ],
    prompts: [{ name: 'git_wrapup', arguments: {} }],
    reads: ['git://working-directory'],
  }),
}

const notion: Subject = {
  name: 'notion',
  command: () => ['node', packageFile('@notionhq/notion-mcp-server/bin/cli.mjs')],
  script: () => ({ calls: [{ name: 'no-such-tool' }] }),
}

const postgres: Subject = {
  name: 'postgres',
  command: () => [
    'node',
    packageFile('@modelcontextprotocol/server-postgres/dist/index.js'),
    // Nothing listens on port 1, inside or outside.
    'postgresql://127.0.0.1:1/none',
  ],
  script: () => ({ calls: [{ name: 'query', arguments: { sql: 'select 1' } }] }),
  masks: [
    {
      pattern: /connect E[A-Z]+ [^"]+/g,
      because: 'inside there is no network at all, and the system says so in another word',
    },
  ],
}

/** Servers of other makers that start without credentials and without a network. */
export const thirdParty: readonly Subject[] = [
  chart,
  commands,
  context7,
  desktopCommander,
  eslint,
  git,
  notion,
  postgres,
]

/** One commit with fixed author, times and therefore a fixed hash, and one change on top. */
function makeRepository({ data, home }: Place): void {
  const environment = {
    PATH: process.env['PATH'],
    HOME: home,
    GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
    GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
  }
  const run = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
      cwd: data,
      env: environment,
    })
  run('init', '--quiet', '--initial-branch=main')
  writeFileSync(join(data, 'a.txt'), 'one\n')
  run('add', 'a.txt')
  run('commit', '--quiet', '--message=first')
  writeFileSync(join(data, 'a.txt'), 'two\n')
}

/** Without a browser in its cache it would start to download one as soon as a client connects. */
function prepareDesktopCommander({ home, data }: Place): void {
  const settings = join(home, '.claude-server-commander')
  const browser = join(settings, 'puppeteer-cache', 'chrome', 'linux-1.0.0', 'chrome-linux64')
  rmSync(settings, { recursive: true, force: true })
  mkdirSync(browser, { recursive: true })
  writeFileSync(join(browser, 'chrome'), '')
  const config = { telemetryEnabled: false, allowedDirectories: [data] }
  writeFileSync(join(settings, 'config.json'), JSON.stringify(config))
  writeFileSync(join(data, 'a.txt'), 'one\ntwo\n')
}
