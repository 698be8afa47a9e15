// Numbers and queues that the desk can call or transfer to.
import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { directoryFields, type AdminDirectoryEntry } from '../../../../shared/admin.ts';
import { formatPhone } from '../../../i18n/format.ts';
import { useWords } from '../../../i18n/use-words.ts';
import { useSupervisionApi } from '../../../stores/supervision-api.ts';
import { Button } from '../../../ui/button.tsx';
import { offerUndo } from '../../tasks/undo.tsx';
import { tell } from '../../tell.tsx';
import { useAttempt } from '../../use-attempt.ts';
import { adminFailed } from '../admin-words.ts';
import { EditDialog } from '../form/edit-dialog.tsx';
import { faultsOf } from '../form/field-faults.ts';
import styles from '../form/form.module.css';
import { useDraft } from '../form/use-draft.ts';
import { NewButton, SectionFrame, SectionState } from '../section-frame.tsx';
import { ChoiceTable } from './choice-table.tsx';
import { nextPosition } from './order.ts';
import { useChoices, type Choices } from './use-choices.ts';

const keyOf = ({ id }: AdminDirectoryEntry): string => id;
const nameOf = ({ name }: AdminDirectoryEntry): string => name;
const kinds = ['queue', 'number'] as const;
type Opened = { entry: AdminDirectoryEntry | undefined };

export function DirectorySection() {
  const { t } = useWords();
  const api = useSupervisionApi();
  const [opened, setOpened] = useState<Opened>();
  const entries = useChoices({
    ...{ key: 'directory', keyOf, nameOf },
    read: async () => (await api.directoryEntries()).entries,
    write: ({ id, ...entry }: AdminDirectoryEntry) => api.changeDirectoryEntry(id, entry),
  });
  return (
    <SectionFrame
      section="directory"
      tools={<NewButton label={t('directoryAdmin.new')} onClick={() => setOpened({ entry: undefined })} />}
    >
      {entries.rows.length > 0 && (
        <ChoiceTable
          label={t('admin.section.directory')}
          choices={entries}
          keyOf={keyOf}
          nameOf={nameOf}
          onOpen={(entry) => setOpened({ entry })}
          columns={[
            { key: 'name', head: t('directoryAdmin.name'), cell: nameOf },
            {
              ...{ key: 'kind', head: t('directoryAdmin.kind'), width: 108 },
              cell: ({ kind }) => t(`directoryAdmin.kinds.${kind}`),
            },
            {
              ...{ key: 'number', head: t('directoryAdmin.number'), width: 168 },
              cell: ({ number }) => formatPhone(number),
            },
            {
              ...{ key: 'note', head: t('directoryAdmin.note'), muted: true },
              cell: ({ note }) => <span title={note ?? undefined}>{note ?? t('admin.none')}</span>,
            },
          ]}
        />
      )}
      <SectionState
        status={entries.status}
        count={entries.rows.length}
        none={t('directoryAdmin.none')}
        again={entries.again}
      />
      {opened && <EntryDialog entry={opened.entry} entries={entries} onClose={() => setOpened(undefined)} />}
    </SectionFrame>
  );
}

interface EntryDialogProps {
  entry: AdminDirectoryEntry | undefined;
  entries: Choices<AdminDirectoryEntry>;
  onClose: () => void;
}

function useEntryDraft({ entry, entries, onClose }: EntryDialogProps) {
  const { t } = useWords();
  const api = useSupervisionApi();
  const { kind = 'number', name = '', number = '', note } = entry ?? {};
  return useDraft({
    initial: { kind, name, number, note: note ?? '' },
    check: (values, words) => faultsOf(directoryFields, { ...values, position: 0 }, { t: words }),
    save: async (values) => {
      const fields = { ...values, note: values.note.trim() === '' ? null : values.note };
      entries.keep(
        entry
          ? await api.changeDirectoryEntry(entry.id, fields)
          : await api.addDirectoryEntry({ ...fields, position: nextPosition(entries.rows), active: true }),
      );
      tell(t('admin.saved'), t);
      onClose();
    },
  });
}

function EntryDialog(props: EntryDialogProps) {
  const { entry, entries, onClose } = props;
  const { t } = useWords();
  const draft = useEntryDraft(props);
  const { values, set, faults } = draft;
  return (
    <EditDialog
      title={t(entry ? 'directoryAdmin.edit' : 'directoryAdmin.new')}
      draft={draft}
      onClose={onClose}
      testId="directory-form"
      others={entry && <RemoveEntry entry={entry} entries={entries} onDone={onClose} />}
    >
      <TextInput
        label={t('directoryAdmin.name')}
        value={values.name}
        maxLength={80}
        error={faults.name}
        data-testid="directory-name"
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <div className={styles.pair}>
        <NativeSelect
          label={t('directoryAdmin.kind')}
          value={values.kind}
          data={kinds.map((value) => ({ value, label: t(`directoryAdmin.kinds.${value}`) }))}
          onChange={({ currentTarget: { value } }) =>
            set({ kind: kinds.find((one) => one === value) ?? 'number' })
          }
        />
        <TextInput
          label={t('directoryAdmin.number')}
          value={values.number}
          maxLength={40}
          inputMode="tel"
          error={faults.number}
          data-testid="directory-number"
          onChange={(event) => set({ number: event.currentTarget.value })}
        />
      </div>
      <TextInput
        label={t('directoryAdmin.noteOptional')}
        value={values.note}
        maxLength={200}
        error={faults.note}
        onChange={(event) => set({ note: event.currentTarget.value })}
      />
    </EditDialog>
  );
}

interface RemoveEntryProps {
  entry: AdminDirectoryEntry;
  entries: Choices<AdminDirectoryEntry>;
  onDone: () => void;
}

/** Gone at once, and back by one press: an entry is quickly made again. */
function RemoveEntry({ entry, entries, onDone }: RemoveEntryProps) {
  const { t } = useWords();
  const api = useSupervisionApi();
  const { run, busy } = useAttempt(adminFailed);
  const { id, ...fields } = entry;
  const remove = () =>
    run(async () => {
      await api.removeDirectoryEntry(id);
      entries.show(entries.rows.filter((one) => one.id !== id));
      offerUndo(t('directoryAdmin.removed', { name: entry.name }), t, () =>
        run(async () => {
          await api.addDirectoryEntry(fields);
          entries.again();
        }),
      );
      onDone();
    });
  return (
    <Button busy={busy} data-testid="directory-remove" onClick={remove}>
      {t('admin.remove')}
    </Button>
  );
}
