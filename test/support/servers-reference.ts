import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageFile, type Subject } from './servers-subject.ts'

const everything: Subject = {
  name: 'everything',
  shipped: () => ['npx', '-y', '@modelcontextprotocol/server-everything'],
  command: () => ['node', packageFile('@modelcontextprotocol/server-everything/dist/index.js')],
  script: ({ data }) => ({
    asks: true,
    roots: [data],
    calls: [
      { name: 'echo', arguments: { message: 'é 😀 <>&\u2028' } },
      { name: 'echo', arguments: { message: 'x'.repeat(1 << 20) } },
      { name: 'get-annotated-message', arguments: { messageType: 'error', includeImage: true } },
      { name: 'get-sum', arguments: { a: 1.5, b: -0 } },
      { name: 'get-structured-content', arguments: { location: 'New York' } },
      { name: 'get-tiny-image' },
      { name: 'get-resource-links', arguments: { count: 2 } },
      { name: 'get-resource-reference', arguments: { resourceType: 'Text', resourceId: 1 } },
      { name: 'trigger-sampling-request', arguments: { prompt: 'hello', maxTokens: 5 } },
      { name: 'trigger-elicitation-request' },
      { name: 'trigger-long-running-operation', arguments: { duration: 0.4, steps: 2 } },
      { name: 'no-such-tool' },
      {
        name: 'trigger-long-running-operation',
        arguments: { duration: 60, steps: 1 },
        cancelAfter: 100,
      },
    ],
    subscribes: ['demo://resource/static/document/architecture.md'],
    reads: [
      'demo://resource/static/document/architecture.md',
      'demo://resource/dynamic/blob/1',
      'demo://none',
    ],
    prompts: [
      { name: 'simple-prompt' },
      { name: 'args-prompt', arguments: { city: 'Genève' } },
      { name: 'no-such-prompt' },
    ],
    completions: [{ prompt: 'completable-prompt', argument: { name: 'department', value: 'E' } }],
  }),
  masks: [
    {
      pattern: /created at \d+:\d+:\d+ [AP]M/g,
      because: 'its resources carry the time of the request',
    },
    {
      pattern: /(?<="blob":")[A-Za-z0-9+/=]+/g,
      because: 'its binary resources are that text in base64',
    },
  ],
}

const filesystem: Subject = {
  name: 'filesystem',
  shipped: ({ data }) => ['npx', '-y', '@modelcontextprotocol/server-filesystem', data],
  command: ({ data }) => [
    'node',
    packageFile('@modelcontextprotocol/server-filesystem/dist/index.js'),
    data,
  ],
  profile: ({ data }) => ({ filesystem: { write: [data] } }),
  prepare: ({ data }) => writeFileSync(join(data, 'a.txt'), 'hé\n'),
  script: ({ data }) => ({
    roots: [data],
    calls: [
      { name: 'list_allowed_directories' },
      { name: 'read_text_file', arguments: { path: join(data, 'a.txt') } },
      { name: 'read_media_file', arguments: { path: join(data, 'a.txt') } },
      { name: 'read_multiple_files', arguments: { paths: [join(data, 'a.txt')] } },
      { name: 'write_file', arguments: { path: join(data, 'b.txt'), content: 'x\r\n😀' } },
      {
        name: 'edit_file',
        arguments: { path: join(data, 'b.txt'), edits: [{ oldText: 'x', newText: 'y' }] },
      },
      { name: 'create_directory', arguments: { path: join(data, 'd') } },
      { name: 'list_directory', arguments: { path: data } },
      { name: 'directory_tree', arguments: { path: data } },
      {
        name: 'move_file',
        arguments: { source: join(data, 'b.txt'), destination: join(data, 'd/c.txt') },
      },
      { name: 'search_files', arguments: { path: data, pattern: '**/*.txt' } },
      { name: 'get_file_info', arguments: { path: join(data, 'a.txt') } },
      { name: 'read_text_file', arguments: { path: '/etc/passwd' } },
    ],
  }),
  masks: [
    {
      pattern: /(?:created|modified|accessed): [^\\]+/g,
      because: 'the file is made anew for each run',
    },
  ],
}

const memory: Subject = {
  name: 'memory',
  shipped: () => ['npx', '-y', '@modelcontextprotocol/server-memory'],
  prepare: ({ home }) => {
    const folder = join(home, '.local/share/mcp-memory')
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
  },
  profile: ({ home }) => ({ filesystem: { write: [join(home, '.local/share/mcp-memory')] } }),
  command: ({ home }) => [
    'env',
    `MEMORY_FILE_PATH=${join(home, '.local/share/mcp-memory/memory.jsonl')}`,
    'node',
    packageFile('@modelcontextprotocol/server-memory/dist/index.js'),
  ],
  script: () => ({
    calls: [
      {
        name: 'create_entities',
        arguments: { entities: [{ name: 'a', entityType: 't', observations: ['ö'] }] },
      },
      {
        name: 'create_relations',
        arguments: { relations: [{ from: 'a', to: 'a', relationType: 'is' }] },
      },
      {
        name: 'add_observations',
        arguments: { observations: [{ entityName: 'none', contents: ['x'] }] },
      },
      { name: 'read_graph' },
      { name: 'search_nodes', arguments: { query: 'a' } },
      { name: 'delete_entities', arguments: { entityNames: ['a'] } },
    ],
    subscribes: ['memory://knowledge-graph'],
    reads: ['memory://knowledge-graph'],
  }),
}

const sequentialThinking: Subject = {
  name: 'sequential-thinking',
  shipped: () => ['npx', '-y', '@modelcontextprotocol/server-sequential-thinking'],
  command: () => [
    'node',
    packageFile('@modelcontextprotocol/server-sequential-thinking/dist/index.js'),
  ],
  script: () => ({
    calls: [
      {
        name: 'sequentialthinking',
        arguments: {
          thought: 'first',
          nextThoughtNeeded: true,
          thoughtNumber: 1,
          totalThoughts: 2,
        },
      },
      { name: 'no-such-tool' },
    ],
  }),
}

const python: Subject = {
  name: 'python-stdlib',
  command: () => [
    '/usr/bin/python3',
    join(import.meta.dirname, '..', 'servers', 'python', 'server.py'),
  ],
  // What it recites ends in a joiner that joins nothing, which is made visible otherwise.
  profile: () => ({ extends: 'python', text: 'off' }),
  script: () => ({
    calls: [
      { name: 'halve', arguments: { x: 4 } },
      { name: 'halve', arguments: { x: 1e21 } },
      { name: 'recite' },
      { name: 'no-such-tool' },
    ],
  }),
}

/** The four reference servers, and one of our own that writes JSON as Python does. */
export const reference: readonly Subject[] = [
  everything,
  filesystem,
  memory,
  sequentialThinking,
  python,
]
