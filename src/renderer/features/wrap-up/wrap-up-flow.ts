// When the form that closes a call comes to the screen by itself, and when it steps aside for another call.
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { WrapUp } from '../../../shared/desk.ts';
import { useActions } from '../../stores/actions.ts';
import { chosenWork, openWrapUp, parkWrapUp, unparkWrapUp } from '../../stores/chosen-work.ts';
import { desk } from '../../stores/desk.ts';
import type { Desk } from '../../stores/escalations.ts';
import { wrapUpForms } from '../../stores/wrap-up-forms.ts';

/** The wrap-up whose form belongs beside this lead; one of an unknown number belongs to nobody else's. */
export function useOpenWrapUp(leadId: string | undefined): WrapUp | undefined {
  const id = useStore(chosenWork, (state) => state.wrapUpId);
  const wrapUp = useStore(desk, (state) => state.wrapUps.find((one) => one.id === id));
  return wrapUp && (wrapUp.leadId === null || wrapUp.leadId === leadId) ? wrapUp : undefined;
}

/** A call to close opens its form; a call that comes pushes the form aside, and gives it back. */
export function useWrapUpFlow(phase: Desk['phase']): void {
  const { openLead, openCaller } = useActions();
  const wrapUps = useStore(desk, (state) => state.wrapUps);
  const inCall = phase === 'coming' || phase === 'ringing' || phase === 'talking';

  useEffect(() => {
    if (inCall) return parkWrapUp();
    const parked = unparkWrapUp();
    const back = desk.getState().wrapUps.find(({ id }) => id === parked);
    if (back) bring(back, { openLead, openCaller });
  }, [inCall, openLead, openCaller]);

  useEffect(() => {
    const { seenIds, wrapUpId } = chosenWork.getState();
    const isTouched = (id: string) => id in wrapUpForms.getState().forms;
    const opened = toOpen(wrapUps, { seenIds, isTouched, now: Date.now() });
    if (wrapUps.length > 0) chosenWork.setState({ seenIds: wrapUps.map(({ id }) => id) });
    if (inCall || opened === undefined || opened.id === wrapUpId) return;
    chosenWork.setState(({ parkedId }) => ({ wrapUpId: opened.id, parkedId: wrapUpId ?? parkedId }));
    bring(opened, { openLead, openCaller });
  }, [wrapUps, inCall, openLead, openCaller]);

  useEffect(() => {
    const { wrapUpId } = chosenWork.getState();
    if (wrapUpId !== undefined && !inCall && !wrapUps.some(({ id }) => id === wrapUpId))
      openWrapUp(undefined);
  }, [wrapUps, inCall]);
}

/**
 * The newest call that this page sees for the first time and that is just over: what was left to be closed later is
 * not brought up by itself. After a reload also one that somebody had begun to fill in.
 */
export function toOpen(
  wrapUps: readonly WrapUp[],
  seen: { seenIds: readonly string[] | undefined; isTouched: (id: string) => boolean; now: number },
): WrapUp | undefined {
  const { seenIds, isTouched, now } = seen;
  const fresh = wrapUps.filter(({ id }) => !seenIds?.includes(id));
  const recent = fresh.find(
    ({ until, endedAt }) =>
      (until !== null && Date.parse(until) > now) || now - Date.parse(endedAt) < recentMs,
  );
  return recent ?? (seenIds ? undefined : fresh.find(({ id }) => isTouched(id)));
}
const recentMs = 5 * 60_000;

function bring(
  { leadId, number }: WrapUp,
  { openLead, openCaller }: { openLead: (leadId: string) => void; openCaller: (number: string) => void },
): void {
  if (leadId === null) openCaller(number);
  else openLead(leadId);
}
