// Beside each text file of the build its compressed forms: the server sends them as they are and never compresses.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const TEXT = /\.(?:js|css|svg)$/
/** Below this the headers outweigh what is saved. */
const WORTH_BYTES = 1024

export function compressed() {
  return {
    name: 'compressed',
    apply: 'build' as const,
    writeBundle({ dir }: { readonly dir?: string | undefined }) {
      if (dir === undefined) return
      const names = readdirSync(dir, { recursive: true, encoding: 'utf8' })
      for (const name of names.filter((one) => TEXT.test(one))) compress(join(dir, name))
    },
  }
}

function compress(path: string): void {
  const bytes = readFileSync(path)
  if (bytes.length < WORTH_BYTES) return
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }))
}
