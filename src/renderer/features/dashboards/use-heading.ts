// What a picture or a document says of itself: whoever gets it sees no address, no filters and no ribbon.
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { session } from '../../stores/session.ts';
import { useHouseZone } from '../use-house-clock.ts';
import { filtersOf } from './address.ts';
import { useAddress } from './address-bar.ts';
import { daysInWords, momentInWords } from './day-words.ts';
import { filtersInWords } from './filters-in-words.ts';
import { isRunning, previousOf } from './period.ts';
import { useLooked } from './use-dashboard.ts';
import { useFilterValues } from './use-filter-values.ts';

export interface Heading {
  title: string;
  /** Period, what it is compared with, and filters. */
  under: string;
  /** When it was made. */
  made: string;
  /** That the figures are a demonstration's; undefined where they are real. */
  mark: string | undefined;
}

/** Gives the heading as of the moment it is asked for. */
export function useHeading(): () => Heading {
  const { t, language } = useWords();
  const zone = useHouseZone();
  const { address } = useAddress();
  const { days, today } = useLooked(address);
  const isDemo = useStore(session, (state) => state.config?.demo === true);
  const named = {
    campaign: useFilterValues('campaign', today),
    agent: useFilterValues('agent', today),
  };
  return () => {
    const period = daysInWords(days, today, language);
    const against = t(isRunning(days, today) ? 'dash.share.againstWhole' : 'dash.share.against', {
      period: daysInWords(previousOf(days), today, language),
    });
    const narrowed = filtersInWords(address.filters, filtersOf[address.name], { t, named });
    return {
      title: t(`dash.name.${address.name}`),
      under: [address.compare ? `${period}, ${against}` : period, narrowed].join(' · '),
      made: t('dash.share.made', { time: momentInWords(new Date().toISOString(), zone, language) }),
      mark: isDemo ? t('app.demo') : undefined,
    };
  };
}
