// One place up, one place down: reached by Tab, and the focus stays with the row that moved.
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useWords } from '../../../i18n/use-words.ts';
import { IconButton } from '../../../ui/button.tsx';
import styles from '../admin.module.css';

interface OrderButtonsProps {
  name: string;
  isFirst: boolean;
  isLast: boolean;
  onMove: (by: -1 | 1) => void;
}

export function OrderButtons({ name, isFirst, isLast, onMove }: OrderButtonsProps) {
  const { t } = useWords();
  const { group, keepFocus } = useFocusAfterMove();
  const move = (by: -1 | 1, isAtEnd: boolean) => ({
    'aria-disabled': isAtEnd || undefined,
    'data-move': by,
    className: styles.move ?? '',
    onClick: () => {
      if (isAtEnd) return;
      keepFocus(by);
      onMove(by);
    },
  });
  return (
    <span ref={group} className={styles.control}>
      <IconButton label={t('admin.up', { name })} data-testid="move-up" {...move(-1, isFirst)}>
        <IconArrowUp stroke={1.5} aria-hidden />
      </IconButton>
      <IconButton label={t('admin.down', { name })} data-testid="move-down" {...move(1, isLast)}>
        <IconArrowDown stroke={1.5} aria-hidden />
      </IconButton>
    </span>
  );
}

/** A row that moves in the document loses the focus on the way. */
function useFocusAfterMove() {
  const group = useRef<HTMLSpanElement>(null);
  const wanted = useRef<-1 | 1>(undefined);
  useEffect(() => {
    if (wanted.current === undefined) return;
    group.current?.querySelector<HTMLElement>(`[data-move="${wanted.current}"]`)?.focus();
    wanted.current = undefined;
  });
  return { group, keepFocus: (by: -1 | 1) => (wanted.current = by) };
}
