// Who a line of the work list is about and why it is there, in words and in colour.
import type { WrapUp } from '../../../shared/desk.ts';
import type { Task } from '../../../shared/api.ts';
import type { Language, LeadSummary } from '../../../shared/lead.ts';
import { wantsInWords } from '../../i18n/brief-words.ts';
import { formatPhone } from '../../i18n/format.ts';
import type { Translate } from '../../i18n/use-words.ts';
import { nameInDirectory } from '../../stores/name-with-number.ts';
import type { WorkRow } from '../../stores/work-rows.ts';
import { taskTitleInWords } from '../backend-words.ts';
import { nameOfCall } from '../call/call-name.ts';

export type RowTone = 'ring' | 'accent' | 'hold' | 'ai' | 'bad';

export function nameOfRow(row: WorkRow, t: Translate): string {
  switch (row.kind) {
    case 'phone':
      return nameOfCall(row.call, row.offer) || t('call.unknown');
    case 'coming':
      return row.offer.leadName;
    case 'wrapUp':
      return nameOfWrapUp(row.wrapUp) || t('call.unknown');
    case 'task':
      return row.task.leadName;
    case 'chat':
      return row.chat.leadName;
    case 'live':
      return row.call.leadName;
    case 'lead':
      return row.lead.name;
  }
}

function nameOfWrapUp({ leadName, number }: WrapUp): string {
  return leadName ?? nameInDirectory(number) ?? formatPhone(number);
}

/** The second line; Sofía's own calls say their state, which only the phone knows fully. */
export function reasonOfRow(row: WorkRow, t: Translate, language: Language): string {
  switch (row.kind) {
    case 'phone':
      return (
        (row.offer && wantsInWords(row.offer.brief, { t, language })) ||
        t(row.call.direction === 'in' ? 'call.incoming' : 'call.outgoing')
      );
    case 'coming':
      return t('work.coming');
    case 'wrapUp':
      return `${t(row.wrapUp.direction === 'in' ? 'call.incoming' : 'call.outgoing')} · ${t('work.wantsOutcome')}`;
    case 'task':
      return taskUnderName(row.task, t);
    case 'chat':
      return reasonOfChat(row.chat, t);
    case 'live':
      return '';
    case 'lead':
      return reasonOfLead(row.lead, t);
  }
}

/** Whose call it is stands above already. */
function taskUnderName({ title, leadName }: Task, t: Translate): string {
  return title === `Devolver la llamada a ${leadName}` ? t('task.callback') : taskTitleInWords({ title }, t);
}

function reasonOfChat(chat: Extract<WorkRow, { kind: 'chat' }>['chat'], t: Translate): string {
  if (chat.absentOwner === undefined) return chat.lastText;
  const name = chat.absentOwner.name ?? t('talk.agent');
  return `${t('work.absentOwner', { name })} · ${chat.lastText}`;
}

function reasonOfLead(lead: LeadSummary, t: Translate): string {
  const status = t(`leadStatus.${lead.status}`);
  return lead.lastMessage === null || lead.lastMessage === '' ? status : `${status} · ${lead.lastMessage}`;
}

/** The colour of the line, where its state has one. */
export function toneOfRow(row: WorkRow): RowTone | undefined {
  switch (row.kind) {
    case 'phone':
      if (row.call.phase === 'ringing') return 'ring';
      return row.call.phase === 'held' ? 'hold' : 'accent';
    case 'coming':
      return 'ring';
    case 'live':
      return row.call.status === 'in-progress' ? 'ai' : undefined;
    default:
      return undefined;
  }
}
