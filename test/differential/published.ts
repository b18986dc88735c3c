import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { type Subject, valueOf } from './subject.ts'

type Json = Record<string, unknown>

/** Published definitions by name; a change makes them say something else, to show that this is where the difference lies. */
export type Definitions = Record<string, Json>
export type Amendment = (definitions: Definitions) => void

/** What the protocol's own schemas say of one part, by the definition of its method. */
export interface Oracle {
  /** Undefined when the schemas have no definition of this message. */
  accepts(subject: Subject, amendments?: readonly Amendment[]): boolean | undefined
}

/** Undefined when the folder is not there. */
export function createOracle(folder: string): Oracle | undefined {
  if (!existsSync(folder)) return undefined
  const compilers = new Map<string, Compiler>()
  const ids = new Map<Amendment, number>()
  const compilerFor = (revision: string, amendments: readonly Amendment[]): Compiler => {
    for (const each of amendments) if (!ids.has(each)) ids.set(each, ids.size)
    const key = `${revision} ${amendments.map((each) => ids.get(each)).join()}`
    const compiler = compilers.get(key) ?? createCompiler(folder, revision, amendments)
    compilers.set(key, compiler)
    return compiler
  }
  return {
    accepts(subject, amendments = []) {
      const compiler = compilerFor(subject.revision, amendments)
      const name = compiler.nameFor(subject)
      return name === undefined ? undefined : compiler.validator(name)(wrapped(subject))
    },
  }
}

/** The 129 samples of 2026-07-28: the name of the definition, and an instance of it. */
export function readSamples(folder: string): readonly (readonly [string, string, unknown])[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) =>
      readdirSync(join(folder, name))
        .toSorted()
        .map((file) => {
          const value: unknown = JSON.parse(readFileSync(join(folder, name, file), 'utf8'))
          return [name, `${name}/${file}`, value] as const
        }),
    )
}

interface Compiler {
  nameFor(subject: Subject): string | undefined
  validator(name: string): ValidateFunction
}

function createCompiler(
  folder: string,
  revision: string,
  amendments: readonly Amendment[],
): Compiler {
  const definitions = readDefinitions(folder, revision)
  for (const amend of amendments) amend(definitions)
  const isOld = revision < '2025-11-25'
  const options = {
    strict: false,
    logger: false,
    validateFormats: false,
    strictNumbers: true,
  } as const
  const ajv = isOld ? new Ajv(options) : new Ajv2020(options)
  const where = isOld ? 'definitions' : '$defs'
  ajv.addSchema({ $id: 'published', [where]: definitions }, undefined, undefined, false)
  const byMethod = methodsOf(definitions)
  const made = new Map<string, ValidateFunction>()
  return {
    nameFor: (subject) => definitionFor(subject, byMethod, definitions),
    validator(name) {
      const known = made.get(name) ?? ajv.compile({ $ref: `published#/${where}/${name}` })
      made.set(name, known)
      return known
    },
  }
}

/** The tasks extension is published apart, on the same foundation. */
function readDefinitions(folder: string, revision: string): Definitions {
  const read = (name: string) => {
    const schema = JSON.parse(readFileSync(join(folder, name, 'schema.json'), 'utf8')) as Json
    return (schema['$defs'] ?? schema['definitions']) as Definitions
  }
  const own = read(revision)
  return revision < '2026' ? own : { ...read('ext-tasks-draft'), ...own }
}

function methodsOf(definitions: Definitions): ReadonlyMap<string, string> {
  const methods = new Map<string, string>()
  for (const [name, schema] of Object.entries(definitions)) {
    const forms = [schema, ...((schema['allOf'] as Json[] | undefined) ?? [])]
    for (const { properties } of forms as { properties?: Record<string, Json> }[]) {
      const method = properties?.['method']?.['const']
      if (typeof method === 'string') methods.set(method, name)
    }
  }
  return methods
}

function definitionFor(
  subject: Subject,
  byMethod: ReadonlyMap<string, string>,
  definitions: Definitions,
): string | undefined {
  const name = byMethod.get(subject.method)
  if (subject.part === 'error') return errorName(subject, definitions)
  if (name === undefined || subject.part !== 'result') return name
  const value = valueOf(subject) as Json | null
  if (subject.revision === '2026-07-28') {
    const type = value?.['resultType']
    if (type === 'input_required' && CAN_ASK.has(subject.method)) return 'InputRequiredResult'
    if (type === 'task' && subject.task) return 'CreateTaskResult'
  } else if (subject.task && CAN_BE_TASK.has(subject.method) && Object.hasOwn(value ?? {}, 'task'))
    return 'CreateTaskResult'
  const result = name.replace(/Request$/, 'Result')
  return result in definitions ? result : 'EmptyResult'
}

function errorName(subject: Subject, definitions: Definitions): string {
  const code = (valueOf(subject) as Json | null)?.['code']
  const special = ERRORS.get(code)
  if (special !== undefined && special in definitions) return special
  return 'JSONRPCErrorResponse' in definitions ? 'JSONRPCErrorResponse' : 'JSONRPCError'
}

/** The definitions of requests and notifications are about whole messages. */
function wrapped(subject: Subject): unknown {
  const { part, method } = subject
  const value = valueOf(subject)
  if (part === 'result') return value
  const envelope: Json = { jsonrpc: '2.0' }
  if (part !== 'notification') envelope['id'] = 1
  if (part === 'error') return { ...envelope, error: value }
  return { ...envelope, method, ...(value === undefined ? {} : { params: value }) }
}

const CAN_BE_TASK = new Set(['tools/call', 'sampling/createMessage', 'elicitation/create'])
const CAN_ASK = new Set(['tools/call', 'prompts/get', 'resources/read'])
const ERRORS = new Map<unknown, string>([
  [-32042, 'URLElicitationRequiredError'],
  [-32020, 'HeaderMismatchError'],
  [-32021, 'MissingRequiredClientCapabilityError'],
  [-32022, 'UnsupportedProtocolVersionError'],
])
