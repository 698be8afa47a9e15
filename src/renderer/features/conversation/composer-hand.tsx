// The line over the field: who has the chat, the button that changes hands, and the time that WhatsApp leaves.
import { IconAlertCircle, IconClock, IconLock } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { LeadDetail } from '../../../shared/api.ts';
import type { Chat } from '../../../shared/desk.ts';
import { formatDayAndClock } from '../../i18n/format.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useCommand } from '../../stores/commands.ts';
import { connection } from '../../stores/connection.ts';
import { conversation, updateConversation } from '../../stores/conversation.ts';
import { useDeskApi } from '../../stores/desk-api.ts';
import { Button } from '../../ui/button.tsx';
import { SofiaMark } from '../../ui/marks.tsx';
import { useAttempt } from '../use-attempt.ts';
import { shortWindowMs, windowInWords, type ComposerState, type Hand } from './composer-state.ts';
import styles from './composer.module.css';

interface ChatHandProps {
  detail: LeadDetail;
  state: ComposerState;
  /** Why the last attempt to send was refused on the spot. */
  refused: 'offline' | undefined;
}

export function ChatHand({ detail, state, refused }: ChatHandProps) {
  const { t } = useWords();
  const isUp = useStore(connection, ({ backend }) => backend.phase === 'up');
  return (
    <div className={styles.hand}>
      {'hand' in state && state.hand.of === 'ai' && <SofiaMark />}
      {state.may === 'nothing' && <IconLock stroke={1.5} aria-hidden />}
      {isUp ? (
        <p data-testid="chat-hand">{handInWords(state, t)}</p>
      ) : (
        <p className={styles.away} role={refused ? 'alert' : undefined}>
          <IconAlertCircle stroke={1.5} aria-hidden />
          {t(refused ? 'compose.offline' : 'compose.offlineNow')}
        </p>
      )}
      <Window detail={detail} state={state} />
      <ChangeHands detail={detail} state={state} isUp={isUp} />
    </div>
  );
}

function handInWords(state: ComposerState, t: Translate): string {
  if (state.may === 'nothing' && state.why === 'opted-out') return t('compose.optedOut');
  if (state.may === 'nothing' || state.may === 'take') {
    const name = state.ownerName ?? t('compose.somebody');
    return t(state.may === 'take' ? 'compose.taken' : 'compose.takenAsk', { name });
  }
  return ownHandInWords(state.hand, t);
}

function ownHandInWords(hand: Hand, t: Translate): string {
  switch (hand.of) {
    case 'ai':
      return t('compose.withAi');
    case 'me':
      return t('compose.mine');
    case 'nobody':
      return t('compose.nobody');
    case 'absent':
      return t('compose.absent', { name: hand.name ?? t('compose.somebody') });
  }
}

function Window({ detail, state }: Pick<ChatHandProps, 'detail' | 'state'>) {
  const { t, language } = useWords();
  if (state.may === 'template')
    return (
      <span
        className={styles.window}
        data-short
        title={t('compose.windowClosedTitle')}
        data-testid="chat-window"
      >
        <IconClock stroke={1.5} aria-hidden />
        {t('compose.windowClosed')}
      </span>
    );
  if (state.may !== 'write' || detail.windowUntil === null) return null;
  const left = windowInWords(state.leftMs);
  const time = formatDayAndClock(detail.windowUntil, Date.now(), language);
  return (
    <span
      className={styles.window}
      data-short={state.leftMs < shortWindowMs ? '' : undefined}
      title={t('compose.windowLeftTitle', { time, left })}
      data-testid="chat-window"
    >
      <IconClock stroke={1.5} aria-hidden />
      {t('compose.windowLeft', { time: left })}
    </span>
  );
}

const takeFailed = (t: Translate, reason: string) => t('compose.takeFailed', { reason });
const handBackFailed = (t: Translate, reason: string) => t('compose.handBackFailed', { reason });

function ChangeHands({ detail, state, isUp }: Pick<ChatHandProps, 'detail' | 'state'> & { isUp: boolean }) {
  const { t } = useWords();
  const { takeChat, handBackChat } = useDeskApi();
  const isMine = 'hand' in state && state.hand.of === 'me';
  const isOffered = isUp && state.may !== 'nothing';
  const attempt = useAttempt(isMine ? handBackFailed : takeFailed);
  const change = () =>
    attempt.run(async () => {
      takeWord(await (isMine ? handBackChat : takeChat)(detail.id));
    });
  const label = t(isMine ? 'compose.handBack' : 'compose.take');
  const id = isMine ? 'chat.hand-back' : 'chat.take';
  useCommand(isOffered ? { id, group: 'chat', label, key: 'Shift W', run: change } : undefined);
  if (state.may === 'nothing') return null;
  return (
    <Button
      size="small"
      data-testid={id}
      aria-keyshortcuts="Shift+W"
      disabled={!isUp}
      busy={attempt.busy}
      onClick={change}
    >
      {label}
    </Button>
  );
}

/** What the backend says of the chat goes on screen at once; the card itself is read again soon. */
function takeWord({ leadId, handledBy, ownerId, ownerName, windowUntil }: Chat): void {
  const { detail } = conversation.getState();
  if (detail?.id !== leadId) return;
  updateConversation(leadId, { detail: { ...detail, handledBy, ownerId, ownerName, windowUntil } });
}
