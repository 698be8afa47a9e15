/** A line on which nothing comes: how it asks whether the PBX is still there, and what it makes of the answer. */
import { describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import { startPbx } from '../../../src/simulators/pbx/pbx.ts';
import type { Pbx } from '../../../src/simulators/pbx/pbx.ts';
import { LINE, until } from './bench.ts';
import { LineBench } from './line-bench.ts';
import type { LineBenchOptions } from './line-bench.ts';
import { TinyRegistrar } from './tiny-registrar.ts';

/** Vitest's way to clean up behind one test among others that run at the same time. */
type Afterwards = TestContext['onTestFinished'];

async function exchange(afterwards: Afterwards): Promise<Pbx> {
  const pbx = await startPbx({ accounts: [LINE] });
  afterwards(() => pbx.stop());
  return pbx;
}

async function registrar(afterwards: Afterwards): Promise<TinyRegistrar> {
  const tiny = await TinyRegistrar.start();
  afterwards(() => tiny.close());
  return tiny;
}

function openLine(afterwards: Afterwards, options: LineBenchOptions): LineBench {
  const bench = new LineBench(options);
  afterwards(() => bench.close());
  return bench;
}

describe.concurrent('A quiet line', () => {
  it('is content with the answer to a ping, and asks nothing more', async ({ onTestFinished }) => {
    const tiny = await registrar(onTestFinished);
    tiny.answersPings = true;
    await openLine(onTestFinished, { servers: [`127.0.0.1:${tiny.port}`] }).registered();
    await until(() => tiny.pings >= 2, 'two pings', 60_000);
    expect(tiny.requests.map(({ method }) => method)).toEqual(['REGISTER']);
  });

  it('keeps what lies between open over UDP although the PBX asks often enough', async ({
    onTestFinished,
  }) => {
    const tiny = await registrar(onTestFinished);
    await openLine(onTestFinished, { servers: [`127.0.0.1:${tiny.port}`], transport: 'udp' }).registered();
    tiny.speak();
    await until(() => tiny.pings > 0, 'a packet without SIP', 60_000);
    expect(tiny.requests.map(({ method }) => method)).toEqual(['REGISTER']);
  });

  it('asks with OPTIONS where pings are not answered', async ({ onTestFinished }) => {
    const tiny = await registrar(onTestFinished);
    const bench = openLine(onTestFinished, { servers: [`127.0.0.1:${tiny.port}`] });
    await bench.registered();
    await until(() => tiny.requests.some(({ method }) => method === 'OPTIONS'), 'OPTIONS', 60_000);
    expect(bench.states.filter(({ phase }) => phase === 'failed')).toEqual([]);
  });

  it.for(['tcp', 'udp'] as const)(
    'stays up where only REGISTER is answered (%s)',
    async (transport, { onTestFinished }) => {
      const tiny = await registrar(onTestFinished);
      tiny.ignored.add('OPTIONS');
      const bench = openLine(onTestFinished, { servers: [`127.0.0.1:${tiny.port}`], transport });
      await bench.registered();
      await until(() => tiny.registers().length >= 2, 'asked by REGISTER', 60_000);
      await until(() => bench.states.filter(({ phase }) => phase === 'registered').length >= 2, 'registered');
      expect(bench.states.filter(({ phase }) => phase === 'failed')).toEqual([]);
    },
  );

  it.for(['tcp', 'udp'] as const)(
    'that hears nothing at all is given up and tried anew (%s)',
    async (transport, { onTestFinished }) => {
      const pbx = await exchange(onTestFinished);
      const bench = openLine(onTestFinished, { servers: [`127.0.0.1:${pbx.port}`], transport });
      await bench.registered();
      pbx.setSilent(true);
      expect((await bench.failed()).reason).toBe('408 the PBX does not answer');
      pbx.setSilent(false);
      await bench.registered();
    },
  );

  it('when told to refresh proves the connection, drops a dead one, and registers', async ({
    onTestFinished,
  }) => {
    const [pbx, states] = [await exchange(onTestFinished), [] as string[]];
    const bench = openLine(onTestFinished, { servers: [`127.0.0.1:${pbx.port}`] });
    await bench.registered();
    pbx.on('registered', ({ contact }) => states.push(contact));
    await bench.line.refresh();
    expect(states.length).toBe(1);
    pbx.setSilent(true);
    await bench.line.refresh();
    expect(bench.registration).toMatchObject({ phase: 'failed' });
    pbx.setSilent(false);
    await bench.line.refresh();
    expect(bench.registration).toMatchObject({ phase: 'registered' });
  });

  it('measures how long the PBX takes to answer, and says when it does not', async ({ onTestFinished }) => {
    const pbx = await exchange(onTestFinished);
    const bench = openLine(onTestFinished, { servers: [`127.0.0.1:${pbx.port}`] });
    await expect(bench.line.ping()).rejects.toThrow('the PBX does not answer OPTIONS');
    await bench.registered();
    expect(await bench.line.ping()).toBeGreaterThan(0);
    pbx.setSilent(true);
    await expect(bench.line.ping()).rejects.toThrow('the PBX does not answer OPTIONS');
  });
});
