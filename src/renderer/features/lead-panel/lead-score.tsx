// A score one can argue with: the number, what it means, and every reason with its points.
import {
  propertyTypes,
  type Language,
  type LeadScore as Score,
  type ScoreReason,
} from '../../../shared/lead.ts';
import { i18n } from '../../i18n/i18n.ts';
import { formatMoney } from '../../i18n/format.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { monthsInWords } from '../../i18n/wants-words.ts';
import styles from './lead-card.module.css';

export function LeadScore({ score, total }: { score: Score | null; total: number | null }) {
  const { t, language } = useWords();
  if (!score)
    return (
      <p className={styles.muted}>{total === null ? t('lead.noScore') : `${t('lead.score')} ${total}`}</p>
    );
  return (
    <section
      className={styles.score}
      aria-label={`${t('lead.score')}: ${score.total} ${t('lead.ofHundred')}`}
    >
      <div>
        <div className={styles.number} data-testid="lead-score">
          {score.total}
        </div>
        <div className={styles.level}>{t(`level.${score.qualification_level}`)}</div>
      </div>
      <dl className={styles.why}>
        {score.reasons.map((reason) => (
          <div key={reason.key} style={{ display: 'contents' }}>
            <dt>{reasonInWords(reason, t, language)}</dt>
            <dd>{signed(reason.points)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The catalogue's sentence for a reason; a rule the console does not know yet shows its key in plain letters. */
export function reasonInWords({ key, values = {} }: ScoreReason, t: Translate, language: Language): string {
  if (!i18n.exists(key)) return key.replace(/^score\./, '').replaceAll(/[._-]+/g, ' ');
  const say = i18n.t as (key: string, values: Record<string, unknown>) => string; // rules name keys at run time
  return say(key, { ...values, ...wordsOf(values, t, language) });
}

/** Values that have words of their own: money, months, kinds of property and use. */
function wordsOf(values: Record<string, string | number>, t: Translate, language: Language) {
  const { max, currency, months, type, use } = values;
  const kind = propertyTypes.find((known) => known === type);
  const purpose = uses.find((known) => known === use);
  return {
    ...(typeof max === 'number' && { max: formatMoney(max, String(currency ?? ''), language).trim() }),
    ...(typeof months === 'number' && { time: monthsInWords(months, t).toLocaleLowerCase() }),
    ...(kind && { type: t(`propertyType.${kind}`).toLocaleLowerCase() }),
    ...(purpose && { use: t(`use.${purpose}`).toLocaleLowerCase() }),
  };
}
const uses = ['family', 'investment', 'retirement', 'vacation'] as const;

function signed(points: number): string {
  return points > 0 ? `+${points}` : String(points).replace('-', '−');
}
