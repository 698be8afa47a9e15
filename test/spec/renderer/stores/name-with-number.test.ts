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

it('is a number of the house, with or without its country', () => {
  desk.setState({
    directory: [
      { id: 'r', kind: 'number', name: 'Recepción', number: '+525555550140', note: null, state: null },
    ],
  });
  for (const number of ['+525555550140', '5555550140', '525555550140'])
    expect(nameWithNumber(number)).toBe('Recepción');
  expect(nameWithNumber('5550140')).toBeUndefined();
  expect(nameWithNumber('')).toBeUndefined();
});
