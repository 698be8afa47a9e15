// The way into the palette for whoever looks for it on the bar.
import { IconSearch } from '@tabler/icons-react';
import { useWords } from '../../i18n/use-words.ts';
import { openOverlay, paletteKey } from '../../stores/overlays.ts';
import styles from './search-field.module.css';

export function SearchField() {
  const { t } = useWords();
  return (
    <button
      type="button"
      className={styles.field}
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K"
      aria-label={t('palette.open')}
      title={t('palette.open')}
      onClick={() => openOverlay('palette')}
    >
      <IconSearch stroke={1.5} aria-hidden />
      <span>{t('palette.open')}</span>
      <kbd aria-hidden>{paletteKey}</kbd>
    </button>
  );
}
