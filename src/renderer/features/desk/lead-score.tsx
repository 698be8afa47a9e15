// A score one can argue with: the number, what it means, and every reason with its points.
import type { LeadScore as Score, ScoreReason } from '../../../shared/lead.ts';
import { i18n } from '../../i18n/i18n.ts';
import { formatMoney } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import styles from './lead-card.module.css';

export function LeadScore({ score, total }: { score: Score | null; total: number | null }) {
  const { t } = useWords();
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
            <dt>{reasonInWords(reason)}</dt>
            <dd>{signed(reason.points)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The catalogue's sentence for a reason; rules added to the backend before the console knows them show their key. */
export function reasonInWords(reason: ScoreReason): string {
  const key = `scoreReason.${reason.key}`;
  const language = i18n.language === 'en' ? 'en' : 'es';
  const { amount, currency } = reason.values ?? {};
  const money =
    typeof amount === 'number' && typeof currency === 'string'
      ? { amount: formatMoney(amount, currency, language) }
      : {};
  const words = i18n.getResource(language, 'translation', key) as unknown;
  if (typeof words !== 'string') return reason.key.replaceAll(/[._-]+/g, ' ');
  return i18n.services.interpolator.interpolate(words, { ...reason.values, ...money }, language, {});
}

function signed(points: number): string {
  return points > 0 ? `+${points}` : String(points).replace('-', '−');
}
