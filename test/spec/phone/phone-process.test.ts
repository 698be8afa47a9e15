/** The phone as a process: its settings, its control channel, its identity, and how it ends. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { placeSipCall } from '../../../src/simulators/pbx/sip-caller.ts';
import { connectPhonePage } from '../../support/phone-page.ts';
import { LINE, startBench, startPhone, TOKEN, until } from './bench.ts';
import type { Bench, PhoneProcess } from './bench.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
const phone = async (env: Record<string, string> = {}): Promise<PhoneProcess> => {
  const started = await startPhone(env);
  cleanups.push(() => started.stop());
  return started;
};
const benchOf = async (options: Parameters<typeof startBench>[0]): Promise<Bench> => {
  const bench = await startBench(options);
  cleanups.push(() => bench.close());
  return bench;
};
const closeCode = async (socket: WebSocket): Promise<number> => {
  const [code] = (await once(socket, 'close')) as [number];
  return code;
};

describe('The phone process', () => {
  it('says which settings are missing or wrong, and ends', () => {
    const { status, stderr } = spawnSync(process.execPath, ['src/phone/main.ts'], {
      env: { ...process.env, PHONE_TOKEN: 'short', PHONE_PORT: 'many', PHONE_LOCAL_ADDRESS: 'home' },
      encoding: 'utf8',
    });
    expect(status).not.toBe(0);
    for (const name of ['PHONE_TOKEN', 'PHONE_PORT', 'PHONE_LOCAL_ADDRESS']) expect(stderr).toContain(name);
  });

  it('refuses a page with a wrong token, one that says anything else first, and one of a foreign origin', async () => {
    const { url } = await phone();
    const wrong = new WebSocket(url);
    wrong.on('open', () => wrong.send(JSON.stringify({ hello: `${TOKEN}x` })));
    expect(await closeCode(wrong)).toBe(4401);
    const rude = new WebSocket(url);
    rude.on('open', () => rude.send(JSON.stringify({ id: 1, do: 'call.dial', with: { to: '*43' } })));
    expect(await closeCode(rude)).toBe(4401);
    await expect(connectPhonePage(url, TOKEN, 'https://evil.example')).rejects.toThrow('401');
  });

  it('takes pages of the origins it was given, and only those', async () => {
    const { url } = await phone({ PHONE_ALLOWED_ORIGINS: 'app://console, https://console.example.com' });
    const page = await connectPhonePage(url, TOKEN, 'https://console.example.com');
    expect(page.state).toMatchObject({
      registration: { phase: 'unconfigured' },
      calls: [],
      audio: 'none',
      backend: 'signed-out',
    });
    await page.close();
    await expect(connectPhonePage(url, TOKEN, 'http://localhost:1')).rejects.toThrow('401');
  });

  it('answers malformed commands in words and ignores what is no frame', async () => {
    const page = await connectPhonePage((await phone()).url, TOKEN);
    page.sendRaw('not json');
    page.sendRaw('{"id":-1,"do":"x"}');
    await expect(page.ask('call.frobnicate' as 'call.answer', { id: 'x' })).rejects.toThrow(
      'knows no command',
    );
    await expect(page.ask('constructor' as 'call.answer', { id: 'x' })).rejects.toThrow('knows no command');
    await expect(page.ask('call.dtmf', { id: 'x', tones: 'abc!' })).rejects.toThrow(/call.dtmf/);
    await expect(
      page.ask('session.start', { backendUrl: 'file:///etc/passwd', token: 'x'.repeat(20) }),
    ).rejects.toThrow('http');
    await expect(page.ask('call.dial', { to: '*43' })).rejects.toThrow('not connected to the exchange');
    await expect(page.ask('audio.offer', { sdp: 'v=0' })).rejects.toThrow();
    expect(page.state.audio).toBe('none');
    await page.close();
  });

  it('unregisters and tells the backend when it is asked to end, and never writes a secret', async () => {
    const bench = await benchOf({ env: { LOG_LEVEL: 'debug' } });
    expect(await bench.phone.stop()).toBe(0);
    expect(bench.pbx.registrations()).toEqual([]);
    expect(bench.backend.reports.at(-1)).toMatchObject({ type: 'registration', registered: false });
    const log = JSON.stringify(bench.phone.log);
    for (const secret of [LINE.password, TOKEN]) expect(log).not.toContain(secret);
  });

  it('shows the exchange the same identity after a restart', async () => {
    const stateDir = await mkdtemp(join(tmpdir(), 'phone-state-'));
    cleanups.push(() => rm(stateDir, { recursive: true, force: true }));
    const ids: (string | undefined)[] = [];
    for (let i = 0; i < 2; i++) {
      const bench = await startBench({ env: { PHONE_STATE_DIR: stateDir } });
      ids.push(bench.pbx.registrations()[0]?.instanceId);
      await bench.close();
    }
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(ids[1]).toBe(ids[0]);
  });

  it('ends with the program that started it, but only after the call', async () => {
    const bench = await benchOf({ toneHz: 700, env: { PHONE_EXIT_WITH_PARENT: '1' } });
    const call = await placeSipCall({
      pbxHost: bench.pbx.host,
      pbxPort: bench.pbx.port,
      to: LINE.user,
      from: '2002',
    });
    await bench.page.waitFor(() => bench.page.call?.phase === 'ringing', 'ringing');
    await bench.page.ask('call.answer', { id: bench.page.call?.id ?? '' });
    await until(() => call.ear.toneShare(700) > 0.7, 'audio');
    const { child } = bench.phone;
    // All three ends of the pipes go, as they do when a parent is killed.
    child.stdin?.destroy();
    child.stdout?.destroy();
    child.stderr?.destroy();
    const { packets } = call.rtp.reception;
    await until(() => call.rtp.reception.packets > packets + 50, 'the call goes on');
    expect(child.exitCode).toBeNull();
    call.hangup();
    await until(() => child.exitCode !== null, 'the phone ends');
    await until(() => bench.pbx.registrations().length === 0, 'unregistered');
  });
});
