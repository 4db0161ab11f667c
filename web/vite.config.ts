// The portal is built to static files that the server sends under a strict content policy:
// no inline script or style, nothing from elsewhere, every asset named by its hash.
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { installable } from './build/app.ts'
import { compressed } from './build/compress.ts'

// biome-ignore lint/style/noDefaultExport: vite reads the default export.
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  publicDir: false,
  plugins: [react(), installable(import.meta.dirname), compressed()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'baseline-widely-available',
    // Fonts and marks stay files: the policy allows no font from a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        index: `${import.meta.dirname}/index.html`,
        offline: `${import.meta.dirname}/offline.html`,
        worker: `${import.meta.dirname}/offline/worker.ts`,
      },
      output: {
        // A browser looks for a newer worker at the address of the old one.
        entryFileNames: ({ name }) => (name === 'worker' ? 'worker.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
})
