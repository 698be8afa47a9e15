// Whom a number belongs to, by what the page knows at that moment.
import { beforeEach, expect, it } from 'vitest';
import { desk } from '../../../../src/renderer/stores/desk.ts';
import { nameWithNumber } from '../../../../src/renderer/stores/name-with-number.ts';
import { takeLeads, work } from '../../../../src/renderer/stores/work.ts';
import type { LeadSummary } from '../../../../src/shared/lead.ts';

beforeEach(() => {
  work.setState(work.getInitialState(), true);
  desk.setState(desk.getInitialState(), true);
});

const elena: LeadSummary = {
  ...{ id: 'elena', name: 'Elena Prado', phone: '+523225550159', language: 'es', status: 'new' },
  ...{ score: null, source: null, lastMessage: null, updatedAt: '2026-11-22T12:00:00Z' },
};

it('is a lead of the list, however the exchange writes their number', () => {
  takeLeads([elena]);
  expect(nameWithNumber('3225550159')).toBe('Elena Prado');
  expect(nameWithNumber('+525512345678')).toBeUndefined();
});

it('is a colleague or a queue of the directory, by the whole number', () => {
  desk.setState({
    directory: [
      { id: 'carlos', kind: 'agent', name: 'Carlos Ibarra', number: '4129', note: null, state: 'available' },
    ],
  });
  expect(nameWithNumber('4129')).toBe('Carlos Ibarra');
  expect(nameWithNumber('129')).toBeUndefined();
});
