import { type Io, print } from './io.ts'

export async function doctor(io: Io): Promise<number> {
  print(io, 'todo')
  return 0
}
