/** `npm run build`: everything into dist/. With `--renderer` only the console, which is all that `npm start` needs. */
import { globSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'vite';
import { root, runTool } from './lib/run-program.ts';

/** Programs that run on Node alone: each becomes dist/<folder>/*.js, with node_modules left outside. */
const programs: Record<string, Record<string, string>> = {
  backend: { main: 'src/backend/main.ts', 'redis-child': 'src/backend/embedded/redis-child.ts' },
  phone: { main: 'src/phone/main.ts' },
  simulators: { main: 'src/simulators/main.ts' },
};

const rendererOnly = process.argv.includes('--renderer');
if (!rendererOnly) await buildPrograms();
const env: Record<string, string> = rendererOnly ? { BUILD_ONLY: 'renderer' } : {};
const { code } = await runTool('electron-vite', ['build', '--logLevel', 'warn'], { shown: true, env });
process.exitCode = code;

async function buildPrograms(): Promise<void> {
  for (const [name, input] of Object.entries(programs)) await buildProgram(name, input);
  // The providers' schemas are read at run time, from beside the simulators.
  for (const file of globSync('src/simulators/contracts/*.json', { cwd: root })) {
    await copyFile(join(root, file), join(root, 'dist/simulators', basename(file)));
  }
}

async function buildProgram(name: string, input: Record<string, string>): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      target: 'node24',
      outDir: `dist/${name}`,
      emptyOutDir: true,
      minify: false,
      sourcemap: true,
      // Entries and what they share stay in one folder: an entry finds another beside itself.
      rollupOptions: { input, output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' } },
    },
  });
}
