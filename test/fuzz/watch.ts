import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { Desk } from './desk.ts'
import type { Orders, Report } from './orders.ts'

/** How a worker ended: `input` is what it was playing when something broke. */
export type Outcome =
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'failure'; readonly text: string; readonly input: Uint8Array }

export interface WatchOptions extends Omit<Orders, 'desk'> {
  /** An input that takes longer hangs. */
  readonly hangMs: number
  readonly onProgress: (text: string) => void
}

/** Runs one worker, and ends it when it hangs or takes too much memory. Never rejects. */
export function watch({ hangMs, onProgress, ...rest }: WatchOptions): Promise<Outcome> {
  const desk = new Desk()
  const orders: Orders = { ...rest, desk: desk.memory }
  // Everything is compiled when it is loaded, so that what is loaded before the coverage begins stays out of it.
  setFlagsFromString('--no-lazy')
  const worker = new Worker(`${rest.built}/worker.mjs`, {
    workerData: orders,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  })
  return new Promise((resolve) => {
    let count = desk.count
    let since = performance.now()
    const timer = setInterval(() => {
      if (desk.count !== count) {
        count = desk.count
        since = performance.now()
      }
      const isBig = process.memoryUsage.rss() > RSS_BYTES
      // Nothing is on the desk while the seeds are made.
      if (count > 0 && performance.now() - since > hangMs) fail('no end: the input hangs')
      else if (isBig) fail('too much memory: over 1.5 GB')
    }, 100)
    const settle = (outcome: Outcome) => {
      clearInterval(timer)
      resolve(outcome)
      void worker.terminate()
    }
    const fail = (text: string) => settle({ kind: 'failure', text, input: desk.input })
    worker.on('message', (report: Report) => {
      if (report.kind === 'failure') settle(report)
      else if (report.kind === 'done') settle({ kind: 'done', text: report.text })
      else onProgress(report.text)
    })
    worker.on('error', (error: Error) => fail(`the worker died: ${error.stack ?? error.message}`))
    worker.on('exit', () => fail('the worker ended early'))
  })
}

/** Several times what the corpus and the program take. */
const HEAP_MB = 384
const RSS_BYTES = 1536 * 1024 * 1024
