import type { AgentLimits } from './ports.ts'

/**
 * What is meant for people: idle as gpg-agent's `default-cache-ttl` (gpg-agent(1)), a working day at most, and a jump of the clock that no
 * time server makes by slewing (500 ppm is 0.5 ms in a second, adjtimex(2)).
 */
export const standardLimits: AgentLimits = {
  idleMs: 10 * 60_000,
  absoluteMs: 8 * 3_600_000,
  jumpMs: 5000,
  tickMs: 1000,
  silenceMs: 10_000,
  promptMs: 120_000,
  stepUpMs: 60_000,
}
