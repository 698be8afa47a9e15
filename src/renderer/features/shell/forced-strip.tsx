// Who set one's state and why, calmly, until one has read it: nobody should have to guess why no call comes.
import { IconUserEdit } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { Me } from '../../../shared/api.ts';
import { formatDayAndClock } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { desk } from '../../stores/desk.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useMinute } from '../../ui/use-now.ts';
import { reasonInWords } from './agent-state.ts';
import styles from './shell.module.css';

export function ForcedStrip({ me: { forced } }: { me: Me }) {
  const { t, language } = useWords();
  const now = useMinute();
  const { readForced } = useActions();
  const reasons = useStore(desk, (state) => state.choices.reasons);
  if (!forced) return null;
  const state = reasonInWords(forced.reason, { reasons, language }, t) ?? t(`state.${forced.state}`);
  const { byName: name, why } = forced;
  return (
    <div className={classNames(styles.strip, styles.calm)} data-testid="state-forced">
      <IconUserEdit stroke={1.5} aria-hidden />
      <span>{t('told.forced', { name, state, why, time: formatDayAndClock(forced.at, now, language) })}</span>
      <Button size="small" data-testid="state-forced-read" onClick={() => readForced(forced.id)}>
        {t('told.forcedRead')}
      </Button>
    </div>
  );
}
