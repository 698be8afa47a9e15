// Which line of the work list a person opened, and which call they are closing; a lead may stand in several lines.
import { create } from 'zustand';

interface ChosenWork {
  /** Id of a row (work-rows.ts). */
  rowId: string | undefined;
  /** The wrap-up whose form is open. */
  wrapUpId: string | undefined;
  /** The one that a new call pushed aside: it comes back when that call leaves nothing of its own to close. */
  parkedId: string | undefined;
  /** Wrap-ups that were seen already, so that none comes up by itself twice; undefined before the first look. */
  seenIds: readonly string[] | undefined;
}

export const chosenWork = create<ChosenWork>()(() => ({
  rowId: undefined,
  wrapUpId: undefined,
  parkedId: undefined,
  seenIds: undefined,
}));

export function chooseRow(rowId: string): void {
  chosenWork.setState({ rowId });
}

/** Opens the form of a wrap-up, or none. */
export function openWrapUp(wrapUpId: string | undefined): void {
  chosenWork.setState({ wrapUpId, parkedId: undefined });
}

/** A call begins: its lead takes the place of the form, which keeps what was typed. */
export function parkWrapUp(): void {
  chosenWork.setState(({ wrapUpId, parkedId }) => ({ wrapUpId: undefined, parkedId: wrapUpId ?? parkedId }));
}

/** The call is over: the form that it pushed aside comes back; returns its id, if there was one. */
export function unparkWrapUp(): string | undefined {
  const { parkedId } = chosenWork.getState();
  if (parkedId !== undefined) chosenWork.setState({ wrapUpId: parkedId, parkedId: undefined });
  return parkedId;
}
