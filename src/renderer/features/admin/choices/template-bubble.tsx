// The message as the lead will see it: WhatsApp's bubble with its bold and italics, and example values in the places.
import type { ReactNode } from 'react';
import { useWords } from '../../../i18n/use-words.ts';
import { partsOfTemplate } from '../../conversation/template-fill.ts';
import { placeName } from './place-name.ts';
import { whatsappRuns } from './whatsapp-runs.ts';
import styles from './templates.module.css';

export function TemplateBubble({ body, parameters }: { body: string; parameters: readonly string[] }) {
  const { t } = useWords();
  return (
    <figure className={styles.preview} aria-label={t('templates.preview')}>
      <figcaption>{t('templates.preview')}</figcaption>
      <p className={styles.bubble} data-testid="template-bubble">
        {body.trim() === '' ? (
          <span className={styles.nothing}>{t('templates.previewEmpty')}</span>
        ) : (
          partsOfTemplate(body).map(({ text, place }, index) =>
            place === undefined ? (
              <Runs key={index} text={text} />
            ) : (
              <mark key={index}>{placeName(parameters[place]?.trim() || `{{${place + 1}}}`, t)}</mark>
            ),
          )
        )}
      </p>
    </figure>
  );
}

function Runs({ text }: { text: string }) {
  return whatsappRuns(text).map(({ text: run, look }, index): ReactNode => {
    if (look === 'bold') return <b key={index}>{run}</b>;
    if (look === 'italic') return <i key={index}>{run}</i>;
    return look === 'struck' ? <s key={index}>{run}</s> : run;
  });
}
