/**
 * `npm run bench [-- part… --flag…]`: runs the benches of the backend by name, one after the other; without a name all of
 * them. What follows the first flag is for the bench.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Each a program of its own: what one leaves behind in memory is none of the next one's business. */
const parts: Readonly<Record<string, string>> = {
  analytics: 'bench-analytics.ts',
  board: 'bench-board.ts',
};

const words = process.argv.slice(2);
const firstFlag = words.findIndex((word) => word.startsWith('-'));
const named = firstFlag < 0 ? words : words.slice(0, firstFlag);
const flags = firstFlag < 0 ? [] : words.slice(firstFlag);
const unknown = named.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(
    `There is no bench of the name ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}.`,
  );
  process.exit(2);
}
for (const name of named.length > 0 ? named : Object.keys(parts)) {
  console.error(`— ${name} —`);
  const child = spawn(process.execPath, [join(import.meta.dirname, parts[name] ?? ''), ...flags], {
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) process.exitCode = 1;
}
