/**
 * Where a file keeps its servers: under `mcpServers`, under `servers`, under `context_servers`, or under `mcpServers` both at the top and in
 * every one of its `projects`.
 */
export type ServerKind = 'mcpServers' | 'servers' | 'context_servers' | 'projects'

/** A file where a client keeps its servers. */
export interface ClientConfiguration {
  readonly client: string
  readonly path: string
  /** `text` is a format that is searched but not taken apart: YAML and TOML. */
  readonly kind: ServerKind | 'text'
  /** The page that documents the place. */
  readonly source: string
}

/**
 * The files of a user, whether they exist or not. `home` is absolute without a trailing slash; `platform` is that of Node. Elsewhere than
 * on Linux and macOS only those that lie at the same place everywhere.
 */
export function clientConfigurations(
  home: string,
  platform: string,
): readonly ClientConfiguration[] {
  const support = APPLICATION_DATA[platform]
  return [...EVERYWHERE, ...(support === undefined ? [] : IN_APPLICATION_DATA)].map((row) => ({
    client: row.client,
    path: `${home}/${row.path.replace('DATA', support ?? '')}`,
    kind: row.kind,
    source: row.source,
  }))
}

/** The files of a project that lies in `directory`, and its `.env`, which clients load by `envFile`. */
export function projectConfigurations(directory: string): readonly ClientConfiguration[] {
  return IN_PROJECTS.map((row) => ({ ...row, path: `${directory}/${row.path}` }))
}

/** How a file keeps its servers, by its name and the keys that it holds; undefined when it is not the configuration of a client. */
export function serverKindOf(path: string, text: string): ServerKind | undefined {
  if (!/\.jsonc?$/.test(path)) return undefined
  if (text.includes('"context_servers"')) return 'context_servers'
  if (text.includes('"mcpServers"')) return text.includes('"projects"') ? 'projects' : 'mcpServers'
  if (/(?:^|\/)mcp\.json$/.test(path) && text.includes('"servers"')) return 'servers'
  return text.includes('"mcp"') && text.includes('"servers"') ? 'servers' : undefined
}

/** Where applications keep what is theirs, below the home directory (XDG Base Directory 0.8; Apple's File System Programming Guide). */
const APPLICATION_DATA: Readonly<Record<string, string>> = {
  linux: '.config',
  darwin: 'Library/Application Support',
}

type Row = ClientConfiguration

const IN_APPLICATION_DATA: readonly Row[] = [
  {
    client: 'Claude Desktop',
    path: 'DATA/Claude/claude_desktop_config.json',
    kind: 'mcpServers',
    source: 'modelcontextprotocol.io, Connect to local MCP servers',
  },
  {
    client: 'VS Code',
    path: 'DATA/Code/User/mcp.json',
    kind: 'servers',
    source: 'code.visualstudio.com, MCP configuration reference',
  },
  {
    client: 'VS Code',
    path: 'DATA/Code/User/settings.json',
    kind: 'servers',
    source: 'code.visualstudio.com, User and workspace settings; `mcp.servers` until version 1.102',
  },
  {
    client: 'VS Code Insiders',
    path: 'DATA/Code - Insiders/User/mcp.json',
    kind: 'servers',
    source: 'code.visualstudio.com, MCP configuration reference',
  },
  {
    client: 'VSCodium',
    path: 'DATA/VSCodium/User/mcp.json',
    kind: 'servers',
    source: 'github.com/VSCodium/vscodium, docs: where settings are kept',
  },
  {
    client: 'Cline',
    path: 'DATA/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json',
    kind: 'mcpServers',
    source: 'docs.cline.bot, MCP: configuring servers',
  },
  {
    client: 'Roo Code',
    path: 'DATA/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json',
    kind: 'mcpServers',
    source: 'docs.roocode.com, Using MCP in Roo Code',
  },
]

const EVERYWHERE: readonly Row[] = [
  {
    client: 'Claude Code',
    path: '.claude.json',
    kind: 'projects',
    source: 'code.claude.com, Connect Claude Code to tools via MCP',
  },
  {
    client: 'Claude Code',
    path: '.claude/settings.json',
    kind: 'mcpServers',
    source: 'code.claude.com, Claude Code settings',
  },
  {
    client: 'Cursor',
    path: '.cursor/mcp.json',
    kind: 'mcpServers',
    source: 'cursor.com/docs, Model Context Protocol: configuration locations',
  },
  {
    client: 'Windsurf',
    path: '.codeium/windsurf/mcp_config.json',
    kind: 'mcpServers',
    source: 'docs.windsurf.com, Cascade MCP integration',
  },
  {
    client: 'Zed',
    path: '.config/zed/settings.json',
    kind: 'context_servers',
    source: 'zed.dev/docs, Model Context Protocol; the same place on macOS',
  },
  {
    client: 'Cline',
    path: '.cline/data/settings/cline_mcp_settings.json',
    kind: 'mcpServers',
    source: 'docs.cline.bot, MCP overview: the command line',
  },
  {
    client: 'Continue',
    path: '.continue/config.yaml',
    kind: 'text',
    source: 'docs.continue.dev, config.yaml reference',
  },
  {
    client: 'Continue',
    path: '.continue/config.json',
    kind: 'mcpServers',
    source: 'docs.continue.dev, config.json reference (deprecated)',
  },
  {
    client: 'Gemini CLI',
    path: '.gemini/settings.json',
    kind: 'mcpServers',
    source: 'github.com/google-gemini/gemini-cli, docs: MCP servers with the Gemini CLI',
  },
  {
    client: 'Codex CLI',
    path: '.codex/config.toml',
    kind: 'text',
    source: 'developers.openai.com/codex, Model Context Protocol',
  },
  {
    client: 'GitHub Copilot CLI',
    path: '.copilot/mcp-config.json',
    kind: 'mcpServers',
    source: 'docs.github.com, Use Copilot CLI: add an MCP server',
  },
  {
    client: 'Goose',
    path: '.config/goose/config.yaml',
    kind: 'text',
    source: 'block.github.io/goose, Configuration files',
  },
  {
    client: 'LM Studio',
    path: '.lmstudio/mcp.json',
    kind: 'mcpServers',
    source: 'lmstudio.ai/docs, Use MCP servers',
  },
  {
    client: 'Amazon Q Developer',
    path: '.aws/amazonq/mcp.json',
    kind: 'mcpServers',
    source: 'docs.aws.amazon.com, Amazon Q Developer: MCP configuration',
  },
]

const IN_PROJECTS: readonly Row[] = [
  {
    client: 'Claude Code',
    path: '.mcp.json',
    kind: 'mcpServers',
    source: 'code.claude.com, Connect Claude Code to tools via MCP: project scope',
  },
  {
    client: 'Cursor',
    path: '.cursor/mcp.json',
    kind: 'mcpServers',
    source: 'cursor.com/docs, Model Context Protocol: configuration locations',
  },
  {
    client: 'VS Code',
    path: '.vscode/mcp.json',
    kind: 'servers',
    source: 'code.visualstudio.com, MCP configuration reference',
  },
  {
    client: 'VS Code',
    path: '.vscode/settings.json',
    kind: 'servers',
    source: 'code.visualstudio.com, User and workspace settings; `mcp.servers` until version 1.102',
  },
  {
    client: 'Zed',
    path: '.zed/settings.json',
    kind: 'context_servers',
    source: 'zed.dev/docs, Configuring Zed: project settings',
  },
  {
    client: 'Gemini CLI',
    path: '.gemini/settings.json',
    kind: 'mcpServers',
    source: 'github.com/google-gemini/gemini-cli, docs: configuration',
  },
  {
    client: 'Codex CLI',
    path: '.codex/config.toml',
    kind: 'text',
    source: 'developers.openai.com/codex, Model Context Protocol',
  },
  {
    client: 'Roo Code',
    path: '.roo/mcp.json',
    kind: 'mcpServers',
    source: 'docs.roocode.com, Using MCP in Roo Code: project level',
  },
  {
    client: 'the environment file',
    path: '.env',
    kind: 'text',
    source: 'code.visualstudio.com, MCP configuration reference: `envFile`',
  },
]
