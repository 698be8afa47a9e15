// Every call: those in progress, live, and those of before.
import { SegmentedControl } from '@mantine/core';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { day } from '../../stores/day.ts';
import page from '../../ui/page.module.css';
import { HistoryPart } from '../history/history-part.tsx';
import { OpenCalls } from './open-calls.tsx';

const tabs = [
  { value: 'open', word: 'openOnly' },
  { value: 'history', word: 'history' },
] as const;

export function CallsPage() {
  const { t } = useWords();
  const tab = useStore(day, (state) => state.callsTab);
  return (
    <div className={page.page}>
      <div className={page.title}>
        <h1>{t('calls.title')}</h1>
        <SegmentedControl
          aria-label={t('calls.filter')}
          value={tab}
          onChange={(value) => day.setState({ callsTab: value === 'open' ? 'open' : 'history' })}
          data={tabs.map(({ value, word }) => ({ value, label: t(`calls.${word}`) }))}
        />
      </div>
      {tab === 'open' ? <OpenCalls /> : <HistoryPart />}
    </div>
  );
}
