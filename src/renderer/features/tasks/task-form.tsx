// A task as a form: a new one for some lead, or an old one to be changed.
import { Select, Textarea, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useStore } from 'zustand';
import type { Task } from '../../../shared/api.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useDeskApi } from '../../stores/desk-api.ts';
import { desk } from '../../stores/desk.ts';
import { selectMe, session } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { taskTitleInWords } from '../backend-words.ts';
import { useAttempt } from '../use-attempt.ts';
import { LeadPicker } from './lead-picker.tsx';
import { emptyDraft, faultOf, kinds, type Fault, type TaskDraft } from './task-draft.ts';
import { toLocalInput } from './later-choices.ts';
import styles from './tasks.module.css';

interface TaskFormProps {
  /** The one to change; without it a new one is made. */
  task?: Task;
  /** Whom a new one is for, where that is known. */
  lead?: { id: string; name: string } | undefined;
  onClose: () => void;
  onSaved: () => void;
}

const saveFailed = (t: Translate, reason: string) => t('tasks.changeFailed', { reason });

export function TaskForm({ task, lead, onClose, onSaved }: TaskFormProps) {
  const { t } = useWords();
  const formId = useId();
  const [draft, setDraft] = useState<TaskDraft>(() =>
    task
      ? draftOf(task, t)
      : emptyDraft(lead, toLocalInput(new Date(Math.ceil((Date.now() + 3_600_000) / 900_000) * 900_000))),
  );
  const [fault, setFault] = useState<Fault>();
  const { run, busy } = useAttempt(saveFailed);
  const save = useSave(task);
  const submit = () => {
    const found = faultOf(draft);
    setFault(found);
    if (!found) run(async () => save(draft).then(onSaved));
  };
  return (
    <Dialog
      title={t(task ? 'taskForm.edit' : 'taskForm.new')}
      closeLabel={t('taskForm.close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('taskForm.cancel')}</Button>
          <Button look="primary" submit busy={busy} form={formId}>
            {t('taskForm.save')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {!task && (
          <LeadPicker
            value={draft.lead}
            onChange={(chosen) => setDraft({ ...draft, lead: chosen })}
            error={fault === 'wantsLead' ? t('taskForm.wantsLead') : undefined}
          />
        )}
        <Fields {...{ draft, setDraft, fault, isNew: !task }} />
      </form>
    </Dialog>
  );
}

interface FieldsProps {
  draft: TaskDraft;
  setDraft: (draft: TaskDraft) => void;
  fault: Fault | undefined;
  isNew: boolean;
}

function Fields({ draft, setDraft, fault, isNew }: FieldsProps) {
  const { t } = useWords();
  const owners = useOwners();
  return (
    <>
      {isNew && (
        <Select
          label={t('taskForm.kind')}
          allowDeselect={false}
          data={kinds.map((value) => ({ value, label: t(`task.${value}`) }))}
          value={draft.kind}
          onChange={(kind) => setDraft({ ...draft, kind: kinds.find((one) => one === kind) ?? draft.kind })}
        />
      )}
      <TextInput
        label={t('taskForm.title')}
        value={draft.title}
        maxLength={200}
        error={fault === 'wantsTitle' && t('taskForm.wantsTitle')}
        onChange={(event) => setDraft({ ...draft, title: event.currentTarget.value })}
      />
      <div className={styles.pair}>
        <TextInput
          type="datetime-local"
          label={t('taskForm.due')}
          value={draft.due}
          error={fault === 'wantsDue' && t('taskForm.wantsDue')}
          onChange={(event) => setDraft({ ...draft, due: event.currentTarget.value })}
        />
        <Select
          label={t('taskForm.owner')}
          allowDeselect={false}
          data={owners}
          value={draft.ownerId ?? owners[0]?.value ?? null}
          onChange={(ownerId) => setDraft({ ...draft, ownerId: ownerId ?? undefined })}
        />
      </div>
      <Textarea
        label={t('taskForm.notes')}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={2_000}
        value={draft.notes}
        onChange={(event) => setDraft({ ...draft, notes: event.currentTarget.value })}
      />
    </>
  );
}

/** Myself first, then the other agents. */
function useOwners(): { value: string; label: string }[] {
  const { t } = useWords();
  const me = useStore(session, selectMe);
  const entries = useStore(desk, (state) => state.directory);
  const others = entries.filter(({ id, kind }) => kind === 'agent' && id !== me?.id);
  return [
    { value: me?.id ?? '', label: me ? `${t('taskForm.me')} (${me.name})` : t('taskForm.me') },
    ...others.map(({ id, name }) => ({ value: id, label: name })),
  ];
}

function draftOf(task: Task, t: Translate): TaskDraft {
  return {
    lead: { id: task.leadId, name: task.leadName },
    kind: kinds.find((kind) => kind === task.kind) ?? 'follow-up',
    title: taskTitleInWords(task, t),
    due: toLocalInput(new Date(task.dueAt)),
    ownerId: task.ownerId,
    notes: task.notes ?? '',
  };
}

function useSave(task: Task | undefined): (draft: TaskDraft) => Promise<void> {
  const { t } = useWords();
  const { addTask, changeTask } = useDeskApi();
  return async ({ lead, kind, title, due, ownerId, notes }) => {
    const said = { dueAt: new Date(due).toISOString(), ...(ownerId !== undefined && { ownerId }) };
    if (!task) {
      if (!lead) return;
      const more = notes.trim() === '' ? {} : { notes };
      await addTask({ leadId: lead.id, kind, title: title.trim(), ...said, ...more });
      return;
    }
    // A title in words of ours stays as the backend has it.
    const isRenamed = title.trim() !== taskTitleInWords(task, t);
    await changeTask(task.id, { ...said, notes, ...(isRenamed && { title: title.trim() }) });
  };
}
