/** Which operating-system process draws a page, so that it can be killed as a crash would. */
import { readFileSync } from 'node:fs';
import type { Browser, Page } from '@playwright/test';

const busyMs = 300;

/** The process of `page`: the renderer of this browser whose CPU time grows while the page is kept busy. */
export async function rendererOf(browser: Browser, page: Page): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const cpuTimes = async (): Promise<Map<number, number>> => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const renderers = processInfo.filter(({ type }) => type === 'renderer');
    return new Map(renderers.map(({ id, cpuTime }) => [id, cpuTime]));
  };
  try {
    const before = await cpuTimes();
    await page.evaluate((ms) => {
      for (const until = performance.now() + ms; performance.now() < until;);
    }, busyMs);
    const after = await cpuTimes();
    const [busiest] = [...after].toSorted(
      ([a, aTime], [b, bTime]) => bTime - (before.get(b) ?? 0) - (aTime - (before.get(a) ?? 0)),
    );
    if (!busiest || !isRenderer(busiest[0])) throw new Error('found no renderer process');
    return busiest[0];
  } finally {
    await session.detach();
  }
}

/** Nobody else's process may be killed by mistake. */
const isRenderer = (pid: number): boolean =>
  readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer');
