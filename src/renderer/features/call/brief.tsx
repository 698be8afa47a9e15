// What Sofía tells whoever is about to answer: each field at its own place, filling when it comes.
import { useStore } from 'zustand';
import type { Brief } from '../../../shared/escalation.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { session, selectMe } from '../../stores/session.ts';
import { SofiaMark } from '../../ui/marks.tsx';
import { useNow } from '../../ui/use-now.ts';
import styles from './call-bar.module.css';

/** After this the missing brief is named, instead of a bar that promises it at once. */
const lateMs = 3_000;

export interface BriefField {
  key: 'who' | 'wants' | 'why' | 'promised' | 'mood' | 'careful';
  text: string;
}

/** The six fields in the look's order; each has a sentence even where nothing is known. */
export function briefFields(brief: Brief, t: Translate): BriefField[] {
  const wants = [brief.wants, brief.budget, brief.when].filter(Boolean).join('\u00a0· '); // a dot never begins a line
  const mood = brief.mood === null ? t('brief.unknown') : t(`mood.${brief.mood}`);
  return [
    { key: 'who', text: brief.who || t('brief.unknown') },
    { key: 'wants', text: wants || t('brief.unknown') },
    { key: 'why', text: brief.why || t('brief.unknown') },
    { key: 'promised', text: sentences(brief.promised) || t('brief.nothingPromised') },
    { key: 'mood', text: mood },
    { key: 'careful', text: sentences(brief.careful) || t('brief.nothingCareful') },
  ];
}

/** Joins short statements into running text, each with its full stop. */
export function sentences(statements: readonly string[]): string {
  return statements
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
    .map((statement) => (/[.!?…]$/.test(statement) ? statement : `${statement}.`))
    .join(' ');
}

/** The brief in the call bar; `since` (epoch ms) is when the call began to ring. */
export function RingingBrief({
  brief,
  since,
}: { brief: Brief; since: number } | { brief: undefined; since: number }) {
  const { t, language } = useWords();
  const now = useNow();
  const me = useStore(session, selectMe);
  const fields = brief ? briefFields(brief, t) : undefined;
  const keys = ['who', 'wants', 'why', 'promised', 'mood', 'careful'] as const;
  const late = now - since > lateMs;
  return (
    <div data-testid="brief">
      <dl className={styles.brief}>
        {keys.map((key, index) => (
          <div key={key}>
            <dt>{t(`brief.${key}`)}</dt>
            {fields && <dd title={fields[index]?.text}>{fields[index]?.text}</dd>}
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
            <q>{openingFor(brief.opening, me?.name)}</q>
          </div>
        </div>
      )}
    </div>
  );
}

/** The sentence with the agent's own name where the brief left a place for it. */
export function openingFor(opening: string, name: string | undefined): string {
  return opening.replaceAll('{agent}', name ?? '');
}
