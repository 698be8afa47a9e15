// Leads who wait for a person, longest first: how far the ladder has come, and a hand to help it.
import { memo, useMemo } from 'react';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { board } from '../../stores/board.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { VirtualRows } from '../../ui/virtual-rows.tsx';
import { callReasonInWords } from '../backend-words.ts';
import { useFilter } from './board-empty.tsx';
import { escalationRows, type EscalatedCall, isRung, mayHandOver } from './board-rows.ts';
import { askAbout, boardView, choose } from './board-view.ts';
import { rungInWords } from './board-words.ts';
import { Left, Since } from './since.tsx';
import { useActs } from './use-acts.ts';
import { useCanTake } from './use-can-take.ts';
import { useOpenStory } from './use-open-story.ts';
import styles from './board.module.css';

const rowHeight = 38;
/** More than this are scrolled: the calls above keep their place. */
const mostSeen = 5;
/** While a call is followed below, which is what one looks at then. */
const mostBesideDock = 2;

export function BoardEscalations() {
  const { t } = useWords();
  const calls = useStore(board, (state) => state.calls);
  const filter = useFilter();
  const rows = useMemo(() => escalationRows(calls, filter), [calls, filter]);
  const chosenId = useStore(boardView, ({ chosen }) =>
    chosen?.kind === 'escalation' ? chosen.id : undefined,
  );
  const isReady = useStore(board, (state) => state.status === 'ready');
  const most = useStore(boardView, ({ dock }) => (dock ? mostBesideDock : mostSeen));
  const open = useOpenStory();
  return (
    <section className={styles.escalations} aria-label={t('board.escalations.title')}>
      <header className={styles.sectionHead}>
        <h2>{t('board.escalations.title')}</h2>
        {rows.length > 0 && <span>{t('board.escalations.open', { count: rows.length })}</span>}
      </header>
      {rows.length === 0 && isReady && <p className={styles.nothing}>{t('board.escalations.none')}</p>}
      {rows.length > 0 && (
        <div style={{ height: 24 + rowHeight * Math.min(rows.length, most) }} className={styles.held}>
          <VirtualRows
            label={t('board.escalations.title')}
            testId="board-escalations"
            className={styles.fill}
            rowClassName={styles.escalationRow}
            rows={rows}
            rowHeight={rowHeight}
            chosenId={chosenId}
            onChoose={({ id }) => choose({ kind: 'escalation', id })}
            onOpen={({ leadId }) => open(leadId)}
            head={<EscalationsHead />}
            cells={(call, stop) => <EscalationCells call={call} stop={stop} />}
          />
        </div>
      )}
    </section>
  );
}

function EscalationsHead() {
  const { t } = useWords();
  return (
    <div role="row" aria-rowindex={1} className={classNames(styles.escalationRow, styles.columnHeads)}>
      <span role="columnheader">{t('board.calls.name')}</span>
      <span role="columnheader">{t('board.escalations.reason')}</span>
      <span role="columnheader">{t('board.escalations.step')}</span>
      <span role="columnheader" className={styles.right}>
        {t('board.escalations.waited')}
      </span>
      <span role="columnheader" className={styles.right}>
        {t('board.escalations.nextIn')}
      </span>
      <span role="columnheader">
        <span className={styles.unseen}>{t('board.calls.actions')}</span>
      </span>
    </div>
  );
}

const EscalationCells = memo(function EscalationCells({
  call,
  stop,
}: {
  call: EscalatedCall;
  stop: boolean;
}) {
  const { t } = useWords();
  const { escalation } = call;
  const reason = callReasonInWords(escalation.reason, t);
  return (
    <>
      <span role="gridcell" className={classNames(styles.name, styles.twoLines)} title={call.leadName}>
        {call.leadName}
      </span>
      <span role="gridcell" className={classNames(styles.muted, styles.twoLines)} title={reason}>
        {reason}
      </span>
      <span role="gridcell" className={styles.rung}>
        <Ladder step={escalation.step} of={escalation.of} />
        <span title={rungInWords(call, t)}>{rungInWords(call, t)}</span>
      </span>
      <span role="gridcell" className={styles.right}>
        <Since at={escalation.requestedAt} limit="personWait" />
      </span>
      <span role="gridcell" className={styles.right}>
        {escalation.expiresAt && <Left at={escalation.expiresAt} over={t('board.escalations.now')} />}
      </span>
      <EscalationActs call={call} stop={stop} />
    </>
  );
});

function Ladder({ step, of }: { step: number; of: number }) {
  const { t } = useWords();
  const rungs = Array.from({ length: Math.max(of, step) }, (_, index) => index + 1);
  const tone = step >= of ? 'bad' : step === of - 1 ? 'hold' : 'done';
  return (
    <span className={styles.ladder} role="img" aria-label={t('board.escalations.ladder', { step, of })}>
      {rungs.map((rung) => (
        <i key={rung} data-tone={rung < step ? 'done' : rung === step ? tone : undefined} />
      ))}
    </span>
  );
}

function EscalationActs({ call, stop }: { call: EscalatedCall; stop: boolean }) {
  const { t } = useWords();
  const { takeOver, busy } = useActs();
  const canTake = useCanTake();
  const { id: callId, leadName: name, escalation } = call;
  const title = isRung(escalation) ? t('board.calls.rung') : undefined;
  const shared = { size: 'small', disabled: !mayHandOver(call), title, tabIndex: stop ? 0 : -1 } as const;
  return (
    <span role="gridcell" className={styles.escalationActs}>
      <Button
        {...shared}
        data-testid="escalation-assign"
        onClick={() => askAbout({ ask: 'assign', callId, name })}
      >
        {t('board.escalations.assign')}
      </Button>
      {canTake && (
        <Button {...shared} busy={busy} data-testid="escalation-take" onClick={() => takeOver(call)}>
          {t('board.escalations.take')}
        </Button>
      )}
    </span>
  );
}
