import { promptsField, resourcesField } from './access.ts'
import { approvalsField } from './approvals.ts'
import { commandField, executablesField } from './command.ts'
import { contentField, lintField, textField } from './content.ts'
import { envField, inheritField } from './environment.ts'
import { createFaults } from './faults.ts'
import { type Field, list, notEnforced, object, oneOf, text } from './fields.ts'
import { parseJsonc } from './jsonc.ts'
import { limitsField, tmpField } from './limits.ts'
import { logField } from './log.ts'
import { capabilitiesField, methodsField } from './messages.ts'
import { protectFault, rootFault } from './paths.ts'
import { pinsField } from './pins.ts'
import type { ProfileFilesystem, ProfileLayer } from './profile.ts'
import { rateField } from './rate.ts'
import { roleField, rolesField } from './roles.ts'
import { secretsField } from './secrets.ts'
import { toolsField } from './tools.ts'

/**
 * Parses one profile file. Every key is known and sound, or the file is refused with all its faults at once.
 * What only the merged profile can tell (a command, a runtime) is left to `mergeProfile`.
 *
 * @throws AirlockError `AIRLOCK_PROFILE_INVALID`, or `AIRLOCK_NOT_ENFORCED` when the file is sound but asks for
 *   something that this version does not enforce.
 */
export function parseProfile(source: {
  readonly name: string
  readonly file: string
  readonly text: string
}): ProfileLayer {
  const { name, file } = source
  const tree = parseJsonc(file, source.text)
  const faults = createFaults(file, source.text)
  const written = profileField({ node: tree, key: '', faults })
  faults.check()
  const { $schema: _, network: __, ...layer } = written as Written
  return { ...layer, name, file }
}

/** The keys of a file; `$schema` is for editors and says nothing. */
interface Written extends Omit<ProfileLayer, 'name' | 'file'> {
  readonly $schema?: string
  readonly network?: { readonly allow?: readonly never[] }
  readonly classification?: never
}

const filesystemField = object<Partial<ProfileFilesystem>>({
  read: list(text(rootFault)),
  write: list(text(rootFault)),
  protect: list(text(protectFault)),
  tmp: tmpField,
  hardLinks: oneOf('refuse', 'allow'),
  git: oneOf('read', 'write'),
})

/** Names of profiles: what a file name can be on any file system, and never a path. */
const nameField = text((value) =>
  /^[a-z0-9][a-z0-9._-]{0,63}$/.test(value)
    ? undefined
    : 'must be the name of a profile, such as "node"',
)

/** `network` with an empty list says what holds anyway: none. */
const networkField: Field<{ allow?: readonly never[] }> = object({
  allow: (place) =>
    place.node.kind === 'array' && place.node.items.length > 0
      ? notEnforced(place)
      : list(notEnforced)(place),
})

const profileField = object<Written>({
  $schema: text(() => undefined),
  extends: nameField,
  runtime: oneOf('node', 'python', 'static'),
  command: commandField,
  executables: executablesField,
  filesystem: filesystemField,
  network: networkField,
  env: envField,
  inherit: inheritField,
  capabilities: capabilitiesField,
  methods: methodsField,
  batches: oneOf('deny', 'allow'),
  limits: limitsField,
  tools: toolsField,
  resources: resourcesField,
  prompts: promptsField,
  roles: rolesField,
  role: roleField,
  approvals: approvalsField,
  rate: rateField,
  text: textField,
  content: contentField,
  lint: lintField,
  log: logField,
  pins: pinsField,
  secrets: secretsField,
  classification: notEnforced,
})
