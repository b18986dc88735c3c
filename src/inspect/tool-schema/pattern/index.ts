/**
 * Regular expressions of ECMA-262 as JSON Schema uses them, matched in time linear in the text: a hostile pattern can cost no more than
 * its size times the length of the text, and that is charged to the caller. Everything but back references is understood,
 * look-around too. Says whether there is a match, and nothing more.
 */
export { createMatcher, type Matcher, type Spend } from './matcher.ts'
export { type Pattern, parsePattern, parsingSteps, propertiesIn } from './parse.ts'
