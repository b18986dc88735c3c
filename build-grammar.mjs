// Makes the validators of every protocol revision from the tables in src/wire/revisions: one CommonJS file each, which needs
// nothing at run time. Called by build.mjs; the tests compile the same way, so that what they judge is what ships.
import { mkdirSync, writeFileSync } from 'node:fs'
import Ajv, { _, stringify } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'
import { build, buildSync, transformSync } from 'esbuild'

const root = import.meta.dirname
const LOOK_ALIKE = 'src/wire/revisions/look-alike.ts'

/** Writes `<date>.cjs` for each revision. */
export async function buildGrammars(outdir) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/wire/revisions/index.ts'],
    bundle: true,
    format: 'esm',
    write: false,
  })
  const { REVISIONS } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
  )
  mkdirSync(outdir, { recursive: true })
  for (const revision of REVISIONS) {
    writeFileSync(`${outdir}/${revision.date}.cjs`, compileGrammar(revision))
  }
}

/** The source of a CommonJS module whose exports are `GrammarValidators` of src/wire/grammar.ts. */
export function compileGrammar(revision) {
  const entries = new Map()
  const entry = (schema) => {
    if (!entries.has(schema)) entries.set(schema, `entry${entries.size}`)
    return `exports.${entries.get(schema)}`
  }
  const rules = (group) =>
    Object.entries(group).map(([method, { from, ...schemas }]) => {
      const members = Object.entries(schemas).map(([name, schema]) => `${name}:${entry(schema)}`)
      return `${JSON.stringify(method)}:{from:${JSON.stringify(from)},${members.join()}}`
    })
  const table = [
    `revision:${JSON.stringify(revision.date)}`,
    `requests:{${rules(revision.requests).join()}}`,
    `notifications:{${rules(revision.notifications).join()}}`,
    `error:${entry(revision.error)}`,
    `names:${JSON.stringify(namesIn([revision.definitions, ...entries.keys()]))}`,
  ]
  const definitions = { ...revision.definitions }
  for (const [schema, name] of entries) definitions[name] = schema
  const ajv = createAjv().addSchema({ $id: revision.date, $defs: definitions })
  const functions = standalone(
    ajv,
    Object.fromEntries(
      [...entries.values()].map((name) => [name, `${revision.date}#/$defs/${name}`]),
    ),
  )
  // Where in the schema an error arose is not read, and is a third of the text.
  const lean = functions.replace(/schemaPath:"[^"]*",/g, '')
  return transformSync(`${lookAlikeCode()}${lean};module.exports={${table.join()}}`, {
    minify: true,
    treeShaking: true,
    format: 'cjs',
    target: 'node20.19',
    legalComments: 'none',
  }).code
}

function createAjv() {
  const ajv = new Ajv({
    strict: true,
    // The tables say `required` beside `properties` of another branch, and several types at once.
    strictRequired: false,
    strictTypes: false,
    allowUnionTypes: true,
    discriminator: true,
    ownProperties: true,
    inlineRefs: false,
    messages: false,
    // A string's length is only ever compared with zero.
    unicode: false,
    validateFormats: false,
    logger: false,
    code: { source: true, optimize: 2 },
  })
  // As ajv's own, but without a copy of the whole schema around it for the error's sake.
  ajv.removeKeyword('enum').addKeyword({
    keyword: 'enum',
    schemaType: 'array',
    error: { message: '', params: ({ schema }) => _`{allowedValues: ${stringify(schema)}}` },
    code(cxt) {
      const [first, ...others] = cxt.schema.map((value) => _`${cxt.data} !== ${value}`)
      cxt.fail(others.reduce((wrong, each) => _`${wrong} && ${each}`, first))
    },
  })
  ajv.addKeyword({
    keyword: 'exactKeys',
    type: 'object',
    schemaType: 'array',
    error: { message: '', params: ({ params }) => _`{name: ${params.name}}` },
    code(cxt) {
      const { gen, data, schema } = cxt
      const names = gen.scopeValue('obj', {
        key: schema.join(),
        ref: schema,
        code: _`$lookAlike.namesOf(${stringify(schema)})`,
      })
      const name = gen.const('name', _`$lookAlike.lookAlike(${data}, ${names})`)
      cxt.setParams({ name })
      cxt.fail(_`${name} !== undefined`)
    },
  })
  const counted = { exactlyOne: _`!== 1`, atLeastOne: _`< 1`, atMostOne: _`> 1` }
  for (const [keyword, wrong] of Object.entries(counted)) {
    ajv.addKeyword({
      keyword,
      type: 'object',
      schemaType: 'array',
      error: { message: '', params: ({ schema }) => _`{of: ${stringify(schema)}}` },
      code(cxt) {
        const present = cxt.schema.map((name) => _`Object.hasOwn(${cxt.data}, ${name})`)
        cxt.fail(_`${present.reduce((sum, each) => _`${sum} + ${each}`)} ${wrong}`)
      },
    })
  }
  return ajv
}

/** The functions of look-alike.ts, as one object. */
function lookAlikeCode() {
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: [LOOK_ALIKE],
    bundle: true,
    format: 'iife',
    globalName: '$lookAlike',
    write: false,
  })
  return outputFiles[0].text
}

/** Every member that the schemas name. */
function namesIn(schemas) {
  const names = new Set()
  const visit = (value) => {
    if (typeof value !== 'object' || value === null) return
    for (const name of value.exactKeys ?? []) names.add(name)
    for (const child of Object.values(value)) visit(child)
  }
  visit(schemas)
  return [...names].sort((a, b) => (a < b ? -1 : 1))
}
