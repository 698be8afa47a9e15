// One box for everything (Ctrl K): what one can do, whom one knows, what was said, whom one may call.
import { Modal, VisuallyHidden } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { use, useEffect, useId, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { closeOverlay, overlays } from '../../stores/overlays.ts';
import { AboveDialogs } from '../../ui/dialog.tsx';
import { classNames } from '../../ui/class-names.ts';
import type { PaletteGroup, PaletteItem } from './palette-items.ts';
import { PaletteOption } from './palette-option.tsx';
import { numberOf, useChoose } from './use-choose.ts';
import { usePalette, type PaletteState } from './use-palette.ts';
import styles from './palette.module.css';

/** How far Page Up and Page Down go. */
const pageLines = 8;

export function Palette() {
  const { t } = useWords();
  const opened = useStore(overlays, ({ open }) => open === 'palette');
  return (
    <Modal.Root
      opened={opened}
      onClose={closeOverlay}
      size={640}
      yOffset={72}
      transitionProps={{ duration: 0 }}
      classNames={{
        overlay: classNames(styles.overlay),
        content: classNames(styles.content),
        body: classNames(styles.body),
      }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={t('palette.title')}>
        {use(AboveDialogs)}
        <Modal.Body>
          <Box />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function Box() {
  const { t } = useWords();
  const listId = useId();
  const palette = usePalette();
  const { choose, call } = useChoose(palette.text);
  const { active, items, searching } = palette;
  const optionId = (item: PaletteItem) => `${listId}-${item.id}`;
  useEffect(() => {
    if (active) document.getElementById(`${listId}-${active.id}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, listId]);
  return (
    <>
      <div className={styles.search}>
        <IconSearch stroke={1.5} aria-hidden />
        <input
          data-autofocus
          role="combobox"
          aria-expanded
          aria-autocomplete="list"
          aria-controls={listId}
          aria-activedescendant={active && optionId(active)}
          aria-label={t('palette.open')}
          placeholder={t('palette.open')}
          autoComplete="off"
          spellCheck={false}
          value={palette.text}
          onChange={(event) => palette.setText(event.currentTarget.value)}
          onKeyDown={(event) => onKey(event, palette, { choose, call })}
        />
        {searching === 'loading' && <span>{t('palette.searching')}</span>}
      </div>
      <VisuallyHidden role="status">
        {searching === 'loading' ? '' : t('palette.count', { count: items.length })}
      </VisuallyHidden>
      <div className={styles.list} role="listbox" id={listId} aria-label={t('palette.list')}>
        {palette.groups.map((group) => (
          <Group key={group.name} {...{ group, listId, palette, choose }} />
        ))}
      </div>
      <Notices palette={palette} />
      <Foot canCall={active !== undefined && numberOf(active) !== undefined} />
    </>
  );
}

function Group(props: {
  group: PaletteGroup;
  listId: string;
  palette: PaletteState;
  choose: (item: PaletteItem) => void;
}) {
  const { t } = useWords();
  const { group, listId, palette } = props;
  const headId = `${listId}-${group.name}`;
  return (
    <div role="group" aria-labelledby={headId}>
      <div className={styles.group} id={headId} role="presentation">
        {t(`palette.${group.name}`)}
      </div>
      {group.items.map((item) => (
        <div
          key={item.id}
          id={`${listId}-${item.id}`}
          role="option"
          aria-selected={item === palette.active}
          className={styles.item}
          onMouseMove={() => palette.choose(item.id)}
          // The field keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => props.choose(item)}
        >
          <PaletteOption item={item} text={palette.text} />
        </div>
      ))}
    </div>
  );
}

function Notices({ palette: { text, items, searching } }: { palette: PaletteState }) {
  const { t } = useWords();
  // "Show all results" is always there; alone it means that nothing was found.
  const isNothing = items.every(({ kind }) => kind === 'all') && searching !== 'loading';
  if (searching === 'failed') return <p className={styles.notice}>{t('palette.failed')}</p>;
  return isNothing ? <p className={styles.notice}>{t('palette.none', { q: text.trim() })}</p> : null;
}

function Foot({ canCall }: { canCall: boolean }) {
  const { t } = useWords();
  const help = [
    ['↑ ↓', t('palette.helpMove')],
    ['↵', t('palette.helpChoose')],
    ...(canCall ? [['Ctrl ↵', t('palette.helpCall')]] : []),
    ['Esc', t('palette.helpClose')],
  ];
  return (
    <div className={styles.foot} aria-hidden>
      {help.map(([key, word]) => (
        <span key={key}>
          <kbd className={styles.kbd}>{key}</kbd>
          {word}
        </span>
      ))}
    </div>
  );
}

function onKey(
  event: KeyboardEvent,
  palette: PaletteState,
  { choose, call }: ReturnType<typeof useChoose>,
): void {
  const steps: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: pageLines,
    PageUp: -pageLines,
  };
  const step = steps[event.key];
  const isChosen = event.key === 'Enter' && !event.nativeEvent.isComposing && palette.active !== undefined;
  if (step === undefined && !isChosen) return;
  event.preventDefault();
  if (step !== undefined) return palette.move(step);
  if (palette.active) (event.ctrlKey || event.metaKey ? call : choose)(palette.active);
}
