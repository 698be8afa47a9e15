// The frame of every section: what it is, what it is for, what can be done, and the ways of having nothing to show.
import { Checkbox, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { useCommand } from '../../stores/commands.ts';
import { overlays } from '../../stores/overlays.ts';
import { Button } from '../../ui/button.tsx';
import { Empty, Failed, LoadingBars } from '../../ui/notice.tsx';
import type { Loading } from '../../stores/work.ts';
import type { AdminSection } from './admin-sections.ts';
import styles from './admin.module.css';

interface SectionFrameProps {
  section: AdminSection;
  /** What can be done, right of the title. */
  tools?: ReactNode;
  children: ReactNode;
}

export function SectionFrame({ section, tools, children }: SectionFrameProps) {
  const { t } = useWords();
  return (
    <>
      <header className={styles.head}>
        <div className={styles.words}>
          <h2 id="admin-section">{t(`admin.section.${section}`)}</h2>
          <p>{t(`admin.hint.${section}`)}</p>
        </div>
        {tools !== undefined && <div className={styles.tools}>{tools}</div>}
      </header>
      {/* Scrolls, so the keyboard has to reach it. */}
      <div className={styles.body} tabIndex={0} role="region" aria-labelledby="admin-section">
        {children}
      </div>
    </>
  );
}

interface SectionStateProps {
  status: Loading;
  /** How many there are to show. */
  count: number;
  /** Said where there are none. */
  none: string;
  again: () => void;
}

/** Below a list: it comes, it failed, or it is empty. */
export function SectionState({ status, count, none, again }: SectionStateProps) {
  const { t } = useWords();
  if (status === 'ready' && count > 0) return null;
  return (
    <div className={styles.notice}>
      {status === 'failed' && <Failed text={t('admin.failed')} action={t('work.retry')} onAction={again} />}
      {status === 'loading' && count === 0 && (
        <LoadingBars label={t('app.loading')} height={26} widths={[100, 100, 100, 100]} />
      )}
      {status === 'ready' && <Empty text={none} />}
    </div>
  );
}

/** Makes a new one; `N` does the same, but not from within a dialog: what stands there would be lost. */
export function NewButton({ label, onClick }: { label: string; onClick: () => void }) {
  const isCovered = useStore(overlays, ({ dialogs }) => dialogs > 0);
  useCommand(isCovered ? undefined : { id: 'admin.new', group: 'desk', label, key: 'N', run: onClick });
  return (
    <Button
      look="primary"
      keyName="N"
      icon={<IconPlus stroke={1.5} aria-hidden />}
      data-testid="admin-new"
      onClick={onClick}
    >
      {label}
    </Button>
  );
}

export function SectionSearch({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const { t } = useWords();
  return (
    <TextInput
      className={styles.search}
      type="search"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      placeholder={t('admin.search')}
      aria-label={t('admin.search')}
      leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
      data-testid="admin-search"
    />
  );
}

export function ShowInactive({ checked, onChange }: { checked: boolean; onChange: (on: boolean) => void }) {
  const { t } = useWords();
  return (
    <Checkbox
      size="xs"
      label={t('admin.showInactive')}
      checked={checked}
      data-testid="admin-show-inactive"
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
