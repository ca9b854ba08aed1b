import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The interface: one bundle for the window (`app://bundle/`) and the web console (`/console/`). */
export default defineConfig({
  root: import.meta.dirname,
  // Relative, because the two stand under different addresses.
  base: './',
  plugins: [react()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'es2024',
    manifest: true,
    // Those whose work is bundled ask for their names to go along.
    license: { fileName: 'licenses.md' },
    // Inlined files would be data: addresses, which the page's policy forbids for scripts.
    assetsInlineLimit: 0,
  },
})
