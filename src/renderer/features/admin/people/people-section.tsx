// Who may enter, as what: the table of accounts and everything that can be done with one.
import { useState } from 'react';
import type { Account, Team } from '../../../../shared/admin.ts';
import type { Me } from '../../../../shared/api.ts';
import { formatDayAndClock } from '../../../i18n/format.ts';
import { useWords } from '../../../i18n/use-words.ts';
import { useSupervisionApi } from '../../../stores/supervision-api.ts';
import { DataTable, type Column } from '../../../ui/data-table.tsx';
import { StateDot } from '../../../ui/marks.tsx';
import { useMinute } from '../../../ui/use-now.ts';
import { useReading } from '../../use-reading.ts';
import { NewButton, SectionFrame, SectionSearch, SectionState, ShowInactive } from '../section-frame.tsx';
import styles from '../admin.module.css';
import { useList, withRow } from '../use-list.ts';
import { findPeople } from './find-people.ts';
import { skillInWords } from './skill-words.ts';
import { PersonDialogs, type PersonTask } from './person-dialogs.tsx';

const noTeams: readonly Team[] = [];

export function PeopleSection({ me }: { me: Me }) {
  const { t } = useWords();
  const api = useSupervisionApi();
  const list = useList('accounts', async () => (await api.accounts()).users);
  const { latest: teams = noTeams } = useReading('teams', async () => (await api.teams()).teams);
  const [text, setText] = useState('');
  const [showInactive, setShowInactive] = useState(false);
  const [task, setTask] = useState<PersonTask>();
  const teamNames = new Map(teams.map(({ id, name }) => [id, name]));
  const found = findPeople(list.rows, {
    ...{ text, showInactive, teams: teamNames },
    skillInWords: (skill) => skillInWords(skill, t),
  });
  return (
    <SectionFrame
      section="people"
      tools={
        <>
          <ShowInactive checked={showInactive} onChange={setShowInactive} />
          <SectionSearch value={text} onChange={setText} />
          <NewButton label={t('people.new')} onClick={() => setTask({ kind: 'edit', account: undefined })} />
        </>
      }
    >
      {found.length > 0 && (
        <PeopleTable
          people={found}
          teams={teamNames}
          onOpen={(account) => setTask({ kind: 'edit', account })}
        />
      )}
      <SectionState
        status={list.status}
        count={found.length}
        none={t(text === '' ? 'people.none' : 'admin.nothingFound')}
        again={list.again}
      />
      <PersonDialogs
        task={task}
        onTask={setTask}
        accounts={list.rows}
        teams={teams}
        myId={me.id}
        onSaved={(account) => list.show(withRow(list.rows, account, ({ id }) => id))}
      />
    </SectionFrame>
  );
}

interface PeopleTableProps {
  people: readonly Account[];
  teams: ReadonlyMap<string, string>;
  onOpen: (account: Account) => void;
}

function PeopleTable({ people, teams, onOpen }: PeopleTableProps) {
  const { t } = useWords();
  const columns = useColumns(teams);
  return (
    <DataTable
      label={t('admin.section.people')}
      columns={columns}
      rows={people}
      keyOf={({ id }) => id}
      onOpen={onOpen}
      openLabel={({ name }) => t('admin.edit', { name })}
    />
  );
}

function useColumns(teams: ReadonlyMap<string, string>): Column<Account>[] {
  const { t, language } = useWords();
  const now = useMinute();
  const none = t('admin.none');
  return [
    { key: 'name', head: t('people.name'), cell: (one) => <PersonName account={one} /> },
    { key: 'role', head: t('people.role'), width: 108, cell: ({ role }) => t(`people.roles.${role}`) },
    {
      ...{ key: 'team', head: t('people.team'), width: 120, muted: true },
      cell: ({ teamId }) => <span className={styles.twoLines}>{teams.get(teamId ?? '') ?? none}</span>,
    },
    {
      ...{ key: 'languages', head: t('people.languages'), width: 72, muted: true },
      cell: ({ languages }) => languages.map((one) => one.toUpperCase()).join(' '),
    },
    {
      ...{ key: 'skills', head: t('people.skills'), width: 140, muted: true },
      cell: ({ skills }) => <Skills skills={skills} />,
    },
    {
      ...{ key: 'extension', head: t('people.extension'), width: 80 },
      cell: ({ extension }) => extension ?? none,
    },
    {
      key: 'state',
      head: t('people.state'),
      width: 92,
      cell: ({ active }) => <AccountState isActive={active} />,
    },
    {
      ...{ key: 'seen', head: t('people.lastSeen'), width: 132, muted: true },
      cell: ({ lastSeenAt }) =>
        lastSeenAt === null ? t('people.neverSeen') : formatDayAndClock(lastSeenAt, now, language),
    },
  ];
}

function Skills({ skills }: Pick<Account, 'skills'>) {
  const { t } = useWords();
  const words = skills.map((skill) => skillInWords(skill, t)).join(', ');
  return (
    <span className={styles.twoLines} title={words}>
      {words || t('admin.none')}
    </span>
  );
}

function PersonName({ account: { name, username, active } }: { account: Account }) {
  return (
    <span className={active ? undefined : styles.off} title={`${name} · ${username}`}>
      {name}
      <span className={styles.second}>{username}</span>
    </span>
  );
}

function AccountState({ isActive }: { isActive: boolean }) {
  const { t } = useWords();
  return (
    <span className={isActive ? styles.state : styles.stateOff}>
      <StateDot tone={isActive ? 'accent' : 'neutral'} hollow={!isActive} />
      {t(isActive ? 'people.isActive' : 'people.isInactive')}
    </span>
  );
}
