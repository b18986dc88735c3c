import { AirlockError, escape } from '../base/index.ts'
import { FURTHER } from './command.ts'
import { DEFAULT_FILESYSTEM, DEFAULT_LIMITS } from './limits.ts'
import { mergeRules } from './merge-rules.ts'
import { DEFAULT_CAPABILITIES } from './messages.ts'
import { isNpx } from './npx.ts'
import { ARGUMENTS } from './paths.ts'
import type { Profile, ProfileFilesystem, ProfileLayer } from './profile.ts'
import { roleContradiction } from './role.ts'
import { DEFAULT_SECRETS } from './secrets.ts'

/**
 * Merges a layer with all that it extends. The nearer file wins for scalars, for `command` and for each variable of
 * `env` and `capabilities`; the lists of `executables`, `inherit`, `methods` and `filesystem` add up, so a child can
 * take from a list only by not extending it; `mergeRules` has the keys about messages. `parentOf` finds the file that a layer's `extends` names.
 *
 * @throws AirlockError `AIRLOCK_PROFILE_INVALID` for a cycle, a chain of more than eight files, and a merged profile
 *   that is incomplete or contradicts itself.
 */
export function mergeProfile(
  layer: ProfileLayer,
  parentOf: (name: string, child: ProfileLayer) => ProfileLayer,
): Profile {
  const chain = chainOf(layer, parentOf)
  const { runtime, command: [program, ...rest] = [], batches = 'deny' } = topmost(chain)
  if (runtime === undefined)
    throw invalid(layer, 'no `runtime` is given', [
      '"extends": "node"',
      '"extends": "python"',
      '"extends": "static"',
    ])
  if (program === undefined)
    throw invalid(layer, 'no `command` is given', [
      '"command": ["npx", "-y", "NAME@VERSION", "..."]',
    ])
  const profile: Profile = {
    name: layer.name,
    extends: chain.slice(1).map(({ name }) => name),
    runtime,
    command: [program, ...rest],
    executables: added(chain, (each) => each.executables),
    filesystem: filesystemOf(chain),
    env: Object.assign({}, ...chain.map(({ env }) => env).toReversed()) as Record<string, string>,
    inherit: added(chain, (each) => each.inherit),
    capabilities: Object.assign(
      {},
      DEFAULT_CAPABILITIES,
      ...chain.map(({ capabilities }) => capabilities).toReversed(),
    ) as Profile['capabilities'],
    methods: added(chain, (each) => each.methods),
    batches,
    limits: Object.assign(
      {},
      DEFAULT_LIMITS,
      ...chain.map(({ limits }) => limits).toReversed(),
    ) as Profile['limits'],
    secrets: Object.assign(
      {},
      DEFAULT_SECRETS,
      ...chain.map(({ secrets }) => secrets).toReversed(),
    ) as Profile['secrets'],
    ...mergeRules(chain),
  }
  const contradiction = contradictionOf(profile)
  if (contradiction !== undefined) throw invalid(layer, contradiction)
  return profile
}

function chainOf(
  layer: ProfileLayer,
  parentOf: (name: string, child: ProfileLayer) => ProfileLayer,
): readonly ProfileLayer[] {
  const chain = [layer]
  for (let child = layer; child.extends !== undefined; child = chain.at(-1) as ProfileLayer) {
    const parent = parentOf(child.extends, child)
    if (chain.some(({ file }) => file === parent.file))
      throw invalid(child, `\`extends\` leads back to \`${escape(parent.name)}\``)
    chain.push(parent)
    if (chain.length > MAX_CHAIN)
      throw invalid(layer, `\`extends\` leads through more than ${MAX_CHAIN} files`)
  }
  return chain
}

function topmost(
  chain: readonly ProfileLayer[],
): Pick<ProfileLayer, 'runtime' | 'command' | 'batches'> {
  return Object.assign({}, ...chain.toReversed()) as ProfileLayer
}

function filesystemOf(chain: readonly ProfileLayer[]): ProfileFilesystem {
  const written = chain.map(({ filesystem }) => filesystem)
  return {
    ...(Object.assign({}, DEFAULT_FILESYSTEM, ...written.toReversed()) as ProfileFilesystem),
    read: added(written, (each) => each?.read),
    write: added(written, (each) => each?.write),
    protect: added(written, (each) => each?.protect),
  }
}

/** The lists of all layers, the farthest first, each entry once. */
function added<T>(
  layers: readonly T[],
  listOf: (layer: T) => readonly string[] | undefined,
): readonly string[] {
  return [...new Set(layers.toReversed().flatMap((layer) => listOf(layer) ?? []))]
}

function contradictionOf({
  command,
  runtime,
  filesystem,
  role,
  roles,
}: Profile): string | undefined {
  const { read, write } = filesystem
  const both = write.find((path) => read.includes(path))
  if (both !== undefined)
    return `\`${escape(both)}\` is in both \`filesystem.read\` and \`filesystem.write\``
  if ([...read, ...write].includes(ARGUMENTS) && command.at(-1) !== FURTHER)
    return '`${args}` needs a `command` that ends with `...`'
  if (isNpx(command) && runtime !== 'node') return '`npx` needs the runtime `node`'
  return roleContradiction(role, roles)
}

function invalid(layer: ProfileLayer, message: string, hints?: readonly string[]): AirlockError {
  return new AirlockError('AIRLOCK_PROFILE_INVALID', {
    message: `${escape(layer.file)}: ${message}`,
    ...(hints !== undefined && { hints }),
  })
}

/** A preset, a family, a server, a user's change to it: half of this is already unusual. */
const MAX_CHAIN = 8
