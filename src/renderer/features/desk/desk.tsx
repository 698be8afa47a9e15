// The desk: my work, the conversation, the lead; the call bar on top of the conversation.
import { VisuallyHidden } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { chosenWork } from '../../stores/chosen-work.ts';
import { conversation } from '../../stores/conversation.ts';
import {
  clientCall,
  deskOf,
  escalations,
  offerOfCall,
  withEndedCall,
  type Desk as DeskState,
} from '../../stores/escalations.ts';
import { phone } from '../../stores/phone.ts';
import { selectMe, session } from '../../stores/session.ts';
import { leadWithNumber, orderLeads, orderOpenCalls, orderTasks, work } from '../../stores/work.ts';
import { Empty } from '../../ui/notice.tsx';
import { useNow } from '../../ui/use-now.ts';
import { CrashFence } from '../shell/crash-fence.tsx';
import { CallBar } from '../call/call-bar.tsx';
import { Composer } from '../conversation/composer.tsx';
import { DeskTabs, useDeskTab } from './desk-tabs.tsx';
import { LeadCard } from '../lead-panel/lead-card.tsx';
import { Timeline } from '../conversation/timeline.tsx';
import { useHeld, useKeptLead } from './kept-lead.ts';
import { WorkList } from '../work-list/work-list.tsx';
import { WrapUp } from '../wrap-up/wrap-up.tsx';
import { useOpenWrapUp, useWrapUpFlow } from '../wrap-up/wrap-up-flow.ts';
import styles from './desk.module.css';

export function Desk() {
  const { t } = useWords();
  const desk = useDesk();
  const leadId = useStore(conversation, (state) => state.leadId);
  const { tab, setTab } = useDeskTab();
  const client = useClient(desk);
  const isKept = useKeptLead(desk);
  useFollowCall(client, isKept);
  useWrapUpFlow(useHeld(desk.phase, isKept));
  useFirstChoice(leadId, desk);
  const name = useLeadName(leadId);
  const ready = useStore(work, (state) => state.status === 'ready');
  return (
    <div className={styles.desk} data-tab={tab}>
      <VisuallyHidden component="h1">{t('nav.desk')}</VisuallyHidden>
      {/* First for the keyboard as for the eye: whoever rings comes before whoever waits. */}
      <div className={styles.bar}>
        <CallBar desk={desk} />
      </div>
      <div className={styles.list}>
        <WorkList />
      </div>
      <div className={styles.middle}>
        <DeskTabs tab={tab} setTab={setTab} />
        <CrashFence retryOn={leadId}>
          {leadId === undefined ? (
            <div className={styles.none}>
              {ready && <Empty text={t(isQuiet(desk) ? 'talk.none' : 'lead.unknownCaller')} />}
            </div>
          ) : (
            <div className={styles.talk}>
              <Timeline leadId={leadId} leadName={name} />
              <Composer leadId={leadId} leadName={name} />
            </div>
          )}
        </CrashFence>
      </div>
      <Side leadId={leadId} desk={desk} client={client} />
    </div>
  );
}

/** The lead; after a call the form that closes it stands in the same place. */
function Side({ leadId, desk, client }: { leadId: string | undefined; desk: DeskState; client: DeskState }) {
  const { t } = useWords();
  const wrapUp = useOpenWrapUp(leadId);
  const offer = client.phase === 'idle' ? undefined : client.offer;
  const isTalk = desk.phase === 'talking' || desk.phase === 'ended';
  const brief = offer?.leadId === leadId && isTalk ? offer?.brief : undefined;
  return (
    <aside className={styles.side} aria-label={t(wrapUp ? 'wrapUp.title' : 'talk.tabLead')}>
      <CrashFence retryOn={wrapUp?.id ?? leadId}>
        {wrapUp && <WrapUp key={wrapUp.id} wrapUp={wrapUp} />}
        {!wrapUp && leadId !== undefined && <LeadCard leadId={leadId} brief={brief} />}
      </CrashFence>
    </aside>
  );
}

function useDesk(): DeskState {
  const now = useNow();
  const state = useStore(phone, (s) => s.state);
  const last = useStore(
    phone,
    useShallow(({ ended, talked }) => ({ ended, talked })),
  );
  const offers = useStore(escalations, (s) => s.offers);
  const wrapping = useStore(session, (s) => selectMe(s)?.state === 'wrap-up');
  return withEndedCall(deskOf(state, offers, now), last, wrapping, { offers, now });
}

/** The desk as the client is concerned: in a consultation or a conference, whoever is talked about. */
function useClient(desk: DeskState): DeskState {
  const state = useStore(phone, (s) => s.state);
  const offers = useStore(escalations, (s) => s.offers);
  if (desk.phase !== 'talking') return desk;
  const call = clientCall(state, desk.call);
  return call ? { phase: 'talking', call, offer: offerOfCall(call, offers) } : { phase: 'idle' };
}

/**
 * A call that begins brings its lead to the screen, once; whoever then looks elsewhere is left in peace. While the
 * lead on screen is kept (useKeptLead) it waits.
 */
function useFollowCall(desk: DeskState, isKept: boolean): void {
  const { openLead, openCaller } = useActions();
  const inHand = desk.phase === 'idle' || desk.phase === 'ended' ? undefined : desk;
  const call = inHand && inHand.phase !== 'coming' ? inHand.call : undefined;
  const listed = useStore(work, (state) => (call?.callId ? state.calls[call.callId]?.leadId : undefined));
  const leadId = inHand?.offer?.leadId ?? listed;
  const stranger = leadId === undefined && call?.match === 'none' ? call.number : undefined;
  const followed = useRef<string>(undefined);
  useEffect(() => {
    const wanted = leadId ?? stranger;
    if (isKept || wanted === followed.current) return;
    followed.current = wanted;
    if (leadId !== undefined) openLead(leadId);
    else if (stranger !== undefined) openCaller(stranger);
  }, [leadId, stranger, isKept, openLead, openCaller]);
}

function isQuiet({ phase }: DeskState): boolean {
  return phase === 'idle' || phase === 'ended';
}

/**
 * A desk without a choice shows what is nearest: Sofía's first call, the first task, the newest lead; under a call
 * that just ended, or one that is being closed, only whom one talked to: anybody else would be taken for them.
 */
function useFirstChoice(leadId: string | undefined, desk: DeskState): void {
  const { openLead } = useActions();
  const isClosing = useStore(chosenWork, (state) => state.wrapUpId !== undefined);
  const nearest = useStore(work, (state) =>
    state.status === 'ready'
      ? desk.phase === 'ended'
        ? leadOfEnded(desk, state)
        : (orderOpenCalls(state.calls)[0]?.leadId ??
          orderTasks(state.tasks)[0]?.leadId ??
          orderLeads(state.leads)[0]?.id)
      : undefined,
  );
  const quiet = isQuiet(desk) && !isClosing;
  useEffect(() => {
    // Closing a call may have brought its lead in this very moment.
    const isFree = conversation.getState().leadId === undefined && !chosenWork.getState().wrapUpId;
    if (quiet && isFree && leadId === undefined && nearest !== undefined) openLead(nearest);
  }, [quiet, leadId, nearest, openLead]);
}

/** After a reload the offer is gone, but the line still shows the number. */
function leadOfEnded(desk: DeskState, state: ReturnType<typeof work.getState>): string | undefined {
  if (desk.phase !== 'ended') return undefined;
  const { callId, number } = desk.call;
  return (
    desk.offer?.leadId ??
    (callId === undefined ? undefined : state.calls[callId]?.leadId) ??
    leadWithNumber(Object.values(state.leads), number)?.id
  );
}

function useLeadName(leadId: string | undefined): string {
  const detail = useStore(conversation, (state) => state.detail?.name);
  const listed = useStore(work, (state) => (leadId === undefined ? undefined : state.leads[leadId]?.name));
  const offered = useStore(
    escalations,
    (state) => Object.values(state.offers).find(({ offer }) => offer.leadId === leadId)?.offer.leadName,
  );
  return detail ?? listed ?? offered ?? '';
}
