/**
 * JSON Schemas that come from a server, which are hostile until shown otherwise: `lintSchema` says whether one is bounded and read alike
 * by everybody, `compileSchema` makes a sound one into a validator whose every answer takes bounded time. Draft-07, 2019-09 and
 * 2020-12. No code is generated, nothing is fetched, and no schema knows of another.
 */
export { compileSchema, type Validator } from './compile.ts'
export { type Fault, faultText, pathText, withoutValue } from './fault.ts'
export { SCHEMA_LIMITS } from './limits.ts'
export { lintSchema, type SoundSchema } from './lint.ts'
