export interface Departure {
  readonly id: string
}
export const DEPARTURES: readonly Departure[] = []
