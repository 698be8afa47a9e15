// Where there is no room for three columns one chooses: the lead, or the work too, becomes a tab beside the conversation.
import { SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { chosenWork } from '../../stores/chosen-work.ts';
import { conversation } from '../../stores/conversation.ts';
import styles from './desk.module.css';

export type DeskTab = 'work' | 'talk' | 'lead';

/** Also 200 % zoom on a small screen; the same width stands in desk.module.css. */
const narrow = '(max-width: 899px)';

/** What is opened comes to the front: a form to close a call, else the conversation that was chosen. */
export function useDeskTab(): { tab: DeskTab; setTab: (tab: DeskTab) => void } {
  const [tab, setTab] = useState<DeskTab>('talk');
  const leadId = useStore(conversation, (state) => state.leadId);
  const wrapUpId = useStore(chosenWork, (state) => state.wrapUpId);
  const rowId = useStore(chosenWork, (state) => state.rowId);
  useEffect(() => setTab(wrapUpId === undefined ? 'talk' : 'lead'), [leadId, wrapUpId, rowId]);
  return { tab, setTab };
}

/** Drawn always, seen only where there is no room for all. */
export function DeskTabs({ tab, setTab }: ReturnType<typeof useDeskTab>) {
  const { t } = useWords();
  const isNarrow = useMediaQuery(narrow, false, { getInitialValueInEffect: false });
  const wrapUpId = useStore(chosenWork, (state) => state.wrapUpId);
  return (
    <div className={styles.tabs}>
      <SegmentedControl
        aria-label={t('deskTabs.label')}
        value={tab === 'work' && !isNarrow ? 'talk' : tab}
        onChange={setTab}
        data={[
          ...(isNarrow ? [{ value: 'work' as const, label: t('work.title') }] : []),
          { value: 'talk' as const, label: t('deskTabs.talk') },
          { value: 'lead' as const, label: t(wrapUpId === undefined ? 'deskTabs.lead' : 'wrapUp.title') },
        ]}
      />
    </div>
  );
}
