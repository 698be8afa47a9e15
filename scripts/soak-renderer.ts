/**
 * `npm run test:soak`: SOAK_MINUTES (default 60) of an agent's work in one page, with 10,000 lines of transcript an
 * hour: calls, chats, wrap-ups, and the news of a whole house. At no time may the heap be more than a tenth away from
 * where it was at the start, and typing must not be felt.
 */
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { chromium, type CDPSession, type Page } from '@playwright/test';
import { chromiumArguments } from '../test/support/chromium.ts';
import { rest, workOneCall, type Pace } from '../test/support/desk-world-shift.ts';
import { openDesk, type DeskWorld } from '../test/support/desk-world.ts';
import { ensureConsoleBuilt } from './lib/console-build.ts';
import { findBrowser } from './lib/find-browser.ts';
import { bytesByKind } from './lib/heap-kinds.ts';
import { root } from './lib/run-program.ts';

const minutes = Number(process.env['SOAK_MINUTES'] ?? 60);
const linesAnHour = 10_000;
/** The same work in less time: pauses are so much shorter. */
const speed = Number(process.env['SOAK_SPEED'] ?? 1);
const roundMs = 25_000;
const pace: Pace = {
  lines: Math.ceil((linesAnHour * roundMs) / 3_600_000),
  lineEveryMs: 200 / speed,
  keyEveryMs: 80,
};
const rounds = Math.max(4, Math.ceil((minutes * 60_000) / roundMs));
/**
 * Work done in haste before the clock starts, as on a desk that was opened earlier in the day: every caller has called
 * several times, every list is as long as it may get, and V8 has compiled, and compiled again better, what is used.
 * Its machine code counts as heap; without this, the first quarter of an hour measures nothing else.
 */
const warmUpRounds = Math.min(Number(process.env['SOAK_WARM_UP'] ?? 72), rounds);
const warmUpPace: Pace = { ...pace, lineEveryMs: 10, keyEveryMs: 10 };
/** Calls between two measures: twelve measures in an hour. */
const measureEvery = Math.max(1, Math.floor(rounds / 12));
const heapShare = 0.1;
const typingLimitMs = 50;
const mb = 1_048_576;

interface Measure {
  minute: number;
  /** All that V8 holds after collecting: objects, strings, compiled code. */
  heapMb: number;
  /** What Blink holds beside it (nodes, styles, and what a debugger has it record): no part of the verdict. */
  blinkMb: number;
  nodes: number;
  listeners: number;
}

declare global {
  interface Window {
    /** From the key to the frame, ms; taken out after every call, so that it does not grow. */
    __typed?: number[];
  }
}

const found = findBrowser();
if (found === undefined) throw new Error('No Chromium, Chrome or Edge here to work in.');
const pageFolder = process.env['RENDERER_DIR'] ?? join(root, 'dist/renderer');
if (process.env['RENDERER_DIR'] === undefined) await ensureConsoleBuilt(root, console.log);
const browser = await chromium.launch({ executablePath: found.path, args: chromiumArguments });
try {
  process.exitCode = await soak();
} finally {
  await browser.close();
}

async function soak(): Promise<number> {
  const context = await browser.newContext({
    ...{ viewport: { width: 1440, height: 900 }, permissions: ['microphone'], locale: 'es-MX' },
    timezoneId: 'America/Mexico_City',
  });
  const desk = await openDesk(context, { language: 'es', clock: 'running', pageFolder });
  const faults: string[] = [];
  desk.page.on('pageerror', (error) => faults.push(error.message));
  desk.page.on('crash', () => faults.push('the page crashed'));
  desk.page.setDefaultTimeout(120_000); // others may be using this machine
  await putNoticesAway(desk.page);
  await watchTyping(desk.page);
  const devtools = await context.newCDPSession(desk.page);
  await devtools.send('HeapProfiler.enable');
  await devtools.send('Performance.enable');
  try {
    for (let round = 0; round < warmUpRounds; round += 1) await workOneCall(desk, round, warmUpPace);
    await typedIn(desk.page); // in haste: not counted
    return judge({ ...(await theShift(desk, devtools)), faults });
  } catch (cause) {
    const path = join(root, 'test-results/soak-renderer.png');
    await desk.page.screenshot({ path }).catch(() => faults.push('no page is left to show'));
    throw new Error(`The shift could not go on; the page then: ${path}. ${faults.join('; ')}`, { cause });
  }
}

/** The work that counts, measured before it, throughout, and at its end. */
async function theShift(
  desk: DeskWorld,
  devtools: CDPSession,
): Promise<{ measures: Measure[]; typed: number[] }> {
  const typed: number[] = [];
  const beganAt = Date.now();
  const look = async (): Promise<Measure> => {
    await rest(desk);
    return measure(devtools, (Date.now() - beganAt) / 60_000);
  };
  const measures = [await look()];
  report(0, measures[0]!, typed);
  const kindsBefore = await bytesByKind(devtools);
  for (let round = 0; round < rounds; round += 1) {
    const roundBeganAt = Date.now();
    await workOneCall(desk, warmUpRounds + round, pace);
    typed.push(...(await typedIn(desk.page)));
    const left = roundMs / speed - (Date.now() - roundBeganAt);
    await new Promise((next) => setTimeout(next, Math.max(0, left)));
    if ((round + 1) % measureEvery !== 0 && round + 1 !== rounds) continue;
    measures.push(await look());
    report(round + 1, measures.at(-1)!, typed);
  }
  reportKinds(kindsBefore, await bytesByKind(devtools));
  return { measures, typed };
}

/** Whoever works closes what lies over a button: a reminder stays half a minute. */
async function putNoticesAway(page: Page): Promise<void> {
  const close = page.locator('[role="status"] button[aria-label="Cerrar"]').first();
  await page.addLocatorHandler(
    close,
    // By force: one that is leaving by itself never stands still, and once it has left, all is well too.
    (button) => button.click({ force: true, timeout: 2_000 }).catch(() => undefined),
    { noWaitAfter: true },
  );
}

async function watchTyping(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.__typed = [];
    addEventListener(
      'keydown',
      (event) => {
        if (event.key.length !== 1 || event.ctrlKey) return;
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          // After the frame is painted.
          port1.onmessage = () => {
            window.__typed?.push(performance.now() - event.timeStamp);
            port1.close();
          };
          port2.postMessage(undefined);
        });
      },
      { capture: true },
    );
  });
}

/** What was typed since it was last asked. */
function typedIn(page: Page): Promise<number[]> {
  return page.evaluate(() => window.__typed?.splice(0) ?? []);
}

function shareOf(typed: readonly number[], share: number): number {
  const sorted = typed.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

async function measure(devtools: CDPSession, minute: number): Promise<Measure> {
  const { usedSize, embedderHeapUsedSize } = await collect(devtools);
  const { metrics } = await devtools.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  return {
    ...{ minute, heapMb: usedSize / mb, blinkMb: (embedderHeapUsedSize ?? NaN) / mb },
    ...{ nodes: of('Nodes'), listeners: of('JSEventListeners') },
  };
}

interface HeapUsage {
  usedSize: number;
  /** Missing before Chromium 131. */
  embedderHeapUsedSize?: number;
}

/** What stays when everything that can go has gone: what one collection frees in Blink lets the next free more in V8. */
async function collect(devtools: CDPSession): Promise<HeapUsage> {
  // What the page wrote to its console is kept for whoever opens the tools, with every error and its stack.
  await devtools.send('Runtime.discardConsoleEntries');
  let before = Infinity;
  for (let pass = 0; ; pass += 1) {
    await devtools.send('HeapProfiler.collectGarbage');
    await new Promise((next) => setTimeout(next, 300));
    const usage: HeapUsage = await devtools.send('Runtime.getHeapUsage');
    if (pass > 2 && (pass === 12 || before - usage.usedSize < 20_000)) return usage;
    before = usage.usedSize;
  }
}

function report(
  calls: number,
  { minute, heapMb, blinkMb, nodes, listeners }: Measure,
  typed: number[],
): void {
  const typing =
    typed.length === 0
      ? ''
      : `; ${typed.length} keys, p50 ${shareOf(typed, 0.5).toFixed(1)} ms, p95 ${shareOf(typed, 0.95).toFixed(1)} ms`;
  console.log(
    `${minute.toFixed(1).padStart(5)} min, ${calls} calls and chats, ${calls * pace.lines} lines: ` +
      `heap ${heapMb.toFixed(2)} MB, Blink ${blinkMb.toFixed(2)} MB, ${nodes} nodes, ${listeners} listeners` +
      `${typing}; load ${loadavg()[0]!.toFixed(1)}`,
  );
}

/** Where a change comes from: compiled code and shapes are V8's, objects and strings the console's (or its driver's). */
function reportKinds(before: Record<string, number>, after: Record<string, number>): void {
  const kinds = Object.keys(after).filter((kind) => Math.abs(after[kind]! - (before[kind] ?? 0)) > 10_000);
  for (const kind of kinds) console.log(`  ${kind}: ${kb(before[kind] ?? 0)} → ${kb(after[kind]!)} kB`);
}
function kb(bytes: number): string {
  return (bytes / 1024).toFixed(0);
}

/** MB an hour, by least squares. */
function slopeOf(measures: readonly Measure[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const at = mean(measures.map(({ minute }) => minute));
  const heap = mean(measures.map(({ heapMb }) => heapMb));
  const over = measures.reduce((sum, one) => sum + (one.minute - at) * (one.heapMb - heap), 0);
  return (60 * over) / measures.reduce((sum, { minute }) => sum + (minute - at) ** 2, 0);
}

function judge(shift: { measures: Measure[]; typed: number[]; faults: string[] }): number {
  const { measures, typed, faults } = shift;
  const first = measures[0]!.heapMb;
  const last = measures.at(-1)!.heapMb;
  const shares = measures.map(({ heapMb }) => heapMb / first - 1);
  const farthest = shares.reduce((far, share) => (Math.abs(share) > Math.abs(far) ? share : far));
  const p95 = shareOf(typed, 0.95);
  console.log(
    `heap ${first.toFixed(2)} → ${last.toFixed(2)} MB (${percent(last / first - 1)}; farthest ${percent(farthest)}; ` +
      `${slopeOf(measures).toFixed(2)} MB an hour), typing p50 ${shareOf(typed, 0.5).toFixed(1)} ms, ` +
      `p95 ${p95.toFixed(1)} ms, worst ${shareOf(typed, 1).toFixed(1)} ms of ${typed.length} keys`,
  );
  const problems = [
    Math.abs(farthest) > heapShare && `the heap was ${percent(farthest)} away from its start`,
    !(p95 < typingLimitMs) && `a key took ${p95.toFixed(1)} ms at the 95th percentile`,
    faults.length > 0 && `the page failed: ${faults.join('; ')}`,
  ].filter((problem) => problem !== false);
  for (const problem of problems) console.error(problem);
  return problems.length === 0 ? 0 : 1;
}
function percent(share: number): string {
  return `${share > 0 ? '+' : ''}${(share * 100).toFixed(1)} %`;
}
