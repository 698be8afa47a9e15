// The calls of before: filters, the list, and beside it the one that is opened.
import { SegmentedControl } from '@mantine/core';
import { useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { HistoryCall } from '../../../shared/desk.ts';
import { useWords } from '../../i18n/use-words.ts';
import { day } from '../../stores/day.ts';
import { Button } from '../../ui/button.tsx';
import { DayField, FilterBar, SearchBox } from '../../ui/filter-bar.tsx';
import { Empty, Failed, LoadingBars } from '../../ui/notice.tsx';
import page from '../../ui/page.module.css';
import { CallRecord } from './call-record.tsx';
import { HistoryTable } from './history-table.tsx';
import { noFilters, useHistory, type HistoryFilters } from './use-history.ts';
import styles from './history.module.css';

export function HistoryPart() {
  const [filters, setFilters] = useState(noFilters);
  const opened = useStore(day, (state) => state.call);
  const cameFrom = useRef<Element | null>(null);
  const open = (row: HistoryCall) => {
    cameFrom.current = document.activeElement;
    day.setState({ call: { row, callId: row.callId, lineId: undefined } });
  };
  const close = () => {
    day.setState({ call: undefined });
    if (cameFrom.current instanceof HTMLElement) cameFrom.current.focus();
  };
  return (
    <>
      {/* Over both, so that a record that opens moves neither the filters nor the list. */}
      <div className={styles.filters}>
        <Filters filters={filters} onChange={(change) => setFilters({ ...filters, ...change })} />
      </div>
      <div className={styles.split} data-open={opened ? '' : undefined}>
        <div className={styles.list}>
          <List filters={filters} onOpen={open} openedId={opened?.row?.id} isNarrow={opened !== undefined} />
        </div>
        {opened && <CallRecord key={opened.row?.id ?? opened.callId ?? ''} opened={opened} onClose={close} />}
      </div>
    </>
  );
}

interface FiltersProps {
  filters: HistoryFilters;
  onChange: (change: Partial<HistoryFilters>) => void;
}

function Filters({ filters, onChange }: FiltersProps) {
  const { t } = useWords();
  const directions = [
    { value: '', label: t('history.both') },
    { value: 'in', label: t('history.in') },
    { value: 'out', label: t('history.out') },
  ];
  return (
    <FilterBar>
      <SegmentedControl
        aria-label={t('history.owner')}
        value={filters.owner}
        onChange={(value) => onChange({ owner: value === 'all' ? 'all' : 'mine' })}
        data={(['mine', 'all'] as const).map((value) => ({ value, label: t(`history.${value}`) }))}
      />
      <SegmentedControl
        aria-label={t('history.direction')}
        value={filters.direction}
        onChange={(value) => onChange({ direction: value as HistoryFilters['direction'] })}
        data={directions}
      />
      <SearchBox label={t('history.search')} value={filters.q} onChange={(q) => onChange({ q })} />
      <DayField
        {...{ label: t('search.from'), value: filters.from, max: filters.to }}
        onChange={(from) => onChange({ from })}
      />
      <DayField
        {...{ label: t('search.to'), value: filters.to, min: filters.from }}
        onChange={(to) => onChange({ to })}
      />
    </FilterBar>
  );
}

interface ListProps {
  filters: HistoryFilters;
  onOpen: (row: HistoryCall) => void;
  openedId: string | undefined;
  isNarrow: boolean;
}

function List({ filters, onOpen, openedId, isNarrow }: ListProps) {
  const { t } = useWords();
  const { calls, status, again, more } = useHistory(filters);
  const { owner: _, ...narrowing } = filters;
  const isFiltered = Object.values(narrowing).some((value) => value !== '');
  return (
    <div className={page.body}>
      {calls.length > 0 && <HistoryTable {...{ calls, onOpen, openedId, isNarrow }} />}
      <div className={page.notice}>
        {status === 'failed' && <Failed text={t('calls.failed')} action={t('work.retry')} onAction={again} />}
        {status === 'loading' && calls.length === 0 && (
          <LoadingBars label={t('app.loading')} height={26} widths={[100, 100, 100, 100]} />
        )}
        {status === 'ready' && calls.length === 0 && (
          <Empty text={t(isFiltered ? 'history.noneFound' : 'history.none')} />
        )}
        {more && (
          <Button look="plain" busy={status === 'loading'} onClick={more}>
            {t('history.more')}
          </Button>
        )}
      </div>
    </div>
  );
}
