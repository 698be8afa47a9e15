/** What an endpoint that was not promised anything personal is told. */
import { expect, test } from 'vitest';
import { composeBody } from '../../../../src/backend/outgoing/compose-body.ts';
import type { DeliveredEvent } from '../../../../src/backend/store/webhook-deliveries.ts';

const secret = 'la señora Robles, 33 1234 5678';

function event(type: string, data: Record<string, unknown>): DeliveredEvent {
  return {
    type,
    at: '2026-03-10T18:00:00.000Z',
    stream: 'call:1',
    seq: 3,
    leadId: null,
    callId: null,
    lead: null,
    data,
  };
}

test.each([
  ['escalation.requested', 'reason'],
  ['call.cancelled', 'reason'],
  ['supervisor.acted', 'why'],
  ['sale.withdrawn', 'why'],
])('without contact data %s keeps its %s to itself, which somebody said or wrote', (type, field) => {
  const told = event(type, { [field]: secret, escalationId: 'e1' });
  expect(composeBody(told, { withContact: false })).not.toContain('Robles');
  expect(composeBody(told, { withContact: false })).toContain('e1');
  expect(composeBody(told, { withContact: true })).toContain('Robles');
});

test('a reason that is a code goes out as it is', () => {
  const body = composeBody(event('call.requested', { reason: 'lead-ready' }), { withContact: false });
  expect(JSON.parse(body)).toMatchObject({ data: { reason: 'lead-ready' } });
});
