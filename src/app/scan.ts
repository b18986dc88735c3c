import {
  clientConfigurations,
  type Finding,
  type Fingerprint,
  findSecrets,
  type GatheredFile,
  gatherFiles,
  type NotRead,
  projectConfigurations,
  readServers,
  type Server,
  serverKindOf,
} from '../adopt/index.ts'
import { AirlockError, escape, shellWord } from '../base/index.ts'
import { callerIdentity, isReadable, kindOf } from '../os/index.ts'
import { type Io, print, tell } from './io.ts'

/** What is searched, and how it is told. */
export interface ScanRequest {
  /** Files and directories; none for the configurations of the user's clients and of the project in the working directory. */
  readonly paths: readonly string[]
  readonly json: boolean
}

/**
 * Searches for secrets in plain text and prints each with the command that moves it into the vault. Returns 1 when there are any. No value is
 * printed. `fingerprint` knows the values of an unlocked vault; without it only what looks like a secret is found.
 *
 * Throws AIRLOCK_USAGE for a path that does not exist.
 */
export async function scan(
  io: Io,
  { paths, json }: ScanRequest,
  fingerprint?: Fingerprint,
): Promise<number> {
  const found: Located[] = []
  const notRead: NotRead[] = []
  const gathering = gatherFiles(placesOf(io, paths), (file) => {
    const { servers, fault } = serversOf(file)
    if (fault !== undefined) notRead.push({ path: file.path, reason: fault })
    const hasSettings =
      file.configuration?.kind === 'text' || /(?:^|\/)\.env(?:\.[\w-]{1,40})?$/.test(file.path)
    for (const finding of findSecrets(file.text, { servers, hasSettings, fingerprint }))
      found.push({ file: file.path, finding, command: commandFor(file, finding) })
  })
  notRead.push(...gathering.notRead)
  if (json) print(io, JSON.stringify(reportOf(found, gathering.files, notRead)))
  else printFindings(io, found, { files: gathering.files, isWhole: notRead.length === 0 })
  for (const { path, reason } of notRead)
    tell(io, `${escape(path)}: not searched, or in part: ${escape(reason)}`)
  if (fingerprint === undefined)
    tell(
      io,
      'the values of the vault were not looked for: `mcp-airlock scan --vault` does, and asks for it to be opened',
    )
  return found.length === 0 ? 0 : 1
}

interface Located {
  readonly file: string
  readonly finding: Finding
  readonly command: string
}

function placesOf(io: Io, paths: readonly string[]): Parameters<typeof gatherFiles>[0] {
  if (paths.length === 0) {
    const { home } = callerIdentity(io.environment)
    return {
      configurations: [
        ...clientConfigurations(home, io.platform),
        ...projectConfigurations(io.workingDirectory),
      ],
      paths: [],
    }
  }
  const absolute = paths.map((path) =>
    path.startsWith('/') ? path : `${io.workingDirectory}/${path}`,
  )
  for (const [index, path] of absolute.entries()) {
    const kind = kindOf(path)
    if (kind === undefined || (kind === 'file' && !isReadable(path)))
      throw new AirlockError('AIRLOCK_USAGE', {
        message: `\`${escape(paths[index] as string, 200)}\` does not exist, or cannot be read`,
        hints: ['mcp-airlock scan --help'],
      })
  }
  return { configurations: [], paths: absolute.map(trimmed) }
}

/** `./a/` and `a` are one place, and a report names it once. */
function trimmed(path: string): string {
  return path.replace(/\/(?:\.\/)+/g, '/').replace(/(?<=.)\/+\.?$/, '')
}

/** A configuration that does not read is searched as text, and the person is told. */
function serversOf({ path, text, configuration }: GatheredFile): {
  readonly servers: readonly Server[]
  readonly fault?: string
} {
  const kind = configuration?.kind ?? serverKindOf(path, text)
  if (kind === undefined || kind === 'text') return { servers: [] }
  try {
    return { servers: readServers(text, kind) }
  } catch (error) {
    if (!AirlockError.is(error)) throw error
    return { servers: [], fault: `${error.message}; it was searched as plain text` }
  }
}

function commandFor({ path }: GatheredFile, finding: Finding): string {
  const name = shellWord(finding.name)
  if (finding.inVault) return `mcp-airlock vault scope ${name} --add PROFILE`
  return finding.isImportable && finding.server !== undefined
    ? `mcp-airlock vault import ${shellWord(path)} --from client --server ${shellWord(finding.server)}`
    : `mcp-airlock vault set ${name} --scope PROFILE`
}

function printFindings(
  io: Io,
  found: readonly Located[],
  { files, isWhole }: { readonly files: number; readonly isWhole: boolean },
): void {
  for (const { file, finding, command } of found) {
    const of = finding.server === undefined ? '' : ` of server ${escape(finding.server, 80)}`
    const size = `${finding.masked} (${finding.length} characters)`
    print(io, `${escape(file)}:${finding.line}: ${finding.what}${of}: ${size}`)
    print(
      io,
      `  ${finding.inVault ? 'it is in the vault: remove it here, then' : 'move it:'} ${command}`,
    )
  }
  const places = new Set(found.map(({ file }) => file)).size
  const searched = `${files} ${files === 1 ? 'file' : 'files'} searched`
  print(
    io,
    found.length === 0
      ? `no secrets in plain text${isWhole ? '' : ' in what could be searched'}; ${searched}`
      : `secrets in plain text: ${found.length}, in ${places} ${places === 1 ? 'file' : 'files'}; ${searched}`,
  )
}

function reportOf(found: readonly Located[], files: number, notRead: readonly NotRead[]): object {
  return {
    files,
    findings: found.map(({ file, finding, command }) => ({
      file,
      line: finding.line,
      rule: finding.rule,
      what: finding.what,
      name: finding.name,
      ...(finding.server === undefined ? {} : { server: finding.server }),
      inVault: finding.inVault,
      masked: finding.masked,
      length: finding.length,
      command,
    })),
    notRead,
  }
}
