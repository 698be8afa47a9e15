/** A short day; the full one is `npm run test:endurance -- --only leak`. */
import { expect, it } from 'vitest';
import { runLeak } from '../../scripts/endurance/leak.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('a phone has no socket more after twenty calls, in and out, with reloads in them, than before the first', async () => {
  const { samples, reloads, registrations } = await runLeak({
    calls: 20,
    dataDir: await tempFolder(),
    settleMs: 5_000,
  });
  expect(reloads).toBe(2);
  expect(registrations).toBeGreaterThanOrEqual(4);
  expect(samples.at(-1)?.udpSockets).toBe(samples[0]?.udpSockets);
});
