// Whom one calls: a number out of whatever was pasted, and people in the order one looks for them.
import { describe, expect, it } from 'vitest';
import {
  canTakeUnasked,
  findContacts,
  recentContacts,
} from '../../../../../src/renderer/features/call/dial-contacts.ts';
import { cleanNumber } from '../../../../../src/renderer/features/call/dial-number.ts';
import type { DirectoryEntry, HistoryCall } from '../../../../../src/shared/desk.ts';

describe('a pasted number', () => {
  it('loses what people write around it', () => {
    expect(cleanNumber(' +52 (55) 1234-5678 ')).toBe('+525512345678');
    expect(cleanNumber('Tel.: 55 1234 5678')).toBe('5512345678');
    expect(cleanNumber('tel:+52-55-1234-5678;ext=12')).toBe('+525512345678');
    expect(cleanNumber('664.218.4790')).toBe('6642184790');
    expect(cleanNumber('+52\u00a0664\u2011218\u20114790')).toBe('+526642184790');
    expect(cleanNumber('*43')).toBe('*43');
  });

  it('begins with + where it was written with 00', () => {
    expect(cleanNumber('0052 664 218 4790')).toBe('+526642184790');
    expect(cleanNumber('00')).toBe('00');
  });

  it('may be an address of the exchange', () => {
    expect(cleanNumber('sip:4129@pbx.example:5060')).toBe('sip:4129@pbx.example:5060');
    expect(cleanNumber('<sip:carlos@pbx.example>')).toBe('sip:carlos@pbx.example');
    expect(cleanNumber('carlos@pbx.example')).toBe('carlos@pbx.example');
  });

  it('is none where there is a name, two plusses, or nothing', () => {
    for (const text of ['Carlos', '', '  ', '+', '12+34', '55 12 abc', '1'.repeat(40)])
      expect(cleanNumber(text), text).toBeUndefined();
  });
});

const entry = (more: Partial<DirectoryEntry> & { name: string }): DirectoryEntry => ({
  id: more.name,
  kind: 'agent',
  number: '4100',
  note: null,
  state: 'available',
  ...more,
});
const directory = [
  entry({ name: 'Beatriz Nava', number: '4128', state: 'offline' }),
  entry({ name: 'Carlos Ibarra', number: '4129', state: 'available' }),
  entry({ name: 'Andrea Luna', number: '4127' }),
  entry({ name: 'Recepción', number: '+525555550140', kind: 'number', note: 'Conmutador', state: null }),
  entry({ name: 'Ventas', number: '4100', kind: 'queue', state: null }),
];
const called = (number: string | null, leadName: string | null): HistoryCall =>
  ({ number, leadName }) as HistoryCall;
const sources = { directory, recent: [], myId: 'Andrea Luna' };
const names = (text: string, more: Partial<typeof sources> & { recent?: HistoryCall[] } = {}) =>
  findContacts(text, { ...sources, ...more }).map(({ name }) => name);

describe('the directory', () => {
  it('shows colleagues who can answer first, then queues, then numbers, and never oneself', () => {
    expect(names('')).toEqual(['Carlos Ibarra', 'Beatriz Nava', 'Ventas', 'Recepción']);
  });

  it('finds by any part of name, note or number, without accents', () => {
    expect(names('recepcion')).toEqual(['Recepción']);
    expect(names('ibarra car')).toEqual(['Carlos Ibarra']);
    expect(names('conmut')).toEqual(['Recepción']);
    expect(names('5555 01')).toContain('Recepción');
    expect(names('zzz')).toEqual([]);
  });

  it('offers the number itself, unless somebody of the list has it', () => {
    expect(names('4129')).toEqual(['Carlos Ibarra']);
    expect(names('55 9999 8888')).toEqual(['5599998888']);
  });

  it('names nobody who is on the line already, however the number is written there', () => {
    const recent = [called('+526642184790', 'Mariana'), called('+522', 'Jorge')];
    const found = findContacts('', { ...sources, recent, onLine: ['6642184790', '4129'] });
    expect(found.map(({ name }) => name)).toEqual(['Jorge', 'Beatriz Nava', 'Ventas', 'Recepción']);
  });

  it('shows the last numbers after everybody else where a call is handed over', () => {
    const recent = [called('+522', 'Jorge')];
    const found = findContacts('', { ...sources, recent, isHandOver: true });
    expect(found.map(({ name }) => name)).toEqual([
      'Carlos Ibarra',
      'Beatriz Nava',
      'Ventas',
      'Recepción',
      'Jorge',
    ]);
  });

  it('hands a call over unasked to anybody but a colleague without a phone', () => {
    const unasked = findContacts('', sources).filter(canTakeUnasked);
    expect(unasked.map(({ name }) => name)).toEqual(['Carlos Ibarra', 'Ventas', 'Recepción']);
  });

  it('puts the last numbers before it, each once, and no hidden one', () => {
    const recent = [
      called('+521', 'Mariana'),
      called(null, null),
      called('+522', null),
      called('+521', 'Mariana'),
    ];
    expect(recentContacts(recent).map(({ name }) => name)).toEqual(['Mariana', '+522']);
    expect(names('', { recent } as never)[0]).toBe('Mariana');
  });
});
