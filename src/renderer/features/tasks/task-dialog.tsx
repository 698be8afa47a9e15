// Something to do about a lead, made or changed: a call back, a follow-up, something to send; for oneself or a colleague.
import { SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Task } from '../../../shared/api.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { useCommand } from '../../stores/commands.ts';
import type { DeskApi } from '../../stores/desk-api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { taskNotesInWords, taskTitleInWords } from '../backend-words.ts';
import { useDial } from '../call/use-dial.ts';
import { reasonInWords } from '../error-words.ts';
import { LeadPicker } from './lead-picker.tsx';
import { DuePicker } from './task-dialog-due.tsx';
import { OwnerSelect } from './task-dialog-owner.tsx';
import { kinds, type TaskDraft } from './task-draft.ts';
import { laterChoices } from './later-choices.ts';
import styles from './task-dialog.module.css';

type TaskKind = TaskDraft['kind'];

/** `phone` and `timeZone` where they are known: to call at once, and to say what time it is there. */
export interface TaskLead {
  id: string;
  name: string;
  phone?: string | null | undefined;
  timeZone?: string | undefined;
}
export interface TaskDialogProps {
  /** Whom it is about; undefined: to be chosen in the dialog. */
  lead?: TaskLead | undefined;
  /** The task to change; undefined: a new one. */
  task?: Task | undefined;
  /** What a new one is at first. */
  kind?: TaskKind;
  onClose: () => void;
  /** After it was saved, before `onClose`. */
  onSaved?: (task: Task) => void;
}

interface Draft {
  lead: TaskLead | undefined;
  kind: TaskKind;
  /** Undefined until somebody types one: then it is called as such tasks are. */
  title: string | undefined;
  /** ISO 8601. */
  dueAt: string | undefined;
  ownerId: string | undefined;
  notes: string;
}

export function TaskDialog(props: TaskDialogProps) {
  const { task, onClose } = props;
  const { t } = useWords();
  const { draft, change, save, fault, busy, problem } = useTaskDraft(props);
  useCommand({
    id: 'dialog.save',
    group: 'desk',
    label: t('taskForm.save'),
    key: 'Ctrl Enter',
    unlisted: true,
    run: save,
  });
  return (
    <Dialog
      title={t(task ? 'taskForm.edit' : 'taskForm.new')}
      closeLabel={t('taskForm.close')}
      onClose={onClose}
      actions={
        <>
          {!task && draft.kind === 'callback' && <CallNow lead={draft.lead} onDone={onClose} />}
          <Button onClick={onClose}>{t('taskForm.cancel')}</Button>
          <Button look="primary" busy={busy} keyName="Ctrl Enter" data-testid="task-save" onClick={save}>
            {t('taskForm.save')}
          </Button>
        </>
      }
    >
      <div className={styles.form} data-testid="task-dialog">
        <Whom {...props} draft={draft} change={change} fault={fault} />
        <What task={task} draft={draft} change={change} fault={fault} />
        {problem !== undefined && (
          <p className={styles.error} role="alert">
            {t('taskDialog.failed', { reason: reasonInWords(problem, t) })}
          </p>
        )}
      </div>
    </Dialog>
  );
}

interface FieldProps {
  task?: Task | undefined;
  draft: Draft;
  change: (news: Partial<Draft>) => void;
  fault: TaskFault | undefined;
}

function Whom({ lead, task, draft, change, fault }: FieldProps & TaskDialogProps) {
  const { t } = useWords();
  if (lead || task) return <p className={styles.who}>{lead?.name ?? task?.leadName}</p>;
  return (
    <LeadPicker
      value={draft.lead}
      onChange={(chosen) => change({ lead: chosen })}
      error={fault === 'lead' ? t('taskForm.wantsLead') : undefined}
    />
  );
}

function What({ task, draft, change, fault }: FieldProps) {
  const { t } = useWords();
  return (
    <>
      {!task && (
        <SegmentedControl
          aria-label={t('taskForm.kind')}
          value={draft.kind}
          onChange={(value) => change({ kind: kinds.find((known) => known === value) ?? draft.kind })}
          data={kinds.map((value) => ({ value, label: t(`task.${value}`) }))}
        />
      )}
      <TextInput
        label={t('taskForm.title')}
        value={draft.title ?? titleOf(draft, t)}
        maxLength={200}
        data-testid="task-title"
        error={fault === 'title' ? t('taskForm.wantsTitle') : undefined}
        onChange={(event) => change({ title: event.target.value })}
      />
      <DuePicker
        label={t('taskForm.due')}
        value={draft.dueAt}
        onChange={(dueAt) => change({ dueAt })}
        timeZone={draft.lead?.timeZone}
        error={fault === 'due' ? t('taskForm.wantsDue') : undefined}
      />
      <OwnerSelect
        label={t('taskForm.owner')}
        value={draft.ownerId}
        onChange={(ownerId) => change({ ownerId })}
        current={task && { id: task.ownerId, name: task.ownerName }}
      />
      <Textarea
        label={t('taskForm.notes')}
        value={draft.notes}
        maxLength={2_000}
        autosize
        minRows={2}
        maxRows={6}
        onChange={(event) => change({ notes: event.target.value })}
      />
    </>
  );
}

/** A callback need not wait: the same dialog calls at once. */
function CallNow({ lead, onDone }: { lead: TaskLead | undefined; onDone: () => void }) {
  const { t } = useWords();
  const { dial, obstacle } = useDial();
  const phone = lead?.phone;
  if (phone === undefined || phone === null) return null;
  return (
    <Button
      className={styles.now}
      disabled={obstacle !== undefined}
      title={obstacle}
      data-testid="task-call-now"
      onClick={() => {
        onDone();
        dial(phone);
      }}
    >
      {t('taskDialog.callNow')}
    </Button>
  );
}

function useTaskDraft({ lead, task, kind = 'follow-up', onClose, onSaved }: TaskDialogProps) {
  const { t } = useWords();
  const { desk: api } = useActions();
  const [draft, setDraft] = useState<Draft>(() => (task ? draftOf(task, t) : newDraft(lead, kind)));
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const ready = { ...draft, title: draft.title ?? titleOf(draft, t) };
  const fault = faultOf(ready);
  const save = async () => {
    setTried(true);
    if (fault !== undefined || busy) return;
    setBusy(true);
    try {
      const saved = await (task ? changeOld(api, { task, draft: ready, t }) : addNew(api, ready));
      onSaved?.(saved);
      onClose();
    } catch (cause) {
      setProblem(cause);
      setBusy(false);
    }
  };
  return {
    draft,
    change: (news: Partial<Draft>) => setDraft((before) => ({ ...before, ...news })),
    save: () => void save(),
    fault: tried ? fault : undefined,
    busy,
    problem,
  };
}

function newDraft(lead: TaskLead | undefined, kind: TaskKind): Draft {
  const dueAt = laterChoices(Date.now())[0]?.at.toISOString();
  return { lead, kind, title: undefined, dueAt, ownerId: undefined, notes: '' };
}

function draftOf(task: Task, t: Translate): Draft {
  return {
    lead: { id: task.leadId, name: task.leadName, phone: task.phone },
    kind: kinds.find((known) => known === task.kind) ?? 'follow-up',
    title: taskTitleInWords(task, t),
    dueAt: task.dueAt,
    ownerId: task.ownerId,
    notes: taskNotesInWords(task, t),
  };
}

/** What such a task is usually called. */
function titleOf({ kind, lead }: Draft, t: Translate): string {
  if (kind === 'callback') return lead ? t('taskTitle.callBack', { name: lead.name }) : t('task.callback');
  return t(kind === 'follow-up' ? 'taskTitle.goOn' : 'taskTitle.inform');
}

export type TaskFault = 'lead' | 'title' | 'due';
/** What is still missing, the first of it. */
export function faultOf({
  lead,
  title,
  dueAt,
}: Pick<Draft, 'lead' | 'title' | 'dueAt'>): TaskFault | undefined {
  if (lead === undefined) return 'lead';
  if (title === undefined || title.trim() === '') return 'title';
  return dueAt === undefined ? 'due' : undefined;
}

type Ready = Draft & { title: string };

function addNew(api: DeskApi, { lead, kind, title, notes, ...draft }: Ready): Promise<Task> {
  return api.addTask({
    leadId: lead?.id ?? '',
    kind,
    title: title.trim(),
    ...(notes.trim() !== '' && { notes: notes.trim() }),
    ...planOf(draft),
  });
}

/** Title and notes in words of ours stay as the backend has them. */
function changeOld(
  api: DeskApi,
  { task, draft, t }: { task: Task; draft: Ready; t: Translate },
): Promise<Task> {
  const isRenamed = draft.title.trim() !== taskTitleInWords(task, t);
  const hasNewNotes = draft.notes.trim() !== taskNotesInWords(task, t).trim();
  return api.changeTask(task.id, {
    ...planOf(draft),
    ...(hasNewNotes && { notes: draft.notes.trim() }),
    ...(isRenamed && { title: draft.title.trim() }),
  });
}

const planOf = ({ dueAt, ownerId }: Pick<Draft, 'dueAt' | 'ownerId'>) => ({
  dueAt: dueAt ?? '',
  ...(ownerId !== undefined && { ownerId }),
});
