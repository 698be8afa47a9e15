// What the lists of a desk's choices have in common: an order, and a switch; both are shown at once and taken back when refused.
import { useState } from 'react';
import { useWords } from '../../../i18n/use-words.ts';
import { useAttempt } from '../../use-attempt.ts';
import { adminFailed } from '../admin-words.ts';
import { useList, withRow, type AdminList } from '../use-list.ts';
import { byPosition, movedRow, repositioned } from './order.ts';

interface Choice {
  position: number;
  active: boolean;
}

interface ChoiceKind<T> {
  /** Names what is read. */
  key: string;
  read: () => Promise<readonly T[]>;
  write: (row: T) => Promise<T>;
  keyOf: (row: T) => string;
  nameOf: (row: T) => string;
}

export interface Choices<T> extends AdminList<T> {
  move: (row: T, by: -1 | 1) => void;
  setActive: (row: T, active: boolean) => void;
  /** Puts a saved row where it belongs. */
  keep: (row: T) => void;
  /** What was moved where, for those who hear it. */
  said: string;
}

export function useChoices<T extends Choice>(kind: ChoiceKind<T>): Choices<T> {
  const { t } = useWords();
  const list = useList(kind.key, kind.read);
  const [said, setSaid] = useState('');
  const { run } = useAttempt(adminFailed);
  const { keyOf, nameOf, write } = kind;
  const rows = [...list.rows].sort(byPosition);
  const save = (next: readonly T[], changed: readonly T[]): void => {
    list.show(next);
    run(async () => {
      try {
        for (const row of changed) await write(row);
      } catch (cause) {
        list.again();
        throw cause;
      }
    });
  };
  return {
    ...list,
    rows,
    said,
    keep: (row) => list.show(withRow(list.rows, row, keyOf)),
    setActive: (row, active) => save(withRow(rows, { ...row, active }, keyOf), [{ ...row, active }]),
    move: (row, by) => {
      const next = movedRow(rows, { key: keyOf(row), by, keyOf });
      if (next === rows) return;
      save(next, repositioned(rows, next, keyOf));
      const place = next.findIndex((one) => keyOf(one) === keyOf(row)) + 1;
      setSaid(t('admin.moved', { name: nameOf(row), place, count: next.length }));
    },
  };
}
