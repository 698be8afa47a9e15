// What has been filled in about calls that are not closed yet: kept per call, through other calls, failures and reloads.
import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { Disposition, SaveWrapUp, WrapUp } from '../../shared/desk.ts';
import { desk } from './desk.ts';
import { keepNewest } from './keep-newest.ts';

type NextKind = NonNullable<SaveWrapUp['next']>['kind'];

/** What is to be done next. `dueAt` is ISO 8601; undefined while nothing is chosen. */
export interface NextStep {
  kind: NextKind;
  title: string;
  dueAt: string | undefined;
  ownerId: string | undefined;
}
export interface WrapUpForm {
  disposition: string | undefined;
  /** Undefined while what was proposed stands untouched. */
  notes: string | undefined;
  next: NextStep | undefined;
  /** Take no calls after saving. */
  stay: boolean;
}

interface WrapUpForms {
  /** By wrap-up. */
  forms: Record<string, WrapUpForm>;
}
const empty: WrapUpForm = { disposition: undefined, notes: undefined, next: undefined, stay: false };

export const wrapUpForms = create<WrapUpForms>()(
  persist((): WrapUpForms => ({ forms: {} }), {
    name: 'console.wrap-ups',
    storage: createJSONStorage(() => sessionStorage),
  }),
);

/** Selector of the form of a wrap-up; one that nobody touched is empty. */
export const selectForm =
  (id: string) =>
  ({ forms }: WrapUpForms): WrapUpForm =>
    forms[id] ?? empty;

/** Forms of wrap-ups that the desk does not list: closed elsewhere, or not read yet after a reload. */
const mostUnlisted = 20;

export function changeForm(id: string, news: Partial<WrapUpForm>): void {
  const listed = new Set([id, ...desk.getState().wrapUps.map((wrapUp) => wrapUp.id)]);
  wrapUpForms.setState(({ forms }) => ({
    forms: keepNewest(
      { ...forms, [id]: { ...empty, ...forms[id], ...news } },
      { most: mostUnlisted, mustStay: (_, one) => listed.has(one) },
    ),
  }));
}

export function dropForm(id: string): void {
  wrapUpForms.setState(({ forms: { [id]: _, ...others } }) => ({ forms: others }));
}

/** The summary as it would be saved: what was typed, else what was proposed. */
export function summaryOf(form: WrapUpForm, wrapUp: WrapUp): string {
  return form.notes ?? wrapUp.proposal?.notes ?? '';
}

/** What is missing before it can be saved, the first of it. */
export type Missing = 'disposition' | 'lead' | 'title' | 'due' | 'visit';
export interface FormFacts {
  wrapUp: WrapUp;
  disposition: Disposition | undefined;
  /** A visit of this lead stands; undefined while that is not known. */
  hasVisit: boolean | undefined;
}

/** Undefined when the form can go. */
export function missingIn(
  form: WrapUpForm,
  { wrapUp, disposition, hasVisit }: FormFacts,
): Missing | undefined {
  if (disposition === undefined) return 'disposition';
  if (wrapUp.leadId === null && (disposition.asks !== 'nothing' || form.next)) return 'lead';
  const wantsNext = disposition.asks === 'callback' || disposition.asks === 'follow-up';
  if (wantsNext || form.next) {
    if (form.next === undefined || form.next.dueAt === undefined) return 'due';
    if (form.next.title.trim() === '') return 'title';
  }
  return disposition.asks === 'appointment' && hasVisit === false ? 'visit' : undefined;
}

/** The body of the request; only for a form from which nothing is missing. */
export function outcomeOf(form: WrapUpForm, wrapUp: WrapUp): SaveWrapUp {
  const { disposition = '', next, stay } = form;
  return {
    disposition,
    notes: summaryOf(form, wrapUp),
    ...(next?.dueAt !== undefined && {
      next: {
        kind: next.kind,
        title: next.title.trim(),
        dueAt: next.dueAt,
        ...(next.ownerId !== undefined && { ownerId: next.ownerId }),
      },
    }),
    then: stay ? 'stay' : 'available',
  };
}
