/** How the three parts of the workstation program are bundled; scripts/build.ts bundles those that run on Node alone. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const renderer = {
  root: 'src/renderer',
  plugins: [react()],
  build: {
    outDir: 'dist/renderer',
    rollupOptions: { input: 'src/renderer/index.html' },
  },
};

const main = {
  build: {
    outDir: 'dist/main',
    rollupOptions: {
      input: 'src/main/main.ts',
      output: { format: 'es' as const, entryFileNames: '[name].js' },
    },
  },
};

/** A sandboxed preload can load no module, so it is one CommonJS file with everything inside. */
const preload = {
  build: {
    outDir: 'dist/preload',
    externalizeDeps: false,
    rollupOptions: {
      input: 'src/preload/preload.ts',
      output: { format: 'cjs' as const, entryFileNames: '[name].cjs' },
    },
  },
};

export default defineConfig(
  process.env['BUILD_ONLY'] === 'renderer' ? { renderer } : { main, preload, renderer },
);
