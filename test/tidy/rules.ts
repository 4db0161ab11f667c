// All rules of the house, in the order in which a person would explain them.
import { nothingForeign } from './clean.ts'
import { contrastKept, noStrayColour } from './colours.ts'
import { listedDependencies, oneDoor } from './doors.ts'
import { listedPublic, oneBirthplace } from './gates.ts'
import { noDeadFile, pathsExist, sameNames } from './living.ts'
import { frozenMigrations } from './migrations.ts'
import { importOrder, islands } from './order.ts'
import { oneClock, oneSqlClock, pureFiles } from './purity.ts'
import { clientReach, contractPurity } from './reach.ts'
import type { Rule } from './rule.ts'
import { fileLength, functionLength, nothingLeft, plainConstructs } from './shape.ts'
import { oneWriter } from './tables.ts'

export const RULES: readonly Rule[] = [
  importOrder,
  islands,
  contractPurity,
  clientReach,
  pureFiles,
  oneClock,
  oneSqlClock,
  oneWriter,
  oneDoor,
  listedDependencies,
  oneBirthplace,
  listedPublic,
  plainConstructs,
  fileLength,
  functionLength,
  nothingLeft,
  noDeadFile,
  sameNames,
  pathsExist,
  frozenMigrations,
  nothingForeign,
  contrastKept,
  noStrayColour,
]
