// What one writes down while talking: safe by itself, and part of the lead's story when one says so.
import { IconAlertTriangle, IconCloudOff } from '@tabler/icons-react';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useHandOverWriting } from './notes-hand-over.ts';
import { useStore } from 'zustand';
import { formatClock } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useCommand } from '../../stores/commands.ts';
import { noteDrafts, selectNote, type Note } from '../../stores/note-drafts.ts';
import { Button } from '../../ui/button.tsx';
import { leaveOnEscape } from '../../ui/leave-on-escape.ts';
import { noteFailed, useAttempt } from '../use-attempt.ts';
import { useNoteKeeper } from './notes-keeper.ts';
import styles from './notes.module.css';

const longest = 4_000;

export function Notes({ leadId }: { leadId: string }) {
  const { t } = useWords();
  const keeper = useNoteKeeper();
  const { run, busy } = useAttempt(noteFailed);
  const field = useRef<HTMLTextAreaElement>(null);
  const note = useStore(noteDrafts, selectNote(leadId));
  const canAdd = note.text.trim() !== '';
  const add = () => {
    if (canAdd && !busy) run(() => keeper.add(leadId));
  };
  useEffect(() => void keeper.open(leadId), [keeper, leadId]);
  useHandOverWriting(field);
  useCommand({
    id: 'notes.write',
    group: 'desk',
    label: t('notes.write'),
    key: 'N',
    run: () => field.current?.focus(),
  });
  return (
    <section className={styles.notes} aria-label={t('notes.title')}>
      <div className={styles.head}>
        <h3>{t('notes.title')}</h3>
        <NoteState note={note} />
      </div>
      <textarea
        ref={field}
        className={styles.field}
        aria-label={t('notes.title')}
        placeholder={t('notes.placeholder')}
        data-testid="notes"
        maxLength={longest}
        value={note.text}
        onChange={(event) => keeper.write(leadId, event.target.value)}
        onKeyDown={(event) => {
          leaveOnEscape(event);
          onSubmitKey(event, add);
        }}
      />
      <div className={styles.foot} data-empty={canAdd ? undefined : ''}>
        <Button
          size="small"
          busy={busy}
          disabled={!canAdd}
          keyName="Ctrl Enter"
          data-testid="add-note"
          onClick={add}
        >
          {t('notes.add')}
        </Button>
      </div>
    </section>
  );
}

/** Quiet while all is well; what is not safe yet is said where it stands. */
function NoteState({ note }: { note: Note }) {
  const { t } = useWords();
  if (note.phase === 'waiting')
    return (
      <span className={styles.state} data-tone="hold" role="status">
        <IconCloudOff stroke={1.5} aria-hidden />
        {t('notes.waiting')}
      </span>
    );
  if (note.phase === 'failed')
    return (
      <span className={styles.state} data-tone="bad" role="status">
        <IconAlertTriangle stroke={1.5} aria-hidden />
        {t('notes.failed')}
      </span>
    );
  if (note.phase === 'changed' || note.phase === 'saving')
    return <span className={styles.state}>{t('notes.saving')}</span>;
  if (note.savedAt === null || note.text === '') return null;
  return (
    <span className={styles.state} data-testid="note-saved">
      {t('notes.saved', { time: formatClock(note.savedAt) })}
    </span>
  );
}

function onSubmitKey(event: KeyboardEvent, submit: () => void): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.stopPropagation();
  submit();
}
