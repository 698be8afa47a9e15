// The head of the dashboards: which one, which days, narrowed to what, until when it is counted, and where to take it.
import { IconLink, IconScreenShare } from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { dashboardNames } from '../../../shared/dashboards.ts';
import { useWords } from '../../i18n/use-words.ts';
import { consoleAddress } from '../../stores/console-address.ts';
import { IconButton } from '../../ui/button.tsx';
import { useNowEvery } from '../../ui/use-now.ts';
import { tell } from '../tell.tsx';
import { withFixedDays, writeAddress } from './address.ts';
import { writeHash } from './address-bar.ts';
import { countedTo } from './counted-to.tsx';
import { momentInWords } from './day-words.ts';
import { ExportMenu } from './export-menu.tsx';
import { Compare, FilterLine } from './filter-line.tsx';
import { LinkDialog } from './link-dialog.tsx';
import { useHouseZone } from '../use-house-clock.ts';
import type { Looked } from './use-dashboard.ts';
import { WallDialog } from './wall-dialog.tsx';
import styles from './dashboards.module.css';

export function PageHead({ looked }: { looked: Looked }) {
  return (
    <header className={styles.head}>
      <div className={styles.headLine}>
        <Tabs looked={looked} />
        <span className={styles.headEnd}>
          <Compare looked={looked} />
          <Counted />
          <Share looked={looked} />
        </span>
      </div>
      <FilterLine looked={looked} />
    </header>
  );
}

/** Links: they can be sent, opened beside and gone back to. */
function Tabs({ looked: { address } }: { looked: Looked }) {
  const { t } = useWords();
  return (
    <nav className={styles.tabs} aria-label={t('dash.tabs')}>
      {dashboardNames.map((name) => {
        const hash = writeAddress({ ...address, name, cases: undefined });
        return (
          <a
            key={name}
            href={hash}
            aria-current={name === address.name ? 'page' : undefined}
            data-testid={`dashboard-tab-${name}`}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              writeHash(hash);
            }}
          >
            {t(`dash.name.${name}`)}
          </a>
        );
      })}
    </nav>
  );
}

const oldAfterMs = 5 * 60_000;

function Counted() {
  const { t, language } = useWords();
  const zone = useHouseZone();
  const now = useNowEvery(10_000);
  const at = useStore(countedTo, (state) => state.at);
  if (at === undefined) return null;
  const isOld = now - Date.parse(at) > oldAfterMs;
  return (
    <span className={styles.counted} data-old={isOld ? '' : undefined} data-testid="counted-to">
      {t('dash.dataTo', { time: momentInWords(at, zone, language) })}
    </span>
  );
}

function Share({ looked }: { looked: Looked }) {
  const { t } = useWords();
  const [asksWall, setAsksWall] = useState(false);
  const [refused, setRefused] = useState<string>();
  const copy = async (): Promise<void> => {
    const link = `${consoleAddress.getState().url}/${writeAddress(withFixedDays(looked.address, looked.today))}`;
    try {
      await navigator.clipboard.writeText(link);
      tell(t('dash.share.linked'), t);
    } catch {
      // A browser may keep the clipboard to itself: then the link is there to be copied by hand.
      setRefused(link);
    }
  };
  return (
    <>
      <IconButton label={t('dash.share.wall')} data-testid="wall-open" onClick={() => setAsksWall(true)}>
        <IconScreenShare stroke={1.5} aria-hidden />
      </IconButton>
      <IconButton label={t('dash.share.link')} data-testid="copy-link" onClick={() => void copy()}>
        <IconLink stroke={1.5} aria-hidden />
      </IconButton>
      <ExportMenu looked={looked} />
      {asksWall && <WallDialog address={looked.address} onClose={() => setAsksWall(false)} />}
      {refused !== undefined && <LinkDialog link={refused} onClose={() => setRefused(undefined)} />}
    </>
  );
}
