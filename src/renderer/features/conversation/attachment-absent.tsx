// In the place of an attachment that is not there: still coming, failed, or gone for good.
import { IconAlertCircle } from '@tabler/icons-react';
import { useWords } from '../../i18n/use-words.ts';
import { classNames } from '../../ui/class-names.ts';
import type { Media } from './attachment-media.ts';
import styles from './attachment.module.css';

export function Absent({ media, again }: { media: Media; again: () => void }) {
  const { t } = useWords();
  if (media.phase === 'failed')
    return (
      <span className={classNames(styles.absent, styles.failed)}>
        <IconAlertCircle stroke={1.5} aria-hidden />
        {t('attach.failed')}
        <button type="button" onClick={again}>
          {t('attach.retry')}
        </button>
      </span>
    );
  const word = media.phase === 'gone' ? 'gone' : media.phase === 'too-large' ? 'tooLarge' : 'loading';
  return (
    <span className={styles.absent} data-phase={media.phase}>
      {t(`attach.${word}`)}
    </span>
  );
}
