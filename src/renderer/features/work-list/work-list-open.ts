// What opening a line of the work list brings to the screen.
import { useActions, type Actions } from '../../stores/actions.ts';
import { chooseRow, openWrapUp } from '../../stores/chosen-work.ts';
import type { WorkRow } from '../../stores/work-rows.ts';

/** A call to close opens its form; everything else opens the lead, or whoever has the number. */
export function useOpenRow(): (row: WorkRow) => void {
  const actions = useActions();
  return (row) => openRow(row, actions);
}

function openRow(row: WorkRow, { openLead, openCaller }: Pick<Actions, 'openLead' | 'openCaller'>): void {
  chooseRow(row.id);
  openWrapUp(row.kind === 'wrapUp' ? row.wrapUp.id : undefined);
  if (row.leadId !== undefined) return openLead(row.leadId);
  const number =
    row.kind === 'phone' ? row.call.number : row.kind === 'wrapUp' ? row.wrapUp.number : undefined;
  if (number !== undefined) openCaller(number);
}
