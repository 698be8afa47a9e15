// Which days and what they are narrowed to; every change is a step one can go back from.
import { SegmentedControl } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import { useWords } from '../../i18n/use-words.ts';
import { IconButton } from '../../ui/button.tsx';
import { DayField } from '../../ui/filter-bar.tsx';
import { filtersOf, type FilterName } from './address.ts';
import { useAddress } from './address-bar.ts';
import { valueInWords } from './data-words.ts';
import { daysInWords, periodInWords } from './day-words.ts';
import { isRunning, periodNames, previousOf, type PeriodName } from './period.ts';
import type { Looked } from './use-dashboard.ts';
import { useFilterValues, type FilterValue } from './use-filter-values.ts';
import styles from './dashboards.module.css';

export function FilterLine({ looked }: { looked: Looked }) {
  const { t } = useWords();
  const { address, change } = useAddress();
  const names = filtersOf[address.name];
  const isNarrowed = names.some((name) => address.filters[name] !== undefined);
  return (
    <div className={styles.filters} role="search" aria-label={t('dash.filter.label')}>
      <Period looked={looked} />
      {names.map((name) => (
        <Filter key={name} name={name} today={looked.today} />
      ))}
      {isNarrowed && (
        <IconButton
          label={t('dash.filter.clear')}
          data-testid="filters-clear"
          onClick={() => change({ filters: {} })}
        >
          <IconFilterOff stroke={1.5} aria-hidden />
        </IconButton>
      )}
    </div>
  );
}

function Period({ looked: { days, named, today } }: { looked: Looked }) {
  const { t, language } = useWords();
  const { change } = useAddress();
  const choices = [...periodNames, 'custom'] as const;
  return (
    <>
      <SegmentedControl
        aria-label={t('dash.period.label')}
        data-testid="period"
        value={named ?? 'custom'}
        onChange={(value) => change({ period: value === 'custom' ? days : (value as PeriodName) })}
        data={choices.map((value) => ({
          value,
          label: value === 'custom' ? t('dash.period.custom') : periodInWords(value, today, { t, language }),
        }))}
      />
      {named === undefined && (
        <span className={styles.days} data-testid="period-days">
          <DayField
            label={t('dash.period.from')}
            value={days.from}
            max={days.to}
            onChange={(from) =>
              from !== '' && change({ period: { from, to: from > days.to ? from : days.to } })
            }
          />
          <DayField
            label={t('dash.period.to')}
            value={days.to}
            min={days.from}
            max={today}
            onChange={(to) => to !== '' && change({ period: { from: to < days.from ? to : days.from, to } })}
          />
        </span>
      )}
    </>
  );
}

const everything = {
  source: 'allSource',
  campaign: 'allCampaign',
  propertyType: 'allPropertyType',
  language: 'allLanguage',
  agent: 'allAgent',
} as const satisfies Record<FilterName, string>;

function Filter({ name, today }: { name: FilterName; today: string }) {
  const { t } = useWords();
  const { address, change } = useAddress();
  const chosen = address.filters[name] ?? '';
  const values = withChosen(useFilterValues(name, today), chosen);
  return (
    <select
      className={styles.filter}
      aria-label={t(`dash.filter.${name}`)}
      data-testid={`filter-${name}`}
      data-on={chosen === '' ? undefined : ''}
      value={chosen}
      onChange={({ currentTarget: { value } }) => {
        const { [name]: _before, ...others } = address.filters;
        change({ filters: value === '' ? others : { ...others, [name]: value } });
      }}
    >
      <option value="">{t(`dash.filter.${everything[name]}`)}</option>
      {values.map(({ value, label }) => (
        <option key={value} value={value}>
          {valueInWords(name, value, label, t)}
        </option>
      ))}
    </select>
  );
}

/** A link may name what nobody has any more. */
function withChosen(values: readonly FilterValue[], chosen: string): readonly FilterValue[] {
  return chosen === '' || values.some(({ value }) => value === chosen)
    ? values
    : [...values, { value: chosen, label: undefined }];
}

/** What figures are held against. */
export function Compare({ looked: { days, today } }: { looked: Looked }) {
  const { t, language } = useWords();
  const { address, change } = useAddress();
  return (
    <select
      className={styles.filter}
      aria-label={t('dash.compare.label')}
      data-testid="compare"
      value={address.compare ? 'with' : 'none'}
      onChange={({ currentTarget: { value } }) => change({ compare: value === 'with' })}
    >
      <option value="with">
        {t(isRunning(days, today) ? 'dash.compare.withWhole' : 'dash.compare.with', {
          period: daysInWords(previousOf(days), today, language),
        })}
      </option>
      <option value="none">{t('dash.compare.none')}</option>
    </select>
  );
}
