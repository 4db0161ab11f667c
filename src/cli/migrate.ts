import type { Config } from '../config.ts'
import { migrateDatabase, reachDatabase } from '../start/database.ts'

export async function migrateCommand(config: Config, say: (line: string) => void): Promise<number> {
  const reached = await reachDatabase(config, say)
  try {
    const applied = await migrateDatabase(reached)
    say(applied.length === 0 ? 'The database is in the newest form.' : `Applied: ${applied.join(', ')}`)
    return 0
  } finally {
    await reached.stop()
  }
}
