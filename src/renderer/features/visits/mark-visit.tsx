// Whether a client came to their visit: two presses to choose from, or the way back from what was said.
import { IconArrowBackUp, IconUserCheck, IconUserOff } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { selectMe, session } from '../../stores/session.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { mayMark, markOf } from './visit-marks.ts';
import { useVisitOutcome } from './use-visit-outcome.ts';

interface MarkVisitProps {
  visit: { id: string; status: string; startsAt: string; bookedById?: string | null };
  /** The client's. */
  name: string;
  /** Who looks after them. */
  ownerId: string | null | undefined;
  /** Epoch ms. */
  now: number;
  /** In words where there is room. */
  look: 'words' | 'icons';
  className?: string | undefined;
  onChanged?: () => void;
}

/** Nothing where the visit is ahead, was called off, or is somebody else's. */
export function MarkVisit({ visit, name, ownerId, now, look, className, onChanged }: MarkVisitProps) {
  const { t } = useWords();
  const me = useStore(session, selectMe);
  const { say, busy } = useVisitOutcome(onChanged);
  const mark = markOf(visit, now);
  if (mark === undefined || !mayMark(visit, ownerId, me)) return null;
  if (mark === 'said')
    return (
      <IconButton
        label={t('visitMark.takeBackNamed', { name })}
        className={className}
        disabled={busy}
        data-testid="visit-take-back"
        onClick={() => say(visit, name, 'booked')}
      >
        <IconArrowBackUp stroke={1.5} aria-hidden />
      </IconButton>
    );
  const choices = [
    { outcome: 'done', word: 'came', Icon: IconUserCheck },
    { outcome: 'no-show', word: 'missed', Icon: IconUserOff },
  ] as const;
  return choices.map(({ outcome, word, Icon }) => {
    const label = t(`visitMark.${word}Named`, { name });
    const press = {
      className,
      disabled: busy,
      'data-testid': `visit-${word}`,
      onClick: () => say(visit, name, outcome),
    };
    return look === 'icons' ? (
      <IconButton key={outcome} label={label} {...press}>
        <Icon stroke={1.5} aria-hidden />
      </IconButton>
    ) : (
      <Button key={outcome} size="small" aria-label={label} {...press}>
        {t(`visitMark.${word}`)}
      </Button>
    );
  });
}
