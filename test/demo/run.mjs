// `npm run demo`: sets up a fresh machine, then shows what the project is for.
import { setUp } from '../setup.mjs'

setUp()
await import('./demo.mjs')
