/** The real product with the real console in Chromium, registered at an exchange of our own whose messages we see. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { demoAccounts } from '../../src/shared/demo.ts';
import { startPbx, type Pbx } from '../../src/simulators/pbx/pbx.ts';
import { chromiumArguments } from '../../test/support/chromium.ts';
import { microphoneWav } from '../../test/support/e2e-tone.ts';
import { ensureConsoleBuilt } from '../lib/console-build.ts';
import { findBrowser } from '../lib/find-browser.ts';
import { startProduct, type Product } from '../lib/product.ts';
import { root } from '../lib/run-program.ts';

/** The agents of the demonstration who have a line. */
const agents = demoAccounts.flatMap(({ username, role, extension, sipAuthUser, sipPassword }) =>
  role !== 'agent' || extension === undefined || sipPassword === undefined
    ? []
    : [{ username, user: extension, authUser: sipAuthUser ?? extension, password: sipPassword }],
);
export const mostAgents = agents.length;

export interface ConsoleWorld {
  product: Product;
  pbx: Pbx;
  browser: Browser;
  /** Address of the console with a phone of its own, and whose it is. */
  desks: { url: string; username: string; extension: string }[];
  /** Throws if a part of the product ended by itself. */
  check: () => void;
  close: () => Promise<void>;
}

/** Starts everything for `desks` agents at once (three at most). The data folder keeps the logs. */
export async function openConsoleWorld(dataDir: string, desks: number): Promise<ConsoleWorld> {
  const undo: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step().catch(() => undefined);
  };
  try {
    return await startParts(dataDir, desks, { undo, close });
  } catch (error) {
    await close();
    throw error;
  }
}

async function startParts(
  dataDir: string,
  desks: number,
  { undo, close }: { undo: (() => Promise<unknown>)[]; close: () => Promise<void> },
): Promise<ConsoleWorld> {
  const found = findBrowser();
  if (found === undefined) throw new Error('No Chromium, Chrome or Edge here.');
  await ensureConsoleBuilt(root, (line) => console.error(line));
  mkdirSync(dataDir, { recursive: true });
  const microphone = join(dataDir, 'microphone.wav');
  writeFileSync(microphone, microphoneWav());

  const pbx = await startPbx({ accounts: agents.map(({ username: _username, ...account }) => account) });
  undo.push(() => pbx.stop());
  const server = `${pbx.host}:${pbx.port}`;
  const product = await startProduct({
    dataDir,
    phones: desks,
    env: { PBX_SERVER: server, PBX_TRUNK: server },
  });
  undo.push(() => product.stop());
  let broken: string | undefined;
  void product.failed.then((what) => (broken = what));
  const browser = await chromium.launch({
    executablePath: found.path,
    args: [...chromiumArguments, `--use-file-for-fake-audio-capture=${microphone}`],
  });
  undo.push(() => browser.close());
  return {
    ...{ product, pbx, browser, close },
    desks: product.phones.map(({ url, token }, index) => ({
      url: `${product.backendUrl}/#phone=${encodeURIComponent(url)}&token=${token}`,
      username: agents[index]?.username ?? '',
      extension: agents[index]?.user ?? '',
    })),
    check: () => {
      if (broken !== undefined) throw new Error(broken);
    },
  };
}
