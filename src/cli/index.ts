/**
 * Words, flags and exit codes. A command declares its arguments, calls one function of `app` and hands on its exit code; it decides
 * nothing. The only folder that knows commander.
 */
export { main } from './main.ts'
