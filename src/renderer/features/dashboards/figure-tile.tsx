// One figure: how much, whether that is enough, how it changed and how it went; a press shows what it counts and the cases behind it.
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { kpis, type KpiKey, type KpiValue } from '../../../shared/kpis.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Sparkline } from '../../ui/charts/sparkline.tsx';
import { board } from '../../stores/board.ts';
import { changeOf, figureOf, standingOf, targetText, textOf } from './figures.ts';
import styles from './dashboards.module.css';

interface TileProps {
  kpi: KpiValue;
  curve: readonly (number | null)[] | undefined;
  compare: boolean;
  /** A day that is not over, held against a whole one. */
  isRunning?: boolean;
  /** The target as high as the curve: of a sum a day's part of it. */
  curveTarget?: number | null;
  isOpen: boolean;
  onOpen: () => void;
  /** Taller curve with its target drawn. */
  tall?: boolean;
}

export function FigureTile({
  kpi,
  curve,
  curveTarget = null,
  compare,
  isRunning = false,
  isOpen,
  onOpen,
  tall = false,
}: TileProps) {
  const { t, language } = useWords();
  const { unit } = kpis[kpi.key];
  const said = kpi.value === null ? undefined : figureOf(kpi.value, unit, language);
  const change = compare ? changeOf(kpi, unit, language) : undefined;
  return (
    <button
      type="button"
      className={styles.tile}
      title={useMeaning(kpi.key)}
      aria-pressed={isOpen}
      data-testid={`figure-${kpi.key}`}
      onClick={onOpen}
    >
      <span className={styles.tileName}>{useShortName(kpi.key)}</span>
      {said ? (
        <span className={styles.figure}>
          {said.figure}
          {said.unit !== '' && (
            <small>
              {unit === 'ratio' ? '' : '\u00a0'}
              {said.unit}
            </small>
          )}
        </span>
      ) : (
        <span className={styles.figureNone}>{t('dash.tile.noData')}</span>
      )}
      <span className={styles.tileFoot}>
        <Target kpi={kpi} />
        {change !== undefined && (
          <span
            className={styles.change}
            title={t(isRunning ? 'dash.tile.versusWhole' : 'dash.tile.versus', {
              value: textOf(kpi.previous, unit, language),
            })}
          >
            {change}
          </span>
        )}
      </span>
      <Sparkline values={curve ?? []} target={tall ? curveTarget : null} height={tall ? 44 : 28} />
    </button>
  );
}

const shortNames = [
  'answerSpeed',
  'handleTime',
  'toolTimeMedian',
  'toolTimeP95',
  'uptime',
  'adReturn',
] as const;

/** Of the service level, within how many seconds: without them it says nothing. */
function useShortName(key: KpiKey): string {
  const { t } = useWords();
  const seconds = useSeconds(key);
  const short = shortNames.find((one) => one === key);
  const name = short === undefined ? t(`kpi.${key}`) : t(`dash.short.${short}`);
  return seconds === undefined ? name : t('dash.tile.within', { name, seconds });
}

/** What a figure counts, in a sentence or two. */
export function useMeaning(key: KpiKey): string {
  const { t } = useWords();
  const seconds = useSeconds(key);
  const meaning = t(`kpiMeans.${key}`);
  return seconds === undefined ? meaning : `${meaning} ${t('dash.tile.withinMeans', { seconds })}`;
}

/** As the house's rules say now; the floor tells it to every supervisor. */
const useSeconds = (key: KpiKey): number | undefined =>
  useStore(board, ({ figures }) => (key === 'serviceLevel' ? figures?.serviceLevelSeconds : undefined));

/** The target with its sign: a check, a triangle that is amber when it is close, red when it is not; always with words. */
export function Target({ kpi }: { kpi: KpiValue }) {
  const { t, language } = useWords();
  const { unit, better } = kpis[kpi.key];
  const standing = standingOf(kpi.key, kpi.value, kpi.target);
  if (kpi.target === null) return <span className={styles.noTarget}>{t('dash.tile.noTarget')}</span>;
  const Icon = standing === 'met' ? IconCheck : IconAlertTriangle;
  const value = targetText(kpi.target, unit, language);
  return (
    <span className={styles.target} data-standing={standing} title={standing && t(`dash.tile.${standing}`)}>
      {standing && <Icon size={14} stroke={1.75} role="img" aria-label={t(`dash.tile.${standing}`)} />}
      <span>{t(better === 'up' ? 'dash.tile.target' : 'dash.tile.limit', { value })}</span>
    </span>
  );
}
