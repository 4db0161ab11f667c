import { test } from 'node:test'
import { LAWS } from './laws.ts'

for (const law of LAWS) test(law.name, law.check)
