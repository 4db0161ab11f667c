// Beside each text file of the build its compressed forms: the server sends them as they are and never compresses.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const TEXT = /\.(?:js|css|svg)$/

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
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  const forms = { gz: gzipSync(bytes, { level: 9 }), br: brotliCompressSync(bytes, { params }) }
  // A file of a few bytes grows by it.
  for (const [ending, form] of Object.entries(forms))
    if (form.length < bytes.length) writeFileSync(`${path}.${ending}`, form)
}
