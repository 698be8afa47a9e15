// Teams: made in one line, renamed and dissolved from their row.
import { TextInput } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { teamFields, type Team } from '../../../../shared/admin.ts';
import { useWords } from '../../../i18n/use-words.ts';
import { useSupervisionApi } from '../../../stores/supervision-api.ts';
import { IconButton } from '../../../ui/button.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { tell } from '../../tell.tsx';
import styles from '../admin.module.css';
import { ConfirmDialog } from '../form/confirm-dialog.tsx';
import { EditDialog } from '../form/edit-dialog.tsx';
import { faultsOf } from '../form/field-faults.ts';
import { useDraft } from '../form/use-draft.ts';
import { NewButton, SectionFrame, SectionState } from '../section-frame.tsx';
import { useList, withRow, type AdminList } from '../use-list.ts';

type TeamTask = { kind: 'edit'; team: Team | undefined } | { kind: 'remove'; team: Team };
const byName = (a: Team, b: Team): number => a.name.localeCompare(b.name);

export function TeamsSection() {
  const { t } = useWords();
  const api = useSupervisionApi();
  const list = useList('teams', async () => (await api.teams()).teams);
  const [task, setTask] = useState<TeamTask>();
  const close = () => setTask(undefined);
  return (
    <SectionFrame
      section="teams"
      tools={<NewButton label={t('teams.new')} onClick={() => setTask({ kind: 'edit', team: undefined })} />}
    >
      {list.rows.length > 0 && <TeamTable teams={list.rows} onTask={setTask} />}
      <SectionState status={list.status} count={list.rows.length} none={t('teams.none')} again={list.again} />
      {task?.kind === 'edit' && <TeamDialog team={task.team} list={list} onClose={close} />}
      {task?.kind === 'remove' && <RemoveTeam team={task.team} list={list} onClose={close} />}
    </SectionFrame>
  );
}

function TeamTable({ teams, onTask }: { teams: readonly Team[]; onTask: (task: TeamTask) => void }) {
  const { t } = useWords();
  return (
    <DataTable
      label={t('admin.section.teams')}
      rows={teams}
      keyOf={({ id }) => id}
      onOpen={(team) => onTask({ kind: 'edit', team })}
      openLabel={({ name }) => t('teams.renameOf', { name })}
      columns={[
        { key: 'name', head: t('teams.name'), cell: ({ name }) => name },
        {
          key: 'members',
          head: t('teams.members'),
          width: 120,
          align: 'right',
          cell: ({ members }) => members,
        },
        {
          ...{ key: 'actions', head: t('admin.actions'), width: 104, align: 'right' },
          cell: (team) => (
            <span className={styles.control}>
              <IconButton
                label={t('teams.renameOf', { name: team.name })}
                onClick={() => onTask({ kind: 'edit', team })}
              >
                <IconPencil stroke={1.5} aria-hidden />
              </IconButton>
              <IconButton
                label={t('teams.removeOf', { name: team.name })}
                data-testid="team-remove"
                onClick={() => onTask({ kind: 'remove', team })}
              >
                <IconTrash stroke={1.5} aria-hidden />
              </IconButton>
            </span>
          ),
        },
      ]}
    />
  );
}

interface AboutTeam {
  list: AdminList<Team>;
  onClose: () => void;
}

function TeamDialog({ team, list, onClose }: AboutTeam & { team: Team | undefined }) {
  const { t } = useWords();
  const api = useSupervisionApi();
  const draft = useDraft({
    initial: { name: team?.name ?? '' },
    check: (values, words) => faultsOf(teamFields, values, { t: words }),
    save: async ({ name }) => {
      const saved = await (team ? api.renameTeam(team.id, name) : api.addTeam(name));
      list.show(withRow(list.rows, saved, ({ id }) => id).sort(byName));
      tell(t('admin.saved'), t);
      onClose();
    },
  });
  return (
    <EditDialog
      title={team ? t('teams.editTitle', { name: team.name }) : t('teams.new')}
      draft={draft}
      onClose={onClose}
      testId="team-form"
    >
      <TextInput
        label={t('teams.name')}
        value={draft.values.name}
        maxLength={80}
        error={draft.faults.name}
        data-testid="team-name"
        onChange={(event) => draft.set({ name: event.currentTarget.value })}
      />
    </EditDialog>
  );
}

function RemoveTeam({ team, list, onClose }: AboutTeam & { team: Team }) {
  const { t } = useWords();
  const api = useSupervisionApi();
  const { id, name, members } = team;
  return (
    <ConfirmDialog
      title={t('teams.removeTitle', { name })}
      action={t('admin.remove')}
      isDangerous
      onClose={onClose}
      onConfirm={async () => {
        await api.removeTeam(id);
        list.show(list.rows.filter((one) => one.id !== id));
        tell(t('teams.removed', { name }), t);
        onClose();
      }}
    >
      {members > 0 && <p>{t('teams.removeText', { count: members })}</p>}
    </ConfirmDialog>
  );
}
