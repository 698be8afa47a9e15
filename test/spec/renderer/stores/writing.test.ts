// What is written and not yet in the story: nothing is lost, nothing goes twice, nothing is shown to another person.
import { beforeEach, describe, expect, it } from 'vitest';
import { emptyLog, receiveEvents } from '../../../../src/renderer/stores/stream-log.ts';
import {
  addOutgoing,
  afterReload,
  changeOutgoing,
  claimWriting,
  dropOutgoing,
  keepTemplate,
  keepText,
  toldKeys,
  turnsOnTheirWay,
  writing,
  type Outgoing,
} from '../../../../src/renderer/stores/writing.ts';
import type { StreamEvent } from '../../../../src/shared/events.ts';

const at = '2026-11-22T12:00:00.000Z';
const one = (key: string, change: Partial<Outgoing> = {}): Outgoing => ({
  ...{ leadId: 'l1', message: { kind: 'text', key, text: 'Hola' }, text: 'Hola', at, phase: 'sending' },
  ...change,
});
const queued = (seq: number, reason: string): StreamEvent => ({
  ...{ stream: 'lead:l1', seq, type: 'message.queued', at },
  data: { interactionId: `i${seq}`, text: 'Hola', reason },
});

beforeEach(() => writing.setState({ ownerId: 'andrea', drafts: {}, templates: {}, outgoing: {} }));

describe('drafts', () => {
  it('are kept for each lead by itself, and an empty one is forgotten', () => {
    keepText('l1', 'Hola');
    keepText('l2', 'Buenas');
    keepText('l1', '');
    expect(writing.getState().drafts).toEqual({ l2: 'Buenas' });
  });

  it('stay when the same person sits down again, and go when another does', () => {
    keepText('l1', 'Hola');
    keepTemplate('l1', { id: 'a/es', values: ['x'], byHand: true });
    addOutgoing(one('k1'));
    claimWriting('andrea');
    expect(writing.getState().drafts).toEqual({ l1: 'Hola' });
    claimWriting('bruno');
    expect(writing.getState()).toEqual({ ownerId: 'bruno', drafts: {}, templates: {}, outgoing: {} });
  });
});

describe('a message on its way', () => {
  it('is not known to have arrived when the page went before the answer', () => {
    const kept = afterReload({ outgoing: { k1: one('k1'), k2: one('k2', { phase: 'accepted' }) } });
    expect(kept.outgoing?.['k1']).toMatchObject({ phase: 'failed', failure: { code: 'interrupted' } });
    expect(kept.outgoing?.['k2']).toMatchObject({ phase: 'accepted' });
  });

  it('is told by the stream under its own key only', () => {
    const log = receiveEvents(emptyLog, [queued(1, 'reply:wamid'), queued(2, 'desk:andrea:k1')]);
    expect(toldKeys([one('k1'), one('k2')], log)).toEqual(['k1']);
    expect(toldKeys([one('k1')], undefined)).toEqual([]);
  });

  it('takes no news once it is gone', () => {
    addOutgoing(one('k1'));
    dropOutgoing(['k1']);
    changeOutgoing('k1', { phase: 'failed' });
    expect(writing.getState().outgoing).toEqual({});
  });

  it('stands on the line as one of ours, with how far it came', () => {
    const rows = turnsOnTheirWay([one('k1'), one('k2', { phase: 'failed' })], 'Andrea Luna');
    expect(rows).toMatchObject([
      { id: 'out:k1', author: 'agent', agentName: 'Andrea Luna', status: 'sending', channel: 'whatsapp' },
      { id: 'out:k2', status: 'failed' },
    ]);
  });
});
