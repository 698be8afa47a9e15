/** Whether a template may go: Meta sends only what it has approved, in the language and with the parameters approved. */
import { fieldsOf } from '../http/serve.ts';
import type { OutboundMessage } from './check-message.ts';
import type { ApprovedTemplate } from './whatsapp.ts';

/** Graph error 132001 (no such template in this language) or 132000 (wrong number of parameters), or undefined. */
export function templateProblem(
  template: OutboundMessage['template'],
  approved: readonly (string | ApprovedTemplate)[] | undefined,
): number | undefined {
  if (approved === undefined || template === undefined) return undefined;
  const { name, components = [], language } = template;
  if (approved.includes(name)) return undefined;
  const code = fieldsOf(language)['code'];
  const known = approved.find((one) => typeof one === 'object' && one.name === name && one.language === code);
  if (typeof known !== 'object') return 132001;
  const given = components.find(({ type }) => type === 'body')?.parameters?.length ?? 0;
  return given === known.parameters ? undefined : 132000;
}
