// Sofía's calls, the one that most wants a person's ear first; everything one can do to a call stands in its row.
import { IconCircleX, IconEar, IconLogin2, IconTool, IconVolume } from '@tabler/icons-react';
import { memo, useMemo } from 'react';
import { useStore } from 'zustand';
import type { BoardCall } from '../../../shared/board.ts';
import { useWords } from '../../i18n/use-words.ts';
import { board } from '../../stores/board.ts';
import { heardCall, listening } from '../../stores/listening.ts';
import { IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { VirtualRows } from '../../ui/virtual-rows.tsx';
import { BoardEmpty, useFilter } from './board-empty.tsx';
import { sofiaRows, isRung, mayHandOver } from './board-rows.ts';
import { askAbout, boardView, choose, openDock } from './board-view.ts';
import { interestInWords, stepInWords } from './board-words.ts';
import { Since } from './since.tsx';
import { useActs } from './use-acts.ts';
import { useCanTake } from './use-can-take.ts';
import { useOpenStory } from './use-open-story.ts';
import styles from './board.module.css';

export function BoardCalls() {
  const { t } = useWords();
  const calls = useStore(board, (state) => state.calls);
  const filter = useFilter();
  const rows = useMemo(() => sofiaRows(calls, filter), [calls, filter]);
  // As the figure on top counts: a call that a person has taken is no longer Sofía's.
  const taken = rows.filter(({ status }) => status === 'with-agent').length;
  const chosenId = useStore(boardView, ({ chosen }) => (chosen?.kind === 'call' ? chosen.id : undefined));
  const open = useOpenStory();
  return (
    <section className={styles.calls} aria-label={t('board.calls.title')}>
      <header className={styles.sectionHead}>
        <h2>{t('board.calls.title')}</h2>
        {rows.length > 0 && <b data-testid="calls-count">{rows.length - taken}</b>}
        {taken > 0 && <span data-testid="calls-taken">{t('board.calls.withPeople', { count: taken })}</span>}
        <span>{t('board.calls.order')}</span>
      </header>
      <BoardEmpty isEmpty={rows.length === 0} text={t('board.calls.none')} bars={6} />
      {rows.length > 0 && (
        <VirtualRows
          label={t('board.calls.title')}
          testId="board-calls"
          className={styles.fill}
          rowClassName={styles.callRow}
          rows={rows}
          rowHeight={34}
          chosenId={chosenId}
          onChoose={({ id }) => choose({ kind: 'call', id })}
          onOpen={({ leadId }) => open(leadId)}
          head={<CallsHead />}
          cells={(call, stop) => <CallCells call={call} stop={stop} />}
        />
      )}
    </section>
  );
}

function CallsHead() {
  const { t } = useWords();
  return (
    <div role="row" aria-rowindex={1} className={classNames(styles.callRow, styles.columnHeads)}>
      <span role="columnheader">{t('board.calls.name')}</span>
      <span role="columnheader">{t('board.calls.interest')}</span>
      <span role="columnheader">{t('board.calls.step')}</span>
      <span role="columnheader" className={styles.right} title={t('board.calls.toolsTitle')}>
        <IconTool stroke={1.5} role="img" aria-label={t('board.calls.toolsTitle')} />
      </span>
      <span role="columnheader" className={styles.right}>
        {t('board.calls.score')}
      </span>
      <span role="columnheader">{t('board.calls.mood')}</span>
      <span role="columnheader" className={styles.right}>
        {t('board.calls.time')}
      </span>
      <span role="columnheader">
        <span className={styles.unseen}>{t('board.calls.actions')}</span>
      </span>
    </div>
  );
}

const CallCells = memo(function CallCells({ call, stop }: { call: BoardCall; stop: boolean }) {
  const { t } = useWords();
  const interest = interestInWords(call, t);
  const step = stepInWords(call, t);
  const { failed } = call.tools;
  const since = call.answeredAt ?? call.startedAt ?? call.queuedAt;
  return (
    <>
      <span role="gridcell" className={classNames(styles.name, styles.twoLines)} title={call.leadName}>
        {call.leadName}
      </span>
      <span role="gridcell" className={classNames(styles.muted, styles.twoLines)} title={interest}>
        {interest}
      </span>
      <span role="gridcell" className={styles.twoLines} title={step}>
        {step}
      </span>
      <span
        role="gridcell"
        className={styles.right}
        title={failed > 0 ? t('board.calls.toolsFailed', { count: failed }) : undefined}
        data-level={failed > 0 ? 'broken' : undefined}
        data-testid="call-tools"
      >
        {call.tools.count}
      </span>
      <span role="gridcell" className={styles.right}>
        {call.score ?? <span title={t('board.calls.noScore')}>—</span>}
      </span>
      <span role="gridcell" className={styles.mood} data-mood={call.mood}>
        {call.mood && t(`board.mood.${call.mood}`)}
      </span>
      <span role="gridcell" className={styles.right}>
        {since && <Since at={since} />}
      </span>
      <CallActs call={call} stop={stop} />
    </>
  );
});

function CallActs({ call, stop }: { call: BoardCall; stop: boolean }) {
  const { t } = useWords();
  const { listen, stopListening, takeOver } = useActs();
  const heard = useStore(listening, ({ now }) => heardCall(now) === call.id);
  const canTake = useCanTake();
  const tabIndex = stop ? 0 : -1;
  const { id, leadName: name, canListen, canControl } = call;
  const rung = isRung(call.escalation);
  const blocked = canControl ? undefined : t('board.calls.noControl');
  return (
    <span role="gridcell" className={styles.acts} data-first>
      <IconButton
        label={t(heard ? 'board.dock.mute' : canListen ? 'board.calls.listen' : 'board.calls.noSound')}
        aria-pressed={heard}
        tabIndex={tabIndex}
        disabled={!canListen}
        data-testid="call-listen"
        onClick={() => {
          if (heard) return stopListening();
          openDock(id);
          listen(id);
        }}
      >
        <IconEar stroke={1.5} aria-hidden />
      </IconButton>
      <IconButton
        label={blocked ?? t('board.calls.speak')}
        tabIndex={tabIndex}
        disabled={!canControl}
        data-testid="call-speak"
        onClick={() => openDock(id, 'speak')}
      >
        <IconVolume stroke={1.5} aria-hidden />
      </IconButton>
      <IconButton
        label={blocked ?? t(rung ? 'board.calls.rung' : canTake ? 'board.calls.take' : 'board.calls.give')}
        tabIndex={tabIndex}
        disabled={!mayHandOver(call)}
        data-testid="call-take"
        onClick={() => (canTake ? takeOver(call) : askAbout({ ask: 'assign', callId: id, name }))}
      >
        <IconLogin2 stroke={1.5} aria-hidden />
      </IconButton>
      <IconButton
        label={blocked ?? t('board.calls.end')}
        className={styles.endAct}
        tabIndex={tabIndex}
        disabled={!canControl}
        data-testid="call-end"
        onClick={() => askAbout({ ask: 'end', callId: id, name })}
      >
        <IconCircleX stroke={1.5} aria-hidden />
      </IconButton>
    </span>
  );
}
