/**
 * Asking a person, in whatever way can reach them: the terminal, a pinentry program, a page in their browser. What they answer lies in
 * buffers that whoever gets them wipes, and is shown nowhere. Nothing here knows what the answer opens.
 */
export type { Asking, Told } from './asking.ts'
export { openBrowser } from './browser.ts'
export { displayEnvironment } from './display.ts'
export { type Enrolment, openPage, type Page } from './page.ts'
export { askPerson, type Means, type Person, personAt } from './person.ts'
export { pinentryPrompt } from './pinentry.ts'
export { terminalPrompt } from './terminal-prompt.ts'
