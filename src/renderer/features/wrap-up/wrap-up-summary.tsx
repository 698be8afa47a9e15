// The summary that stays with the lead: proposed by Sofía until somebody changes a word of it.
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { WrapUp } from '../../../shared/desk.ts';
import { useWords } from '../../i18n/use-words.ts';
import { noteDrafts } from '../../stores/note-drafts.ts';
import { changeForm, summaryOf, type WrapUpForm } from '../../stores/wrap-up-forms.ts';
import { Button } from '../../ui/button.tsx';
import { leaveOnEscape } from '../../ui/leave-on-escape.ts';
import { SofiaMark, Tag } from '../../ui/marks.tsx';
import { useTakeOverWriting } from '../lead-panel/notes-hand-over.ts';
import styles from './wrap-up.module.css';

export function Summary({ wrapUp, form }: { wrapUp: WrapUp; form: WrapUpForm }) {
  const { t } = useWords();
  const text = summaryOf(form, wrapUp);
  const isProposed = form.notes === undefined && wrapUp.proposal !== null && text !== '';
  const own = useOwnNotes(wrapUp, text);
  const field = useRef<HTMLTextAreaElement>(null);
  useTakeOverWriting(field);
  useLatestNotes({ wrapUp, form, own });
  return (
    <section className={styles.summary}>
      <div className={styles.row}>
        <h3 id="wrap-up-summary">{t('wrapUp.summary')}</h3>
        {isProposed && wrapUp.proposal?.by === 'ai' && (
          <Tag tone="ai">
            <SofiaMark />
            {t('wrapUp.bySofia')}
          </Tag>
        )}
        {isProposed && wrapUp.proposal?.by === 'agent' && <Tag>{t('wrapUp.byNotes')}</Tag>}
        {own !== undefined && (
          <Button
            size="small"
            look="plain"
            data-testid="take-notes"
            onClick={() => changeForm(wrapUp.id, { notes: text === '' ? own : `${text}\n${own}` })}
          >
            {t('wrapUp.takeNotes')}
          </Button>
        )}
      </div>
      <textarea
        ref={field}
        className={styles.text}
        aria-labelledby="wrap-up-summary"
        placeholder={t('wrapUp.summaryHint')}
        data-testid="wrap-up-notes"
        maxLength={4_000}
        value={text}
        onChange={(event) => changeForm(wrapUp.id, { notes: event.target.value })}
        onKeyDown={leaveOnEscape}
      />
    </section>
  );
}

/** The last words of a note may be younger than what the backend proposes from it. */
function useLatestNotes(facts: { wrapUp: WrapUp; form: WrapUpForm; own: string | undefined }): void {
  const { wrapUp, form, own } = facts;
  const isTheirs = wrapUp.proposal?.by !== 'ai' && form.notes === undefined;
  useEffect(() => {
    if (isTheirs && own !== undefined) changeForm(wrapUp.id, { notes: own });
  }, [isTheirs, own, wrapUp.id]);
}

/** What was written during the call, where the summary does not hold it yet. */
function useOwnNotes({ leadId }: WrapUp, text: string): string | undefined {
  const own = useStore(noteDrafts, ({ notes }) =>
    leadId === null ? '' : (notes[leadId]?.text.trim() ?? ''),
  );
  return own === '' || text.includes(own) ? undefined : own;
}
