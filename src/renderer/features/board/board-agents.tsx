// Everybody on the floor, by what they do or by their team: since when, with whom, how it sounds, and how many today.
import { SegmentedControl } from '@mantine/core';
import { IconUserCog } from '@tabler/icons-react';
import { memo, useMemo } from 'react';
import { useStore } from 'zustand';
import type { BoardAgent } from '../../../shared/board.ts';
import { formatDuration, formatPhone } from '../../i18n/format.ts';
import { percentInWords } from '../../i18n/alert-words.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { desk } from '../../stores/desk.ts';
import { IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { StateDot } from '../../ui/marks.tsx';
import { VirtualRows, type VirtualRow } from '../../ui/virtual-rows.tsx';
import { BoardEmpty, useFilter } from './board-empty.tsx';
import { agentLimitOf } from './board-limits.ts';
import {
  agentGroups,
  agentPhases,
  countPhases,
  phaseSince,
  type AgentGroup,
  type Grouping,
} from './board-rows.ts';
import { askAbout, boardView, choose } from './board-view.ts';
import { agentSign } from './board-words.ts';
import { Since } from './since.tsx';
import { usePeople } from './use-people.ts';
import styles from './board.module.css';

type AgentRow = VirtualRow &
  ({ isHead: true; key: string; count: number } | { isHead?: never; agent: BoardAgent });

export function BoardAgents() {
  const { t } = useWords();
  const agents = usePeople();
  const filter = useFilter();
  const grouping = useStore(boardView, (state) => state.grouping);
  const rows = useMemo(() => rowsOf(agentGroups(agents, filter, grouping)), [agents, filter, grouping]);
  const chosenId = useStore(boardView, ({ chosen }) => (chosen?.kind === 'agent' ? chosen.id : undefined));
  return (
    <section className={styles.agents} aria-label={t('board.agents.title')}>
      <header className={styles.sectionHead}>
        <h2>{t('board.agents.title')}</h2>
        <Grouped grouping={grouping} />
      </header>
      <Counts />
      <BoardEmpty isEmpty={rows.length === 0} text={t('board.agents.none')} bars={9} />
      {rows.length > 0 && (
        <VirtualRows
          label={t('board.agents.title')}
          testId="board-agents"
          className={styles.fill}
          rowClassName={styles.agentRow}
          rows={rows}
          rowHeight={34}
          chosenId={chosenId}
          onChoose={({ id }) => choose({ kind: 'agent', id })}
          onOpen={({ id }) => askAbout({ ask: 'force', agentId: id })}
          head={<AgentsHead grouping={grouping} />}
          cells={(row, stop) =>
            row.isHead ? (
              <GroupHead row={row} grouping={grouping} />
            ) : (
              <AgentCells agent={row.agent} stop={stop} grouping={grouping} />
            )
          }
        />
      )}
    </section>
  );
}

function rowsOf(groups: readonly AgentGroup[]): AgentRow[] {
  return groups.flatMap(({ key, agents }): AgentRow[] => [
    { isHead: true, id: `group:${key}`, key, count: agents.length },
    ...agents.map((agent) => ({ id: agent.id, agent })),
  ]);
}

function Grouped({ grouping }: { grouping: Grouping }) {
  const { t } = useWords();
  return (
    <SegmentedControl
      size="xs"
      className={styles.push}
      aria-label={t('board.filter.grouping')}
      data-testid="board-grouping"
      value={grouping}
      onChange={(value) => boardView.setState({ grouping: value === 'team' ? 'team' : 'state' })}
      data={[
        { value: 'state', label: t('board.filter.byState') },
        { value: 'team', label: t('board.filter.byTeam') },
      ]}
    />
  );
}

function Counts() {
  const { t } = useWords();
  const agents = usePeople();
  const counts = useMemo(() => countPhases(agents), [agents]);
  const { available, talking, 'wrap-up': wrapUp } = counts;
  return (
    <p className={styles.counts} data-testid="agent-counts">
      {t('board.agents.counts', { available, talking, wrapUp })}
    </p>
  );
}

function AgentsHead({ grouping }: { grouping: Grouping }) {
  const { t } = useWords();
  return (
    <div role="row" aria-rowindex={1} className={classNames(styles.agentRow, styles.columnHeads)}>
      <span role="columnheader">{t('board.agents.name')}</span>
      <span role="columnheader">{t(grouping === 'state' ? 'board.agents.doing' : 'board.agents.state')}</span>
      <span role="columnheader" className={styles.right}>
        {t('board.agents.time')}
      </span>
      <span role="columnheader" className={styles.right}>
        {t('board.agents.today')}
      </span>
      <span role="columnheader">
        <span className={styles.unseen}>{t('board.calls.actions')}</span>
      </span>
    </div>
  );
}

function GroupHead({ row, grouping }: { row: AgentRow & { isHead: true }; grouping: Grouping }) {
  const { t } = useWords();
  const phase = agentPhases.find((one) => one === row.key);
  const name =
    grouping === 'state' && phase ? t(`board.agents.group.${phase}`) : row.key || t('board.filter.noTeam');
  return (
    <span role="gridcell" aria-colspan={5} className={styles.groupHead}>
      {name} <span>{row.count}</span>
    </span>
  );
}

interface AgentCellsProps {
  agent: BoardAgent;
  stop: boolean;
  grouping: Grouping;
}

const AgentCells = memo(function AgentCells({ agent, stop, grouping }: AgentCellsProps) {
  const { t, language } = useWords();
  const reasons = useStore(desk, (state) => state.choices.reasons);
  const sign = agentSign(agent, { reasons, language }, t);
  const { conversations: count, talkSeconds } = agent.today;
  const time = formatDuration(talkSeconds * 1000);
  return (
    <>
      <span role="gridcell" className={styles.agentName} title={whoInWords(agent, t)}>
        <StateDot tone={sign.tone} hollow={sign.hollow} />
        <span>{agent.name}</span>
        <Quality agent={agent} />
      </span>
      <span
        role="gridcell"
        className={styles.agentState}
        // A name or a team is no state: only what wants to be seen bears its colour.
        data-tone={grouping === 'team' || sign.tone !== 'accent' ? sign.tone : undefined}
        title={[sign.word, callInWords(agent, t)].filter(Boolean).join(' ')}
      >
        {grouping === 'team' ? sign.word : detailInWords(agent, sign.word)}
      </span>
      <span role="gridcell" className={styles.right}>
        {agent.state !== 'offline' && <Since at={phaseSince(agent)} limit={agentLimitOf(agent)} />}
      </span>
      <span
        role="gridcell"
        className={classNames(styles.right, styles.muted)}
        title={t('board.agents.todayTitle', { count, time })}
      >
        {count}
      </span>
      <span role="gridcell" className={styles.acts}>
        <IconButton
          label={t('board.agents.force')}
          tabIndex={stop ? 0 : -1}
          data-testid="agent-force"
          onClick={() => askAbout({ ask: 'force', agentId: agent.id })}
        >
          <IconUserCog stroke={1.5} aria-hidden />
        </IconButton>
      </span>
    </>
  );
});

/** As the look grades a mean opinion score; nothing is drawn of a conversation that sounds as it should. */
const goodMos = 4;
const fairMos = 3.5;

function Quality({ agent: { call } }: { agent: BoardAgent }) {
  const { t } = useWords();
  const quality = call?.quality;
  if (!quality || quality.mos >= goodMos) return null;
  const isPoor = quality.mos < fairMos;
  return (
    <svg
      viewBox="0 0 12 12"
      className={styles.quality}
      data-level={isPoor ? 'broken' : 'close'}
      role="img"
      aria-label={`${isPoor ? `${t('board.agents.poor')}. ` : ''}${qualityInWords(quality, t)}`}
    >
      <rect x="0" y="7" width="3" height="5" rx="1" />
      <rect x="4.5" y="4" width="3" height="8" rx="1" data-off={isPoor ? '' : undefined} />
      <rect x="9" y="0" width="3" height="12" rx="1" data-off />
    </svg>
  );
}

function qualityInWords(
  { mos, lossPct, jitterMs }: NonNullable<NonNullable<BoardAgent['call']>['quality']>,
  t: Translate,
): string {
  const jitter = Math.round(jitterMs);
  return t('board.agents.quality', { mos: mos.toFixed(1), loss: percentInWords(lossPct), jitter });
}

/** What the group's name does not say: with whom, why, of which team. */
function detailInWords({ call, state, team }: BoardAgent, word: string): string {
  if (call !== null) return call.leadName ?? formatPhone(call.number);
  return state === 'available' || state === 'wrap-up' || state === 'offline' ? (team ?? '') : word;
}

function whoInWords({ name, team, extension }: BoardAgent, t: Translate): string {
  const line = extension === null ? '' : t('board.agents.extension', { extension });
  return [name, team, line].filter(Boolean).join(' · ');
}

/** With whom, and how it sounds. */
function callInWords({ call }: BoardAgent, t: Translate): string {
  if (call === null) return '';
  const name = call.leadName ?? formatPhone(call.number);
  const quality = call.quality ? qualityInWords(call.quality, t) : '';
  return [t('board.agents.withWhom', { name }), quality].filter(Boolean).join(' · ');
}
