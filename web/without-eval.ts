// The content policy forbids code made from strings. zod would try it, fall back, and leave a violation report:
// it is told beforehand. Imported before anything that builds a schema.
import { config } from 'zod/v4/core'

config({ jitless: true })
