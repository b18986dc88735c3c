import { parentPort, Worker, workerData } from 'node:worker_threads'

/**
 * Runs the CommonJS file at this absolute path in a thread of its own, hands it `message`, and returns its answer (`answerParent`). The
 * thread is ended then, and its memory with it: what WebAssembly has once taken it gives back in no other way. What lies in `transfer` is
 * moved, not copied. The thread sees no environment and no flags of this process. Rejects with what the file throws, and when it ends
 * without an answer.
 */
export async function runInWorker(
  path: string,
  message: unknown,
  transfer: readonly ArrayBuffer[],
): Promise<unknown> {
  const worker = new Worker(path, {
    workerData: message,
    transferList: [...transfer],
    env: {},
    argv: [],
    execArgv: [],
  })
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', (code) => reject(new Error(`the worker ended with status ${code}`)))
    })
  } finally {
    await worker.terminate()
  }
}

/** The other side: what `work` makes of the message is the answer. Its memory is moved, so nothing else may lie in it. */
export async function answerParent(
  work: (message: unknown) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  const answer = await work(workerData)
  parentPort?.postMessage(answer, [answer.buffer])
}
