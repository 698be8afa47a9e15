// Of two leads that turn out to be one, nothing that a person has open or has written stays with the one that is gone.
import { beforeEach, expect, it } from 'vitest';
import { chooseRow, chosenWork } from '../../../../src/renderer/stores/chosen-work.ts';
import { desk } from '../../../../src/renderer/stores/desk.ts';
import {
  followMerge,
  joinTexts,
  merges,
  moveNote,
  survivorOf,
} from '../../../../src/renderer/stores/merged-lead.ts';
import { NoteKeeper, noteDrafts, selectNote } from '../../../../src/renderer/stores/note-drafts.ts';
import { takeLeads, work } from '../../../../src/renderer/stores/work.ts';
import { addOutgoing, keepText, writing } from '../../../../src/renderer/stores/writing.ts';
import type { WrapUp } from '../../../../src/shared/desk.ts';
import type { LeadSummary } from '../../../../src/shared/lead.ts';
import { until } from '../../../support/until.ts';

beforeEach(() => {
  work.setState(work.getInitialState(), true);
  desk.setState(desk.getInitialState(), true);
  chosenWork.setState(chosenWork.getInitialState(), true);
  writing.setState(writing.getInitialState(), true);
  merges.setState(merges.getInitialState(), true);
  noteDrafts.setState(noteDrafts.getInitialState(), true);
});

const merge = { id: 'kept', droppedId: 'gone' };
const lead = (id: string): LeadSummary => ({
  ...{ id, name: id, phone: null, language: 'es', status: 'new', score: null, source: null },
  ...{ lastMessage: null, updatedAt: '2026-11-22T12:00:00Z' },
});
const wrapUp: WrapUp = {
  ...{
    id: 'w',
    phoneCallId: 'p',
    leadId: 'gone',
    leadName: 'Iván',
    callId: null,
    number: '',
    direction: 'in',
  },
  ...{ talkMs: 1, endedAt: '2026-11-22T12:00:00Z', until: null, proposal: null },
};

it('takes lists, the wrap-up and what was being written along', () => {
  takeLeads([lead('gone'), lead('kept'), lead('other')]);
  desk.setState({ wrapUps: [wrapUp, { ...wrapUp, id: 'w2', leadId: 'other' }] });
  chooseRow('chat:gone');
  keepText('kept', 'Buenas tardes');
  keepText('gone', '¿A las diez?');
  addOutgoing({
    ...{
      leadId: 'gone',
      message: { kind: 'text', key: 'k', text: 'Va' },
      text: 'Va',
      at: '',
      phase: 'sending',
    },
  });
  followMerge(merge);
  expect(Object.keys(work.getState().leads)).toEqual(['kept', 'other']);
  expect(desk.getState().wrapUps.map(({ leadId }) => leadId)).toEqual(['kept', 'other']);
  expect(chosenWork.getState().rowId).toBe('chat:kept');
  expect(writing.getState().drafts).toEqual({ kept: 'Buenas tardes\n¿A las diez?' });
  expect(writing.getState().outgoing['k']?.leadId).toBe('kept');
});

it('is found under the id of the one that is gone, through any number of merges', () => {
  followMerge({ id: 'b', droppedId: 'a' });
  followMerge({ id: 'c', droppedId: 'b' });
  expect([survivorOf('a'), survivorOf('b'), survivorOf('c')]).toEqual(['c', 'c', 'c']);
});

/** The backend has joined the drafts of both by then. */
function keeperWith(drafts: Record<string, string>) {
  const held = new Map(Object.entries(drafts));
  const storage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
  const of = (leadId: string) => ({ text: held.get(leadId) ?? '', savedAt: null });
  const api = {
    draft: (leadId: string) => Promise.resolve(of(leadId)),
    keepDraft: (leadId: string, text: string) =>
      Promise.resolve(void held.set(leadId, text)).then(() => of(leadId)),
    addNote: () => Promise.resolve(),
  };
  return { held, keeper: new NoteKeeper({ api, storage, ownerId: 'andrea', quietMs: 5, retryMs: 5 }) };
}
const note = (leadId: string) => selectNote(leadId)(noteDrafts.getState());

it('keeps the words that the backend did not have yet, and repeats none that it had', async () => {
  const { held, keeper } = keeperWith({ kept: 'Quiere vista al mar\nViaja' });
  noteDrafts.setState({ notes: { gone: { text: 'Viaja el viernes', phase: 'changed', savedAt: null } } });
  await moveNote(keeper, merge);
  await until(() => note('kept').phase === 'saved');
  expect(held.get('kept')).toBe('Quiere vista al mar\nViaja el viernes');
  expect(note('gone').text).toBe('');
});

it('shows what the backend has joined where nothing else was typed', async () => {
  const { held, keeper } = keeperWith({ kept: 'Uno\nDos' });
  const saved = (text: string) => ({ text, phase: 'saved' as const, savedAt: null });
  noteDrafts.setState({ notes: { kept: saved('Uno'), gone: saved('Dos') } });
  await moveNote(keeper, merge);
  expect(note('kept').text).toBe('Uno\nDos');
  expect(held.get('kept')).toBe('Uno\nDos');
});

it.each([
  ['', 'b', 'b'],
  ['a', '', 'a'],
  ['a', 'b', 'a\nb'],
  ['a\nb', 'b c', 'a\nb c'],
  ['a\nb', 'a\nb\nc', 'a\nb\nc'],
])('joins %j and %j to %j', (a, b, both) => {
  expect(joinTexts(a, b)).toBe(both);
});
