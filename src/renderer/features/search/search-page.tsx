// The wide search: leads, calls, chats and notes, within a span of days.
import { SegmentedControl } from '@mantine/core';
import { IconBrandWhatsapp, IconNote, IconPhone } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { SearchAnswer, SearchHit } from '../../../shared/desk.ts';
import { formatDayAndClock } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { day, type SearchAsked, type SearchPlace } from '../../stores/day.ts';
import { Button } from '../../ui/button.tsx';
import { DayField, FilterBar, SearchBox } from '../../ui/filter-bar.tsx';
import { Empty, Failed, LoadingBars } from '../../ui/notice.tsx';
import page from '../../ui/page.module.css';
import { useMinute } from '../../ui/use-now.ts';
import { LeadTable } from '../leads/lead-table.tsx';
import { Marked } from './marked.tsx';
import { openHit } from './open-hit.ts';
import { leastLetters, useSearch } from './use-search.ts';
import styles from './search.module.css';

const shownPlaces = 50;
const searchPlaces: readonly SearchPlace[] = ['all', 'leads', 'calls', 'chats', 'notes'];

function ask(change: Partial<SearchAsked>): void {
  day.setState(({ search }) => ({ search: { ...search, ...change } }));
}

export function SearchPage() {
  const { t } = useWords();
  const asked = useStore(day, (state) => state.search);
  const isFiltered = asked.in !== 'all' || asked.from !== '' || asked.to !== '';
  return (
    <div className={page.page}>
      <div className={page.title}>
        <h1>{t('search.title')}</h1>
      </div>
      <FilterBar>
        <SearchBox label={t('search.field')} value={asked.q} onChange={(q) => ask({ q })} autoFocus />
        <SegmentedControl
          aria-label={t('search.in')}
          value={asked.in}
          onChange={(value) => ask({ in: value as SearchPlace })}
          data={searchPlaces.map((value) => ({ value, label: t(`search.${value}`) }))}
        />
        <DayField
          label={t('search.from')}
          value={asked.from}
          max={asked.to}
          onChange={(from) => ask({ from })}
        />
        <DayField label={t('search.to')} value={asked.to} min={asked.from} onChange={(to) => ask({ to })} />
        {isFiltered && (
          <Button look="plain" size="small" onClick={() => ask({ in: 'all', from: '', to: '' })}>
            {t('search.clear')}
          </Button>
        )}
      </FilterBar>
      <div className={page.body}>
        <Found asked={asked} />
      </div>
    </div>
  );
}

function Found({ asked }: { asked: SearchAsked }) {
  const { t } = useWords();
  const { latest, value, status, again } = useSearch(asked, shownPlaces);
  if (asked.q.trim().length < leastLetters)
    return (
      <div className={page.notice}>
        <Empty text={t('search.start')} />
      </div>
    );
  if (status === 'failed')
    return (
      <div className={page.notice}>
        <Failed text={t('search.failed')} action={t('work.retry')} onAction={again} />
      </div>
    );
  const shown = value ?? latest;
  if (!shown)
    return (
      <div className={page.notice}>
        <LoadingBars label={t('app.loading')} height={26} widths={[100, 100, 100, 100]} />
      </div>
    );
  return <Answer answer={shown} />;
}

function Answer({ answer: { leads, hits } }: { answer: SearchAnswer }) {
  const { t } = useWords();
  const isCut = leads.length >= shownPlaces || hits.length >= shownPlaces;
  return (
    <>
      {leads.length > 0 && (
        <section className={styles.section} aria-labelledby="found-leads">
          <h2 id="found-leads">
            {t('search.leads')}
            <span>{leads.length}</span>
          </h2>
          <LeadTable leads={leads} />
        </section>
      )}
      {hits.length > 0 && (
        <section className={styles.section} aria-labelledby="found-hits">
          <h2 id="found-hits">
            {t('search.hits')}
            <span>{hits.length}</span>
          </h2>
          {hits.map((hit) => (
            <HitRow key={hit.interactionId} hit={hit} />
          ))}
        </section>
      )}
      <div className={page.notice} role="status">
        {leads.length + hits.length === 0 && <Empty text={t('search.none')} />}
        {isCut && <Empty text={t('search.first', { count: shownPlaces })} />}
      </div>
    </>
  );
}

const icons = { whatsapp: IconBrandWhatsapp, call: IconPhone, note: IconNote } as const;

function HitRow({ hit }: { hit: SearchHit }) {
  const { t, language } = useWords();
  const { openLead } = useActions();
  const now = useMinute();
  const Icon = icons[hit.channel];
  return (
    <button type="button" className={styles.hit} onClick={() => openHit(hit, openLead)}>
      <Icon stroke={1.5} aria-hidden />
      <span className={styles.text}>
        <Marked text={hit.excerpt} from={hit.from} to={hit.to} />
        <small>
          <b>{hit.leadName}</b> · {t(`search.channel.${hit.channel}`)} · {t(`search.author.${hit.author}`)}
        </small>
      </span>
      <time dateTime={hit.at}>{formatDayAndClock(hit.at, now, language)}</time>
    </button>
  );
}
