/**
 * A desk in a browser on one fixed day: the built page with both of its peers played by this process, so that every
 * state can be had at once and looks the same at every run. Whether the real peers do so is for other tests.
 */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import type { BrowserContext, Page, Route } from '@playwright/test';
import { contentSecurityPolicy } from '../../src/backend/console-api/page-policy.ts';
import type { Language } from '../../src/shared/lead.ts';
import type { PhoneState } from '../../src/shared/phone.ts';
import { answerOf, type Question } from './desk-world-answers.ts';
import { busyDay, type DeskFacts } from './desk-world-facts.ts';
import { worldNow } from './desk-world-people.ts';
import { idlePhone } from './desk-world-phone.ts';
import { prepareMachine, type Machine } from './desk-world-machine.ts';
import {
  phoneUrl,
  routeBackendLine,
  routePhoneLine,
  type BackendLine,
  type PhoneLine,
} from './desk-world-wires.ts';

const origin = 'https://console.test';

export interface DeskOptions {
  language: Language;
  /** Default: a day with work in it. */
  facts?: DeskFacts | undefined;
  /** Default: registered and idle. */
  phone?: PhoneState | undefined;
  /** At the door instead of at the desk. */
  signedOut?: boolean | undefined;
  /** Requests that never get an answer, or a 503. */
  hanging?: RegExp | undefined;
  failing?: RegExp | undefined;
  machine?: Partial<Machine> | undefined;
  /** The clock stands still, as pictures need it; without, it starts at the world's moment and goes on. */
  clock?: 'fixed' | 'running' | undefined;
  /** Folder of the built page. */
  pageFolder: string;
}

export interface DeskWorld {
  page: Page;
  facts: DeskFacts;
  backend: BackendLine;
  phone: PhoneLine;
  /** What the page asked of the phone, by name, oldest first. */
  commands: { name: string; input: unknown }[];
  /** What the page changed over HTTP, oldest first. */
  changes: Question[];
  /** HTTP no longer gets through either. */
  cutBackend: () => Promise<void>;
  /** The time in the page, epoch ms. */
  now: () => number;
  /** Turns the fixed clock on; what is drawn follows within half a second. */
  pass: (ms: number) => Promise<void>;
}

/** Opens a page of `context` on the desk; the page is the caller's to close. */
export async function openDesk(context: BrowserContext, options: DeskOptions): Promise<DeskWorld> {
  const page = await context.newPage();
  const facts = options.facts ?? busyDay();
  const commands: DeskWorld['commands'] = [];
  const changes: Question[] = [];
  let away = false;
  let now = worldNow;
  const openedAt = Date.now();
  if (options.clock !== 'running') await page.clock.setFixedTime(now);
  await prepareMachine(page, {
    ...{
      language: options.language,
      signedOut: options.signedOut ?? false,
      microphone: 'ready',
      host: false,
      lineTested: true,
    },
    ...{ startsAt: options.clock === 'running' ? worldNow : undefined },
    ...options.machine,
  });
  await page.route(`${origin}/**`, (route) =>
    away ? route.abort() : serve(route, { facts, options, changes }),
  );
  const backend = await routeBackendLine(page, facts);
  const phone = await routePhoneLine(page, options.phone ?? idlePhone, (name, input) =>
    commands.push({ name, input }),
  );
  await page.goto(`${origin}/#phone=${encodeURIComponent(phoneUrl)}&token=token-of-the-world`);
  return {
    ...{ page, facts, backend, commands, changes },
    now: () => (options.clock === 'running' ? worldNow + Date.now() - openedAt : now),
    phone: {
      ...phone,
      cut: async () => {
        await page.locator('[data-testid="phone-state"], [data-testid="call-bar"]').first().waitFor();
        await phone.cut();
        await calm(page);
      },
    },
    cutBackend: async () => {
      await page.getByTestId('lead-card').waitFor(); // what was known stays on screen
      away = true;
      await backend.cut();
      await calm(page);
    },
    pass: async (ms) => {
      now += ms;
      await page.clock.setFixedTime(now);
    },
  };
}

/** What has reached the page has been taken in by it. */
const calm = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((next) => setTimeout(() => requestAnimationFrame(next), 50)));

async function serve(
  route: Route,
  { facts, options, changes }: Pick<DeskWorld, 'facts' | 'changes'> & { options: DeskOptions },
): Promise<void> {
  const request = route.request();
  const url = new URL(request.url());
  if (!url.pathname.startsWith('/api/')) return serveFile(route, url.pathname, options.pageFolder);
  if (options.hanging?.test(url.pathname)) return;
  if (options.failing?.test(url.pathname))
    return route.fulfill({ status: 503, json: { error: { code: 'unavailable', message: 'not now' } } });
  const text = request.postData();
  const isJson = text !== null && text !== '' && !request.headers()['content-type']?.startsWith('text/csv');
  const body: unknown = isJson ? JSON.parse(text) : undefined;
  const question = { method: request.method(), url, body };
  if (question.method !== 'GET') changes.push(question);
  const answer = answerOf(facts, question);
  await (Buffer.isBuffer(answer.body)
    ? route.fulfill({ status: answer.status, body: answer.body, contentType: answer.contentType ?? '' })
    : route.fulfill({ status: answer.status, json: answer.body }));
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};
const files = new Map<string, Promise<Buffer>>();

/** The built page, under the policy that the backend sends with it. */
async function serveFile(route: Route, path: string, folder: string): Promise<void> {
  const file = join(folder, normalize(path === '/' ? '/index.html' : path));
  const read = files.get(file) ?? readFile(file);
  files.set(file, read);
  const found = await read.catch(() => undefined);
  if (found === undefined) return route.fulfill({ status: 404, body: '' });
  await route.fulfill({
    body: found,
    contentType: types[extname(file)] ?? 'application/octet-stream',
    headers: { 'content-security-policy': policy },
  });
}

const policy = Object.entries(contentSecurityPolicy.directives)
  .map(
    ([name, values]) =>
      `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${values.join(' ')}`,
  )
  .join('; ');
