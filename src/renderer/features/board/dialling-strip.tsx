// Everybody sees that nobody is dialled, since when, by whom and why; whoever may, lets it go on.
import { IconPlayerPause } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { Me } from '../../../shared/api.ts';
import { useWords } from '../../i18n/use-words.ts';
import { board } from '../../stores/board.ts';
import { openView } from '../../stores/preferences.ts';
import { Button } from '../../ui/button.tsx';
import { useHouseClock } from '../use-house-clock.ts';
import { askAbout } from './board-view.ts';
import shell from '../shell/shell.module.css';

export function DiallingStrip({ me }: { me: Me }) {
  const { t } = useWords();
  const clock = useHouseClock();
  const { paused, since, byName, why } = useStore(board, (state) => state.dialling);
  if (!paused) return null;
  const words = { time: since === null ? '' : clock(since), why: why ?? '' };
  return (
    <div className={`${shell.strip} ${shell.warn}`} data-testid="dialling-paused">
      <IconPlayerPause stroke={1.5} aria-hidden />
      <span>
        <b>{t('board.dialling.paused')}</b>{' '}
        {byName === null
          ? t('board.dialling.pausedSince', words)
          : t('board.dialling.pausedBy', { ...words, name: byName })}
      </span>
      {me.role !== 'agent' && (
        <Button
          size="small"
          data-testid="dialling-resume"
          onClick={() => {
            openView('board');
            askAbout({ ask: 'dialling', pause: false });
          }}
        >
          {t('board.dialling.resume')}
        </Button>
      )}
    </div>
  );
}
