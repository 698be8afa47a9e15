/** `npm run check`: everything a machine can say about the code without running it, all of it even if one part fails. */
import { runTool, type Outcome } from './lib/run-program.ts';

const checks = [
  { name: 'types', tool: 'typescript#tsc', args: ['--noEmit', '-p', '.'] },
  { name: 'lint', tool: 'eslint', args: ['.', '--max-warnings', '0'] },
  {
    name: 'directions',
    tool: 'dependency-cruiser#depcruise',
    args: ['src', 'scripts', 'test', '--output-type', 'err'],
  },
  { name: 'format', tool: 'prettier', args: ['--check', '--log-level', 'warn', '.'] },
  { name: 'unused', tool: 'knip', args: ['--no-config-hints'] },
];

const outcomes = await Promise.all(checks.map(runCheck));
const failed = outcomes.filter(({ code }) => code !== 0);
console.log(`\n${outcomes.map(inWords).join('\n')}`);
console.log(
  failed.length === 0 ? 'All checks pass.' : `Failing: ${failed.map(({ name }) => name).join(', ')}.`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

async function runCheck({ name, tool, args }: (typeof checks)[number]): Promise<Outcome & { name: string }> {
  const outcome = await runTool(tool, args);
  if (outcome.code !== 0) console.log(`\n── ${name} ──\n${outcome.output.trim()}`);
  return { name, ...outcome };
}

function inWords({ name, code, ms }: Outcome & { name: string }): string {
  return `${code === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(10)} ${(ms / 1000).toFixed(1).padStart(6)} s`;
}
