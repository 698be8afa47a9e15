// What is being filled in: whether it differs, what is wrong with it, and what became of saving it.
import { useEffect, useRef, useState } from 'react';
import { useWords, type Translate } from '../../../i18n/use-words.ts';
import { refusalIn, type Faults } from './field-faults.ts';

export interface Draft<T> {
  values: T;
  set: (news: Partial<T>) => void;
  /** Only after a first try to save: nobody is scolded while they write. */
  faults: Faults<T>;
  /** Why it was not saved, where no field is to blame; completes a sentence. */
  problem: string | undefined;
  isBusy: boolean;
  isDirty: boolean;
  submit: () => void;
  /** Counts the tries that failed: the focus goes to the first fault then. */
  failures: number;
}

interface DraftOptions<T> {
  initial: T;
  check: (values: T, t: Translate) => Faults<T>;
  save: (values: T) => Promise<void>;
}

/** `save` closes the form itself when it succeeds. */
export function useDraft<T extends object>({ initial, check, save }: DraftOptions<T>): Draft<T> {
  const { t } = useWords();
  const [first] = useState(initial);
  const [values, setValues] = useState(initial);
  const [tries, setTries] = useState(0);
  const [refused, setRefused] = useState<{ field: string | undefined; words: string; by: T }>();
  const [isBusy, setBusy] = useState(false);
  const isHere = useIsHere();
  const own = check(values, t);
  const submit = async (): Promise<void> => {
    if (isBusy) return;
    setTries((count) => count + 1);
    if (Object.keys(own).length > 0) return;
    setRefused(undefined);
    setBusy(true);
    try {
      await save(values);
    } catch (cause) {
      setRefused({ ...refusalIn(cause, Object.keys(values), t), by: values });
      setTries((count) => count + 1);
    } finally {
      if (isHere.current) setBusy(false);
    }
  };
  const isRefusalCurrent = refused !== undefined && (refused.field === undefined || refused.by === values);
  return {
    values,
    set: (news) => setValues((before) => ({ ...before, ...news })),
    faults: tries === 0 ? {} : withRefusal(own, isRefusalCurrent ? refused : undefined),
    problem: refused?.field === undefined ? refused?.words : undefined,
    isBusy,
    isDirty: JSON.stringify(values) !== JSON.stringify(first),
    submit: () => void submit(),
    failures: tries,
  };
}

function withRefusal<T>(
  own: Faults<T>,
  refused: { field: string | undefined; words: string } | undefined,
): Faults<T> {
  return refused?.field === undefined ? own : { ...own, [refused.field]: refused.words };
}

function useIsHere() {
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  return isHere;
}

/** The browser asks before a page with unsaved changes goes. */
export function useAskBeforeReload(isDirty: boolean): void {
  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isDirty]);
}
