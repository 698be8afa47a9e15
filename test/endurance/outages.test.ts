/** One round of each length of outage in short; `npm run test:endurance` does fifty of each in full. */
import { expect, it } from 'vitest';
import { runOutages } from '../../scripts/endurance/outages.ts';
import type { Round } from '../../scripts/endurance/rounds.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('a call goes on without a gap while its SIP connection is reset and refused, and can be held, resumed and ended from both sides afterwards', async () => {
  const rounds: Round[] = [];
  await runOutages({
    phones: 2,
    outages: [1_000, 4_000].map((awayMs) => ({ name: 'tcp8' as const, awayMs })),
    dataDir: await tempFolder(),
    onRound: (round) => rounds.push(round),
  });
  // One that was spoiled by the machine standing still is done again, and counts beside its repetition.
  expect(rounds.length).toBeGreaterThanOrEqual(2);
  expect(rounds.flatMap(({ error }) => error ?? [])).toEqual([]);
});
