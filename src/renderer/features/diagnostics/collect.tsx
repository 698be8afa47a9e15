// One file for whoever helps: logs, crashes and SIP messages, without personal data; the program around the page writes it.
import { IconFileZip } from '@tabler/icons-react';
import { useState } from 'react';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useStationApi } from '../../stores/station-api.ts';
import { Button } from '../../ui/button.tsx';
import { useAttempt } from '../use-attempt.ts';
import styles from './diagnostics.module.css';

const collectFailed = (t: Translate, reason: string): string => t('station.collectFailed', { reason });

/** Nothing in a plain browser: there the SIP messages above can be saved. */
export function CollectSection() {
  const { t } = useWords();
  const { hasHost, collectDiagnostics } = useStationApi();
  const { run, busy } = useAttempt(collectFailed);
  const [path, setPath] = useState<string>();
  if (!hasHost) return null;
  const collect = () => run(async () => setPath((await collectDiagnostics()) ?? undefined));
  return (
    <section className={styles.section} aria-labelledby="collect">
      <div className={styles.head}>
        <h2 id="collect">{t('station.collect')}</h2>
        <Button
          size="small"
          busy={busy}
          data-testid="collect"
          icon={<IconFileZip stroke={1.5} aria-hidden />}
          onClick={collect}
        >
          {t('station.collect')}
        </Button>
      </div>
      <p className={styles.lead} role="status">
        {path === undefined ? t('station.collectHint') : t('station.collected', { path })}
      </p>
    </section>
  );
}
