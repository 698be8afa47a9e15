/** `npm run bench [-- part…]`: runs the benches of the backend by name, one after the other; without a name all of them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Each a program of its own: what one leaves behind in memory is none of the next one's business. */
const parts: Readonly<Record<string, string>> = {
  board: 'bench-board.ts',
};

const named = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const flags = process.argv.slice(2).filter((word) => word.startsWith('-'));
const unknown = named.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(
    `There is no bench of the name ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}.`,
  );
  process.exit(2);
}
for (const name of named.length > 0 ? named : Object.keys(parts)) {
  console.log(`\n— ${name} —`);
  const file = join(import.meta.dirname, parts[name] ?? '');
  const child = spawn(process.execPath, [file, ...flags], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) process.exitCode = 1;
}
