import * as crypto from 'node:crypto'
import { runInWorker } from '../os/index.ts'

/** Argon2id (RFC 9106) with one lane and 32 bytes of output. Does not wipe the password. */
export type Kdf = (request: KdfRequest) => Promise<Buffer>

export interface KdfRequest {
  readonly password: Buffer
  /** 16 bytes. */
  readonly salt: Buffer
  readonly memoryKiB: number
  readonly passes: number
}

/** `crypto.argon2` of Node 24.7 and later, in another thread of the process. */
type NativeArgon2 = (
  algorithm: 'argon2id',
  parameters: {
    readonly message: Buffer
    readonly nonce: Buffer
    readonly parallelism: number
    readonly tagLength: number
    /** In KiB. */
    readonly memory: number
    readonly passes: number
  },
  done: (error: Error | null, key: Buffer) => void,
) => void

/**
 * The derivation that this Node has: its own, or libsodium's in a worker (`kdf-worker.ts`, built to the file `worker`) that is thrown away
 * each time, since memory of WebAssembly is never given back. Measured: 256 MiB and three passes take 0.9 s either way.
 */
export function createKdf(worker: string): Kdf {
  const { argon2 } = crypto as { readonly argon2?: NativeArgon2 }
  return argon2 === undefined
    ? (request) => deriveInWorker(worker, request)
    : (request) => deriveNatively(argon2, request)
}

/** What a worker is given; it wipes the password. */
export interface KdfJob {
  readonly password: Uint8Array
  readonly salt: Uint8Array
  readonly memoryKiB: number
  readonly passes: number
}

/** Derives in the worker, whatever Node has. */
export async function deriveInWorker(worker: string, request: KdfRequest): Promise<Buffer> {
  // The password is moved, so that no copy of it stays behind in a buffer for messages.
  const password = alone(request.password)
  const job: KdfJob = { ...request, password, salt: alone(request.salt) }
  const key = await runInWorker(worker, job, [password.buffer])
  if (!(key instanceof Uint8Array) || key.length !== 32)
    throw new TypeError('the worker answered with something else than a key')
  return Buffer.from(key.buffer, key.byteOffset, key.length)
}

/** A copy in memory of its own, which can be moved. */
function alone(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(new ArrayBuffer(bytes.length))
  copy.set(bytes)
  return copy
}

function deriveNatively(native: NativeArgon2, request: KdfRequest): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parameters = {
      message: request.password,
      nonce: request.salt,
      parallelism: 1,
      tagLength: 32,
      memory: request.memoryKiB,
      passes: request.passes,
    }
    native('argon2id', parameters, (error, key) => {
      if (error === null) resolve(key)
      else reject(error)
    })
  })
}
