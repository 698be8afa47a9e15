// What Sofía tells whoever is about to answer: each field at its own place, filling when it comes.
import { useStore } from 'zustand';
import type { Brief } from '../../../shared/escalation.ts';
import { briefFields, openingFor, openingMeaning } from '../../i18n/brief-words.ts';
import { useWords } from '../../i18n/use-words.ts';
import { session, selectMe } from '../../stores/session.ts';
import { SofiaMark } from '../../ui/marks.tsx';
import { useNow } from '../../ui/use-now.ts';
import { Stretches } from '../as-said.tsx';
import styles from './call-bar.module.css';

/** After this the missing brief is named, instead of a bar that promises it at once. */
const lateMs = 3_000;

/** The brief in the call bar; `since` (epoch ms) is when the call began to ring. */
export function RingingBrief({
  brief,
  since,
}: { brief: Brief; since: number } | { brief: undefined; since: number }) {
  const { t, language } = useWords();
  const now = useNow();
  const me = useStore(session, selectMe);
  const fields = brief ? briefFields(brief, { t, language }) : undefined;
  const keys = ['who', 'wants', 'why', 'promised', 'mood', 'careful'] as const;
  const late = now - since > lateMs;
  return (
    <div data-testid="brief">
      <dl className={styles.brief}>
        {keys.map((key, index) => (
          <div key={key}>
            <dt>{fields?.[index]?.name ?? t(`brief.${key}`)}</dt>
            {fields && (
              <dd title={fields[index]?.text}>
                <Stretches of={fields[index]?.stretches ?? []} />
              </dd>
            )}
            {!fields && late && index === 0 && <dd className={styles.late}>{t('brief.late')}</dd>}
            {!fields && !(late && index === 0) && <dd className={styles.pending} />}
          </div>
        ))}
      </dl>
      {!brief && <div className={styles.say} data-pending aria-hidden />}
      {brief && brief.opening !== '' && (
        <div className={styles.say}>
          <SofiaMark />
          <div>
            <small>
              {t('brief.opening')}
              {brief.language !== language &&
                ` · ${t('brief.speaks', { language: t(`language.${brief.language}`) })}`}
            </small>
            <q lang={brief.language}>{openingFor(brief.opening, me?.name)}</q>
            <OpeningMeaning brief={brief} agent={me?.name ?? ''} />
          </div>
        </div>
      )}
    </div>
  );
}

/** For an agent whose console speaks another language than the lead. */
export function OpeningMeaning({ brief, agent }: { brief: Brief; agent: string }) {
  const meaning = openingMeaning(brief, agent, useWords());
  return meaning === undefined ? null : <p className={styles.meaning}>{meaning}</p>;
}
