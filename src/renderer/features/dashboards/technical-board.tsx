// How the machinery goes: how fast and how well it answers, what fails, what comes in, what is behind.
import type { TechnicalDashboard } from '../../../shared/dashboards.ts';
import { formatAge } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { BarRows } from '../../ui/charts/bar-rows.tsx';
import { DayStrip } from '../../ui/charts/day-strip.tsx';
import { StateDot } from '../../ui/marks.tsx';
import type { CasesAsked } from './address.ts';
import { BoardFrame } from './board-frame.tsx';
import { errorInWords } from './data-words.ts';
import { dayInWords, momentInWords } from './day-words.ts';
import { FigureRow } from './figure-row.tsx';
import { formatNumber, standingOf, textOf } from './figures.ts';
import { GatewayTable, ToolTable } from './latency-tables.tsx';
import { Panel } from './panel.tsx';
import { daysOf } from './period.ts';
import { ThroughputChart } from './throughput-chart.tsx';
import { useHouseZone } from '../use-house-clock.ts';
import { useDashboard, type Looked } from './use-dashboard.ts';
import { useOpenCases } from './use-open-cases.ts';
import styles from './dashboards.module.css';

export function TechnicalBoard({ looked }: { looked: Looked }) {
  const reading = useDashboard('technical', looked);
  return (
    <BoardFrame<'technical'> reading={reading}>
      {(answer) => (
        <div className={styles.board} data-board>
          <FigureRow figures={answer.kpis} looked={looked} />
          <div className={styles.grid} data-part>
            <ToolTable answer={answer} />
            <Behind answer={answer} />
          </div>
          <div className={styles.grid} data-part>
            <GatewayTable answer={answer} />
            <Errors answer={answer} />
            <ThroughputChart answer={answer} />
          </div>
          <div className={styles.grid} data-part>
            <Uptime answer={answer} looked={looked} />
          </div>
        </div>
      )}
    </BoardFrame>
  );
}

interface PartProps {
  answer: TechnicalDashboard;
}

/** Kinds of error whose single cases a figure knows. */
function casesOfError(kind: string): CasesAsked | undefined {
  if (kind.startsWith('tool.'))
    return { key: 'toolSuccess', only: 'miss', outcome: kind.slice('tool.'.length) };
  return kind === 'call.failed' ? { key: 'callSuccess', only: 'miss', outcome: 'failed' } : undefined;
}

function Errors({ answer: { errors } }: PartProps) {
  const { t, language } = useWords();
  const zone = useHouseZone();
  const open = useOpenCases();
  const title = t('dash.tech.errors');
  const last = (at: string): string => t('dash.tech.lastAt', { time: momentInWords(at, zone, language) });
  return (
    <Panel
      id="errors"
      title={title}
      empty={errors.length === 0 ? t('dash.tech.noErrors') : undefined}
      table={{
        columns: [t('dash.chart.name'), t('dash.tech.failures'), t('dash.tech.lastAt', { time: '' })],
        rows: errors.map(({ kind, count, lastAt }) => [
          errorInWords(kind, t),
          formatNumber(count, language),
          momentInWords(lastAt, zone, language),
        ]),
      }}
    >
      {(width) => (
        <BarRows
          label={title}
          width={width}
          nameWidth={Math.min(200, width * 0.54)}
          rowHeight={38}
          rows={errors.slice(0, mostErrors).map(({ kind, count, lastAt }) => {
            const asked = casesOfError(kind);
            return {
              ...{ key: kind, name: errorInWords(kind, t), under: last(lastAt) },
              ...{ value: count, text: formatNumber(count, language) },
              onOpen: asked && open(asked),
            };
          })}
        />
      )}
    </Panel>
  );
}
const mostErrors = 6;

function Behind({ answer: { outbox, events, stores } }: PartProps) {
  const { t, language } = useWords();
  const count = (value: number): string => formatNumber(value, language);
  const facts = [
    { key: 'pending', text: count(outbox.pending), isBad: false },
    {
      key: 'oldestJob',
      text: formatAge(outbox.oldestSeconds * 1000),
      isBad: outbox.oldestSeconds > longLagSeconds,
    },
    { key: 'dead', text: count(outbox.dead), isBad: outbox.dead > 0 },
    { key: 'unpublished', text: count(events.unpublished), isBad: events.unpublished > manyEvents },
    { key: 'uncounted', text: count(events.uncounted), isBad: events.uncounted > manyEvents },
  ] as const;
  return (
    <Panel id="behind" title={t('dash.tech.lag')}>
      {() => (
        <>
          <ul className={styles.list}>
            {facts.map(({ key, text, isBad }) => (
              <li key={key}>
                <span className={styles.listName}>{t(`dash.tech.${key}`)}</span>
                <b data-bad={isBad ? '' : undefined}>{text}</b>
              </li>
            ))}
          </ul>
          <h3 className={styles.small}>{t('dash.tech.stores')}</h3>
          <ul className={styles.list}>
            {stores.map(({ name, ok, latencyMs, sizeBytes }) => (
              <li key={name}>
                <span className={styles.listName}>{t(`dash.tech.store.${name}`)}</span>
                <span className={styles.sign} data-state={ok ? 'up' : 'down'}>
                  <StateDot tone={ok ? 'accent' : 'bad'} hollow={!ok} />
                  {ok
                    ? t('dash.tech.ok', { time: textOf(latencyMs ?? 0, 'ms', language) })
                    : t('dash.tech.away')}
                </span>
                <span className={styles.rightMeta}>
                  {sizeBytes === null ? '' : sizeInWords(sizeBytes, language)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
const longLagSeconds = 60;
const manyEvents = 1_000;

/** `812 MB`, `3.4 GB`. */
function sizeInWords(bytes: number, language: 'es' | 'en'): string {
  const megabytes = bytes / 1_000_000;
  return megabytes < 1000
    ? `${formatNumber(megabytes, language, megabytes < 10 ? 1 : 0)}\u00a0MB`
    : `${formatNumber(megabytes / 1000, language, 1)}\u00a0GB`;
}

function Uptime({ answer: { uptime, kpis }, looked: { days } }: PartProps & { looked: Looked }) {
  const { t, language } = useWords();
  const title = t('dash.tech.uptime');
  const target = kpis.find(({ key }) => key === 'uptime')?.target ?? null;
  const known = new Map(uptime.map(({ key, value }) => [key, value]));
  const shown = daysOf(days).map((day) => {
    const value = known.get(day) ?? null;
    const text = value === null ? t('dash.partial') : `${formatNumber(value, language, 2)}\u00a0%`;
    return {
      day,
      value,
      text,
      label: t('dash.tech.uptimeDay', { day: dayInWords(day, language), value: text }),
    };
  });
  const short = shown.filter(({ value }) => toneOfDay(value, target) !== 'good' && value !== null);
  return (
    <Panel
      id="uptime"
      title={title}
      sub={t('dash.tech.uptimeSub')}
      className={styles.three}
      empty={uptime.every(({ value }) => value === null) ? t('dash.tech.noUptime') : undefined}
      table={{
        columns: [t('dash.chart.day'), t('kpi.uptime')],
        rows: shown.map(({ day, text }) => [dayInWords(day, language), text]),
      }}
    >
      {() => (
        <DayStrip
          label={[title, ...short.map(({ label }) => label)].join(' ')}
          days={shown.map(({ day, label, value }) => ({ key: day, label, tone: toneOfDay(value, target) }))}
          first={dayInWords(days.from, language)}
          last={dayInWords(days.to, language)}
        />
      )}
    </Panel>
  );
}

/** What a day ought to have where nobody set a target. */
const usualUptime = 99.9;

function toneOfDay(value: number | null, target: number | null): 'good' | 'near' | 'bad' | 'none' {
  if (value === null) return 'none';
  const standing = standingOf('uptime', value, target ?? usualUptime);
  return standing === 'met' ? 'good' : standing === 'near' ? 'near' : 'bad';
}
