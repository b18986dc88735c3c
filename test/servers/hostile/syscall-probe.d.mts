/** Types of the probe for the tests, which are TypeScript; the probe itself ships as plain JavaScript. */
export interface ProbeCall {
  readonly number: number
  readonly args?: readonly unknown[]
}
export interface ProbeOptions {
  readonly architecture?: string
  readonly mode?: string
  readonly stdio?: readonly unknown[]
}
export interface ProbeRun {
  readonly results: readonly number[]
  readonly signal: string | null
  readonly status: number | null
  readonly failure: string | undefined
}
export function bytes(content: string | Buffer): object
export function address(buffer: object, offset?: number): object
export function word(buffer: object, offset?: number): object
export function result(call: number): object
export function buildProbe(calls: readonly ProbeCall[], options?: ProbeOptions): Buffer
export function runProbe(
  file: string,
  calls: readonly ProbeCall[],
  options?: ProbeOptions,
): ProbeRun
