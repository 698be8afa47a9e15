// What stands behind a figure: what it counts in one sentence, how it splits, and every single case, each a step from its lead or call.
import { SegmentedControl } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useRef, type RefObject } from 'react';
import { kpis, type KpiValue } from '../../../shared/kpis.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useSupervisionApi } from '../../stores/supervision-api.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Empty, Failed, LoadingBars } from '../../ui/notice.tsx';
import { useReading } from '../use-reading.ts';
import { queryOf, type CasesAsked } from './address.ts';
import { useAddress } from './address-bar.ts';
import { CaseRow } from './case-row.tsx';
import { Breakdown } from './breakdown.tsx';
import { outcomeInWords } from './data-words.ts';
import { daysInWords } from './day-words.ts';
import { Target, useMeaning } from './figure-tile.tsx';
import { figureOf, formatNumber, isShare, textOf } from './figures.ts';
import type { Looked } from './use-dashboard.ts';
import { useCases } from './use-cases.ts';
import { useFilterValues } from './use-filter-values.ts';
import styles from './dashboards.module.css';

interface CasesPanelProps {
  asked: CasesAsked;
  looked: Looked;
  onClose: () => void;
}

export function CasesPanel({ asked, looked, onClose }: CasesPanelProps) {
  const { t, language } = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const { key } = asked;
  const days = { from: asked.from ?? looked.days.from, to: asked.to ?? looked.days.to };
  const filters = { ...looked.address.filters, ...(asked.campaign && { campaign: asked.campaign }) };
  const query = queryOf(days, filters, kpis[key].by);
  useFocusWhileOpen(heading);
  useEscape(onClose);
  return (
    <aside className={styles.aside} aria-label={t(`kpi.${key}`)} data-testid="cases">
      <header className={styles.asideHead}>
        <h2 ref={heading} tabIndex={-1}>
          {t(`kpi.${key}`)}
        </h2>
        <IconButton label={t('dash.cases.close')} data-testid="cases-close" onClick={onClose}>
          <IconX stroke={1.5} aria-hidden />
        </IconButton>
      </header>
      {/* Scrolls, so the keyboard has to reach it. */}
      <div className={styles.asideBody} tabIndex={0} role="group" aria-label={t('dash.cases.list')}>
        <Meaning asked={asked} query={query} compare={looked.address.compare} />
        <p className={styles.meta}>
          {[daysInWords(days, looked.today, language), ...useNarrowed(asked, looked)].join(' · ')}
        </p>
        <Breakdown key={key} figure={key} query={query} />
        <CaseList asked={asked} query={query} />
      </div>
    </aside>
  );
}

/** The focus goes in with the panel, and back to what opened it. */
function useFocusWhileOpen(heading: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const before = document.activeElement;
    heading.current?.focus();
    return () => {
      if (before instanceof HTMLElement || before instanceof SVGElement) {
        if (before.isConnected) before.focus({ preventScroll: true });
      }
    };
  }, [heading]);
}

/** Wherever the focus went meanwhile; a menu or a dialog that is open takes the key for itself. */
function useEscape(onClose: () => void): void {
  const latest = useRef(onClose);
  useEffect(() => {
    latest.current = onClose;
  });
  useEffect(() => {
    const close = (event: KeyboardEvent): void => {
      const isElsewhere =
        event.target instanceof Element &&
        event.target.closest('[role="menu"], [role="dialog"], select') !== null;
      if (event.key !== 'Escape' || event.defaultPrevented || isElsewhere) return;
      latest.current();
    };
    addEventListener('keydown', close);
    return () => removeEventListener('keydown', close);
  }, []);
}

function useNarrowed({ campaign, outcome }: CasesAsked, { today }: Looked): string[] {
  const { t } = useWords();
  const campaigns = useFilterValues('campaign', today);
  const name = campaigns.find(({ value }) => value === campaign)?.label;
  return [
    ...(campaign === undefined ? [] : [name ?? t('dash.filter.campaign')]),
    ...(outcome === undefined ? [] : [t('dash.cases.narrowed', { what: outcomeInWords(outcome, t) })]),
  ];
}

interface PartProps {
  asked: CasesAsked;
  query: Record<string, string | undefined>;
}

function Meaning({ asked: { key }, query, compare }: PartProps & { compare: boolean }) {
  const { t, language } = useWords();
  const api = useSupervisionApi();
  const { latest } = useReading(JSON.stringify([key, query]), () => api.kpis({ ...query, keys: key }));
  const kpi: KpiValue | undefined = latest?.values.find((one) => one.key === key);
  const { unit } = kpis[key];
  const said = kpi?.value == null ? undefined : figureOf(kpi.value, unit, language);
  const counts = kpi && {
    hits: formatNumber(kpi.numerator, language),
    all: formatNumber(kpi.denominator, language),
  };
  return (
    <section>
      <p className={styles.meaning}>{useMeaning(key)}</p>
      <div className={styles.meaningFigure}>
        {said && (
          <span className={styles.figure}>
            {said.figure}
            {said.unit !== '' && <small>{`\u00a0${said.unit}`}</small>}
          </span>
        )}
        <span className={styles.meaningFacts}>
          {kpi && kpi.target !== null && <Target kpi={kpi} />}
          {counts && isShare(key) && <span>{t('dash.cases.of', counts)}</span>}
          {compare && kpi?.previous != null && (
            <span className={styles.meta}>
              {t('dash.cases.before', { value: textOf(kpi.previous, unit, language) })}
            </span>
          )}
        </span>
      </div>
    </section>
  );
}

/** Figures that stand on time or money and so have no list. */
const withoutCases = new Set(['occupancy', 'uptime']);

function CaseList({ asked, query }: PartProps) {
  const { t } = useWords();
  const { change } = useAddress();
  const { key, only, outcome } = asked;
  const { cases, status, again, more } = useCases(key, { ...query, only, outcome });
  if (withoutCases.has(key)) return <Empty text={t('dash.cases.noList')} />;
  return (
    <section className={styles.cases}>
      <div className={styles.casesHead}>
        <h3>{t('dash.cases.list')}</h3>
        {isShare(key) && (
          <SegmentedControl
            aria-label={t('dash.cases.only')}
            data-testid="cases-only"
            value={only ?? 'all'}
            onChange={(value) => {
              const { only: _before, ...rest } = asked;
              const next: CasesAsked = value === 'hit' || value === 'miss' ? { ...rest, only: value } : rest;
              change({ cases: next }, 'replace');
            }}
            data={(['all', 'hit', 'miss'] as const).map((value) => ({
              value,
              label: t(`dash.cases.${value}`),
            }))}
          />
        )}
      </div>
      {key === 'adReturn' && <p className={styles.meta}>{t('dash.cases.noSpend')}</p>}
      <ul>
        {cases.map((one) => (
          <CaseRow key={one.id} figure={key} one={one} />
        ))}
      </ul>
      {status === 'failed' && (
        <Failed text={t('dash.cases.failed')} action={t('dash.retry')} onAction={again} />
      )}
      {status === 'loading' && cases.length === 0 && (
        <LoadingBars label={t('app.loading')} height={26} widths={[100, 100, 100, 100, 100, 100]} />
      )}
      {status === 'ready' && cases.length === 0 && <Empty text={t('dash.cases.none')} />}
      {more && (
        <Button look="plain" busy={status === 'loading'} data-testid="cases-more" onClick={more}>
          {t('dash.cases.more')}
        </Button>
      )}
    </section>
  );
}
