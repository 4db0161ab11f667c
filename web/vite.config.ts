// The portal is built to static files that the server sends under a strict content policy:
// no inline script or style, nothing from elsewhere, every asset named by its hash.
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressed } from './build/compress.ts'

// biome-ignore lint/style/noDefaultExport: vite reads the default export.
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  publicDir: false,
  plugins: [react(), compressed()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'baseline-widely-available',
    // Fonts and marks stay files: the policy allows no font from a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
