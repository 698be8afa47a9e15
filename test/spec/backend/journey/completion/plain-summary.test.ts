// What stands in an agent's wrap-up where nobody wrote a summary: sentences, and none of the provider's codes.
import { expect, it } from 'vitest';
import { plainSummary } from '../../../../../src/backend/journey/completion/plain-summary.ts';

const call = { answeredAt: new Date(), durationSeconds: 95, endedReason: 'customer-ended-call' };
const nothing = { linesOfLead: 3, appointment: null, escalation: null };
const visit = { id: 'a', startsAt: '2026-11-28T17:00:00Z', property: 'Grand Luxxe' };

it('tells in the lead’s language how long they talked, what came of it and who ended it', () => {
  const effects = { ...nothing, appointment: visit, escalation: { isAnswered: false, agentId: null } };
  expect(plainSummary(call, effects, 'es')).toBe(
    'Llamada de 2 min. La persona habló 3 veces. Quedó agendada una visita a Grand Luxxe. Pidió hablar con una persona. La persona colgó.',
  );
  expect(plainSummary({ ...call, durationSeconds: 20 }, { ...nothing, linesOfLead: 1 }, 'en')).toBe(
    'A call of 20 s. They spoke once. They hung up.',
  );
});

it('tells of a call that nobody answered', () => {
  const missed = { answeredAt: null, durationSeconds: null, endedReason: 'customer-did-not-answer' };
  expect(plainSummary(missed, { ...nothing, linesOfLead: 0 }, 'es')).toBe('Nadie contestó.');
});

it.each(['customer-ended-call', 'silence-timed-out', 'pipeline-error-openai-400', 'something-new', null])(
  'never says the provider’s reason itself (%s)',
  (endedReason) => {
    for (const language of ['es', 'en'] as const)
      expect(plainSummary({ ...call, endedReason }, nothing, language)).not.toMatch(/[a-z]-[a-z]|null/);
  },
);
