/**
 * The grammar of the profile: text to a located tree, to one layer, to the merged `Profile`; the command that it allows,
 * the paths and the environment that it grants. Pure: it never looks at the machine, so whoever uses its paths must ask
 * `refusal` again once symbolic links are resolved. What this version cannot enforce is refused here, never ignored.
 */
export { type ArgumentRule, absoluteRules, type SqlClass } from './argument-rules.ts'
export type { LintMode, ProfileContent, TextMode } from './content.ts'
export { serverEnvironment } from './environment.ts'
export { explainProfile, showProfile } from './explain.ts'
export { type MatchedCommand, matchCommand } from './match-command.ts'
export { matchesName, matchesUri } from './match-glob.ts'
export { mergeProfile } from './merge.ts'
export { parseProfile } from './parse.ts'
export { expandPaths } from './paths.ts'
export type { Profile, ProfileLayer } from './profile.ts'
export type { ProfileRate, Rate } from './rate.ts'
export { type PathContext, refusal } from './refusal.ts'
export { type AccessLayer, type AttachedRule, type Role, resolveRole } from './role.ts'
export { entriesOf, type SecretVariable, secretVariables } from './secrets.ts'
export { nearest } from './suggestion.ts'
export { undo, uriReadings } from './uri-readings.ts'
