/** Our commands run the tools of node_modules with the Node that runs them, whatever Node the machine has. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The project's folder. */
export const root = dirname(dirname(import.meta.dirname));

/** How a program ended. `output` is what it wrote, empty if it was shown instead. */
export interface Outcome {
  code: number;
  output: string;
  ms: number;
}

export interface RunOptions {
  shown?: boolean;
  env?: Record<string, string>;
  /** Longest time it may take; then it is ended, and counts as failed. */
  timeoutMs?: number;
}

/** Runs a tool of a package in node_modules, such as `runTool('eslint', 'eslint', ['.'])`. */
export function runTool(name: string, args: string[], options: RunOptions = {}): Promise<Outcome> {
  return runProgram(process.execPath, [toolOf(name), ...args], options);
}

/** Runs a program; `shown` lets it write to our terminal instead of into `output`. Code 127 if there is none. */
export function runProgram(
  program: string,
  args: string[],
  { shown = false, env = {}, timeoutMs }: RunOptions = {},
): Promise<Outcome> {
  const began = performance.now();
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...env },
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs, killSignal: 'SIGTERM' as const }),
    stdio: ['ignore', shown ? 'inherit' : 'pipe', shown ? 'inherit' : 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => {
    const end = (code: number): void =>
      resolve({ code, output: Buffer.concat(chunks).toString(), ms: Math.round(performance.now() - began) });
    child.once('error', () => end(127));
    child.once('close', (code) => end(code ?? 1));
  });
}

/** Where a package keeps the program of the same name, as its package.json says. `name` or `package#program`. */
function toolOf(name: string): string {
  const [packageName = name, program = packageName] = name.split('#');
  const folder = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const file = typeof bin === 'string' ? bin : bin[program];
  if (file === undefined) throw new Error(`${packageName} has no program ${program}`);
  return join(folder, file);
}
