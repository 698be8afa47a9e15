/**
 * `npm run test:soak`: SOAK_MINUTES (default 60) of an agent's work in one page, with 10,000 lines of transcript an hour.
 * The heap after it must be within a tenth of what it was after the first calls, and typing must not be felt.
 */
import { join } from 'node:path';
import { chromium, type CDPSession, type Page } from '@playwright/test';
import { chromiumArguments } from '../test/support/chromium.ts';
import { rest, workOneCall, type Pace } from '../test/support/desk-world-shift.ts';
import { openDesk } from '../test/support/desk-world.ts';
import { ensureConsoleBuilt } from './lib/console-build.ts';
import { findBrowser } from './lib/find-browser.ts';
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
/** Every caller has called three times: what is kept of them is there, and what is used is compiled. */
const warmUpRounds = Math.max(1, Math.min(24, Math.floor(rounds / 3)));
const heapShare = 0.1;
const typingLimitMs = 50;

interface Measure {
  heapMb: number;
  nodes: number;
  listeners: number;
}

declare global {
  interface Window {
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
  await watchTyping(desk.page);
  const devtools = await context.newCDPSession(desk.page);
  await devtools.send('HeapProfiler.enable');
  await devtools.send('Performance.enable');
  let first: Measure | undefined;
  let last: Measure | undefined;
  for (let round = 0; round < rounds; round += 1) {
    const beganAt = Date.now();
    await workOneCall(desk, round, pace);
    const isMeasured = round + 1 === rounds || (round + 1) % warmUpRounds === 0;
    if (isMeasured) {
      await rest(desk);
      last = await measure(devtools);
      first ??= last;
      report(round, last, await typingOf(desk.page));
    }
    await new Promise((next) => setTimeout(next, Math.max(0, roundMs / speed - (Date.now() - beganAt))));
  }
  return judge({ first: first!, last: last!, typing: await typingOf(desk.page), faults });
}

/** From the key to the frame that shows it. */
async function watchTyping(page: Page): Promise<void> {
  await page.evaluate(() => {
    const typed: number[] = (window.__typed = []);
    addEventListener(
      'keydown',
      (event) => {
        if (event.key.length !== 1 || event.ctrlKey) return;
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => typed.push(performance.now() - event.timeStamp);
          port2.postMessage(undefined); // after the frame is painted
        });
      },
      { capture: true },
    );
  });
}

interface Typing {
  keys: number;
  p50Ms: number;
  p95Ms: number;
  worstMs: number;
}
async function typingOf(page: Page): Promise<Typing> {
  const typed = await page.evaluate(() => window.__typed ?? []);
  const sorted = typed.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { keys: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95), worstMs: at(1) };
}

/** What stays when everything that can go has gone. */
async function measure(devtools: CDPSession): Promise<Measure> {
  for (let pass = 0; pass < 3; pass += 1) await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  return { heapMb: usedSize / 1_048_576, nodes: of('Nodes'), listeners: of('JSEventListeners') };
}

function report(
  round: number,
  { heapMb, nodes, listeners }: Measure,
  { keys, p50Ms, p95Ms, worstMs }: Typing,
): void {
  const lines = (round + 1) * pace.lines;
  console.log(
    `${String(round + 1).padStart(4)} calls, ${lines} lines: heap ${heapMb.toFixed(1)} MB, ${nodes} nodes, ${listeners} listeners; ` +
      `${keys} keys, p50 ${p50Ms.toFixed(1)} ms, p95 ${p95Ms.toFixed(1)} ms, worst ${worstMs.toFixed(1)} ms`,
  );
}

function judge(found: { first: Measure; last: Measure; typing: Typing; faults: string[] }): number {
  const { first, last, typing, faults } = found;
  const share = last.heapMb / first.heapMb - 1;
  const problems = [
    Math.abs(share) > heapShare && `the heap changed by ${(share * 100).toFixed(1)} %`,
    !(typing.p95Ms < typingLimitMs) && `a key took ${typing.p95Ms.toFixed(1)} ms at the 95th percentile`,
    faults.length > 0 && `the page failed: ${faults.join('; ')}`,
  ].filter((problem) => problem !== false);
  console.log(
    `heap ${first.heapMb.toFixed(1)} → ${last.heapMb.toFixed(1)} MB (${(share * 100).toFixed(1)} %), typing p95 ${typing.p95Ms.toFixed(1)} ms`,
  );
  for (const problem of problems) console.error(problem);
  return problems.length === 0 ? 0 : 1;
}
