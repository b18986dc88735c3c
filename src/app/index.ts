/**
 * The composition root: one file per use case, each a function of `Io` and its arguments that returns an exit code. The only
 * folder that sees every machine at once; it decides who is wired to whom and in which order, and nothing else.
 */
export { approve } from './approve.ts'
export { doctor } from './doctor.ts'
export { explainCode } from './explain.ts'
export type { Io } from './io.ts'
export { approvePins, diffPins, forgetPins, showPins } from './pins.ts'
export { checkProfile, explainProfileFile, printProfiles, showProfileFile } from './profiles.ts'
export { type RunRequest, run } from './run.ts'
export { addToStore, listStore, removeFromStore } from './store.ts'
