export const PASSPHRASE: string
export function seeded(seed: string): (length: number) => Buffer
