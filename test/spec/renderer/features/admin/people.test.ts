// Accounts: what is sent of a form, who may not be locked out, who is found.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../../../../../src/shared/admin.ts';
import { findPeople } from '../../../../../src/renderer/features/admin/people/find-people.ts';
import {
  skillChoices,
  skillInWords,
  skillOfWords,
} from '../../../../../src/renderer/features/admin/people/skill-words.ts';
import { makePassword } from '../../../../../src/renderer/features/admin/people/make-password.ts';
import {
  changeOf,
  draftOf,
  lockOut,
  newAccountOf,
  personFaults,
} from '../../../../../src/renderer/features/admin/people/person-form.ts';
import { i18n, prepareLanguages } from '../../../../../src/renderer/i18n/i18n.ts';
import { newAccount } from '../../../../../src/shared/admin.ts';

beforeAll(() => prepareLanguages('es'));

const account = (id: string, more: Partial<Account> = {}): Account => ({
  ...{
    id,
    username: id,
    name: `Persona ${id}`,
    role: 'agent',
    active: true,
    languages: ['es'],
    skills: ['villas'],
  },
  ...{
    teamId: null,
    extension: '4127',
    sipAuthUser: null,
    hasSipPassword: true,
    alertPhone: null,
    lastSeenAt: null,
  },
  ...more,
});

describe('what is saved of a person', () => {
  it('is only what was changed, and nothing of a password that was not written', () => {
    const ana = account('ana');
    expect(changeOf(draftOf(ana), ana)).toEqual({});
    const draft = { ...draftOf(ana), extension: '', languages: ['es', 'en'], sipPassword: 'secreta' };
    expect(changeOf(draft, ana)).toEqual({
      extension: null,
      languages: ['es', 'en'],
      sipPassword: 'secreta',
    });
  });

  it('of a new one has a password that the wire takes', () => {
    const draft = { ...draftOf(undefined), name: 'Ana', username: 'ana' };
    expect(newAccount.safeParse(newAccountOf(draft)).success).toBe(true);
    expect(personFaults(draft, true, i18n.t)).toEqual({});
  });

  it('is complained of beside its field, in the language on screen', () => {
    const draft = { ...draftOf(undefined), username: 'Ana López', extension: '41-27', languages: [] };
    const faults = personFaults({ ...draft, passwordBy: 'hand', password: 'corta' }, true, i18n.t);
    expect(faults.name).toBe('Escriba este dato.');
    expect(faults.username).toContain('letras sin acento');
    expect(faults.extension).toContain('Solo dígitos');
    expect(faults.languages).toBe('Elija al menos uno.');
    expect(faults.password).toBe('Escriba al menos 10 caracteres.');
  });
});

it('makes passwords of signs that cannot be taken for one another, each time another', () => {
  const made = Array.from({ length: 50 }, makePassword);
  for (const one of made) expect(one).toMatch(/^([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$/);
  expect(new Set(made).size).toBe(made.length);
});

describe('who cannot be locked out', () => {
  const laura = account('laura', { role: 'admin' });
  const sergio = account('sergio', { role: 'admin' });
  const gone = account('gone', { role: 'admin', active: false });

  it('is the last administrator who is active', () =>
    expect(lockOut(laura, { accounts: [laura, gone, account('ana')], myId: 'x' })).toBe('lastAdministrator'));

  it('is oneself, while there are others', () => {
    expect(lockOut(laura, { accounts: [laura, sergio], myId: 'laura' })).toBe('ownAccount');
    expect(lockOut(sergio, { accounts: [laura, sergio], myId: 'laura' })).toBeUndefined();
  });
});

it('finds people by any word of their row, whatever its accents, and the inactive only when asked', () => {
  const people = [account('jose', { name: 'José Núñez', teamId: 't' }), account('gone', { active: false })];
  const teams = new Map([['t', 'Ventas Bahía']]);
  const found = (text: string, showInactive = false) =>
    findPeople(people, {
      text,
      showInactive,
      teams,
      skillInWords: (skill) => skillInWords(skill, i18n.t),
    }).map(({ id }) => id);
  expect(found('nunez bahia')).toEqual(['jose']);
  expect(found('nunez cabos')).toEqual([]);
  expect(found('')).toEqual(['jose']);
  expect(found('', true)).toEqual(['jose', 'gone']);
});

describe('a skill', () => {
  const { t } = i18n;
  it('that is a kind of property is read in the language on screen and kept by its code, however it is written', () => {
    expect(skillInWords('condo', t)).toBe('Departamento');
    expect(['departamento', ' Departamento ', 'condo'].map((word) => skillOfWords(word, t))).toEqual([
      ...['condo', 'condo', 'condo'],
    ]);
  });

  it('that is a place or any other word stays as it was written', () => {
    expect(skillInWords('Los Cabos', t)).toBe('Los Cabos');
    expect(skillOfWords(' socios actuales ', t)).toBe('socios actuales');
  });

  it('can be chosen once, whether somebody has it already or not', () => {
    const choices = skillChoices(['Los Cabos', 'villa'], t);
    expect(choices).toContain('Los Cabos');
    expect(choices.filter((word) => word === 'Villa')).toHaveLength(1);
  });
});
