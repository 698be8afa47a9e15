// The call that a supervisor follows: what is said, the sound of it, and the ways into it.
import { IconCircleX, IconEar, IconEarOff, IconLogin2, IconUserShare, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { BoardCall } from '../../../shared/board.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { board } from '../../stores/board.ts';
import { heardCall, listening, type Listening } from '../../stores/listening.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { LevelMeter, Tag } from '../../ui/marks.tsx';
import { askAbout, boardView, closeDock } from './board-view.ts';
import { DockField } from './dock-field.tsx';
import { DockTalk } from './dock-talk.tsx';
import { Since } from './since.tsx';
import { useActs } from './use-acts.ts';
import { isRung, mayHandOver } from './board-rows.ts';
import { useCanTake } from './use-can-take.ts';
import styles from './dock.module.css';

export function BoardDock() {
  const callId = useStore(boardView, ({ dock }) => dock?.callId);
  return callId === undefined ? null : <Dock key={callId} callId={callId} />;
}

function Dock({ callId }: { callId: string }) {
  const { t } = useWords();
  const call = useFollowed(callId);
  const { followCall } = useActions();
  useEffect(() => {
    followCall(callId);
    return () => followCall(undefined);
  }, [callId, followCall]);
  if (!call) return null;
  return (
    <section
      className={styles.dock}
      aria-label={t('board.dock.title', { name: call.leadName })}
      data-testid="board-dock"
    >
      <DockHead call={call} />
      <DockTalk call={call} />
      {call.isOver ? (
        <p className={styles.over} role="status">
          {t('board.dock.over')}
        </p>
      ) : (
        call.canControl && <DockField call={call} />
      )}
    </section>
  );
}

export type FollowedCall = BoardCall & { isOver: boolean };

/** The call as it was last seen: it stays below after it has ended. */
function useFollowed(callId: string): FollowedCall | undefined {
  const call = useStore(board, ({ calls }) => calls[callId]);
  const [last, setLast] = useState(call);
  if (call && call !== last) setLast(call);
  const known = call ?? last;
  return known && { ...known, isOver: call === undefined };
}

function DockHead({ call }: { call: FollowedCall }) {
  const { t } = useWords();
  const now = useStore(listening, (state) => state.now);
  const since = call.answeredAt ?? call.startedAt;
  return (
    <header className={styles.head}>
      {!call.isOver && <Sound call={call} now={now} />}
      <h2>{call.leadName}</h2>
      <span className={styles.meta}>
        {call.agentName === null ? t('board.dock.with') : t('board.dock.withAgent', { name: call.agentName })}
        {since && !call.isOver && (
          <>
            {' · '}
            <Since at={since} />
          </>
        )}
      </span>
      <DockActs call={call} now={now} />
    </header>
  );
}

/** Whether one hears it, politely told to those who cannot see it. */
function Sound({ call: { id }, now }: { call: FollowedCall; now: Listening }) {
  const { t } = useWords();
  const isMine = now.phase !== 'idle' && now.callId === id;
  const isHeard = isMine && now.phase === 'hearing';
  const word = !isMine
    ? 'following'
    : now.phase === 'asking'
      ? 'asking'
      : isHeard
        ? now.held
          ? 'held'
          : 'listening'
        : 'following';
  return (
    <span role="status" data-testid="dock-sound" data-sound={word}>
      <Tag tone={word === 'listening' ? 'accent' : word === 'held' ? 'hold' : 'neutral'}>
        <IconEar size={14} stroke={1.5} aria-hidden />
        {t(`board.dock.${word}`)}
        {isHeard && !now.held && <LevelMeter level={now.level} label={t('board.dock.level')} tone="accent" />}
      </Tag>
      {isMine && now.phase === 'silent' && now.reason !== 'call-over' && (
        <small className={styles.silence}>{t(`board.dock.silence.${now.reason}`)}</small>
      )}
    </span>
  );
}

function DockActs({ call, now }: { call: FollowedCall; now: Listening }) {
  const { t } = useWords();
  const { stopListening } = useActs();
  return (
    <span className={styles.acts}>
      {!call.isOver && call.canListen && <ListenButton call={call} now={now} />}
      {!call.isOver && <ControlButtons call={call} />}
      <IconButton
        label={t('board.dock.close')}
        data-testid="dock-close"
        onClick={() => {
          stopListening();
          closeDock();
        }}
      >
        <IconX stroke={1.5} aria-hidden />
      </IconButton>
    </span>
  );
}

function ListenButton({ call: { id }, now }: { call: FollowedCall; now: Listening }) {
  const { t } = useWords();
  const { listen, stopListening } = useActs();
  const heard = heardCall(now) === id;
  const word = t(heard ? 'board.dock.mute' : 'board.dock.listen');
  const Icon = heard ? IconEarOff : IconEar;
  return (
    <Button
      size="small"
      on={heard}
      keyName="1"
      title={word}
      aria-label={word}
      icon={<Icon stroke={1.5} aria-hidden />}
      data-testid="dock-listen"
      onClick={() => (heard ? stopListening() : listen(id))}
    />
  );
}

function ControlButtons({ call }: { call: FollowedCall }) {
  const { t } = useWords();
  const { takeOver, busy } = useActs();
  const canTake = useCanTake();
  const { id: callId, leadName: name } = call;
  const rung = isRung(call.escalation) ? t('board.calls.rung') : undefined;
  const shared = { size: 'small', disabled: !mayHandOver(call), title: rung } as const;
  return (
    <>
      {canTake && (
        <Button
          {...shared}
          look="primary"
          keyName="3"
          busy={busy}
          icon={<IconLogin2 stroke={1.5} aria-hidden />}
          data-testid="dock-take"
          onClick={() => takeOver(call)}
        >
          {t('board.calls.take')}
        </Button>
      )}
      <IconButton
        label={rung ?? t('board.calls.give')}
        disabled={!mayHandOver(call)}
        data-testid="dock-give"
        onClick={() => askAbout({ ask: 'assign', callId, name })}
      >
        <IconUserShare stroke={1.5} aria-hidden />
      </IconButton>
      <Button
        {...shared}
        className={styles.end}
        keyName="6"
        icon={<IconCircleX stroke={1.5} aria-hidden />}
        data-testid="dock-end"
        onClick={() => askAbout({ ask: 'end', callId, name })}
      >
        {t('board.calls.end')}
      </Button>
    </>
  );
}
