/** Small signs during a call: an interruption, a hang, another language. They are told, and change little. */
import { languages, type Language } from '../../../shared/lead.ts';
import type { Tx } from '../../store/database.ts';
import { appendCallEvent } from '../../store/events.ts';
import { saveLeadLanguage } from '../../store/call-signs.ts';
import { text } from './read-vapi-message.ts';
import type { Heard } from './vapi-message.ts';

/** `user-interrupted` */
export async function noteInterruption(tx: Tx, { call }: Heard): Promise<string> {
  await appendCallEvent(tx, call, 'caller.interrupted', {});
  return 'interruption noted';
}

/** `hang`: the AI is slow to answer; the lead hears silence. */
export async function noteHang(tx: Tx, { call }: Heard): Promise<string> {
  await appendCallEvent(tx, call, 'caller.hung', {});
  return 'hang noted';
}

/** `language-change-detected`: the tools, the brief and the next message speak it from now on, if we do. */
export async function noteLanguage(tx: Tx, { call, message }: Heard): Promise<string> {
  const heard = text(message.fields['language'])?.toLowerCase();
  if (heard === undefined) return 'none: the message names no language';
  await appendCallEvent(tx, call, 'language.changed', { language: heard });
  const ours = languages.find((language: Language) => heard === language || heard.startsWith(`${language}-`));
  if (ours === undefined) return `language ${heard} noted; we do not speak it`;
  await saveLeadLanguage(tx, call.leadId, ours);
  return `language is ${ours} now`;
}
