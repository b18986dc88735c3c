/** How strict pins are. `first-use`: what comes first is accepted; `required`: only a person accepts. */
export type PinStrictness = 'first-use' | 'required'
