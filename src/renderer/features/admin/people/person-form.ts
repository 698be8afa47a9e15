// What one fills in about a person, and what of it goes to the backend.
import type { z } from 'zod';
import { changeAccount, newAccount, type Account } from '../../../../shared/admin.ts';
import type { Translate } from '../../../i18n/use-words.ts';
import { faultsOf, type Faults } from '../form/field-faults.ts';
import { makePassword } from './make-password.ts';

export interface PersonDraft {
  username: string;
  name: string;
  role: Account['role'];
  languages: string[];
  skills: string[];
  /** Empty: none. */
  teamId: string;
  extension: string;
  sipAuthUser: string;
  /** Empty: as it was. */
  sipPassword: string;
  alertPhone: string;
  /** Made here and shown once, or written by hand; only for a new account. */
  passwordBy: 'console' | 'hand';
  password: string;
}

export function draftOf(account: Account | undefined): PersonDraft {
  return {
    username: account?.username ?? '',
    name: account?.name ?? '',
    role: account?.role ?? 'agent',
    languages: account?.languages ?? ['es'],
    skills: account?.skills ?? [],
    teamId: account?.teamId ?? '',
    extension: account?.extension ?? '',
    sipAuthUser: account?.sipAuthUser ?? '',
    sipPassword: '',
    alertPhone: account?.alertPhone ?? '',
    passwordBy: 'console',
    password: '',
  };
}

/** The fields that both wires have; an empty text is none. */
function fieldsOf(draft: PersonDraft) {
  const { name, role, languages, skills, teamId, extension, sipAuthUser, sipPassword, alertPhone } = draft;
  return {
    ...{ name, role, skills },
    languages: languages.filter((one) => one === 'es' || one === 'en'),
    teamId: orNone(teamId),
    extension: orNone(extension),
    sipAuthUser: orNone(sipAuthUser),
    alertPhone: orNone(alertPhone),
    ...(sipPassword === '' ? {} : { sipPassword }),
  };
}

/** A new account with its password. */
export function newAccountOf(draft: PersonDraft): z.input<typeof newAccount> {
  const password = draft.passwordBy === 'console' ? makePassword() : draft.password;
  return { ...fieldsOf(draft), username: draft.username, password };
}

/** Only what differs from `account`: the trail shows what was really changed. */
export function changeOf(draft: PersonDraft, account: Account): z.input<typeof changeAccount> {
  const before: Record<string, unknown> = fieldsOf(draftOf(account));
  return Object.fromEntries(
    Object.entries(fieldsOf(draft)).filter(([key, value]) => !isSame(value, before[key])),
  );
}

/** What is wrong with it, field by field. */
export function personFaults(draft: PersonDraft, isNew: boolean, t: Translate): Faults<PersonDraft> {
  const formats = {
    username: t('people.usernameFormat'),
    extension: t('people.extensionFormat'),
    alertPhone: t('people.alertPhoneFormat'),
  };
  const words = { t, formats };
  if (!isNew) return faultsOf(changeAccount, fieldsOf(draft), words);
  const faults = faultsOf(newAccount, newAccountOf(draft), words);
  return draft.username.trim() === '' ? { ...faults, username: t('adminFault.required') } : faults;
}

/** Why this account may not lose its role or be closed; the backend says the same (accounts.ts there). */
export function lockOut(
  account: Account,
  { accounts, myId }: { accounts: readonly Account[]; myId: string },
): 'lastAdministrator' | 'ownAccount' | undefined {
  if (account.role !== 'admin' || !account.active) return undefined;
  const administrators = accounts.filter(({ role, active }) => role === 'admin' && active);
  if (administrators.length === 1) return 'lastAdministrator';
  return account.id === myId ? 'ownAccount' : undefined;
}

const orNone = (text: string): string | null => (text.trim() === '' ? null : text.trim());
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
