// An endpoint as one fills it in, and what it may ask for.
import { webhookFields, type WebhookEndpoint } from '../../../../shared/admin.ts';
import type { Translate } from '../../../i18n/use-words.ts';
import { faultsOf, type Faults } from '../form/field-faults.ts';

export interface WebhookDraft {
  url: string;
  description: string;
  /** Everything public, or only `types`. */
  isAll: boolean;
  types: string[];
  withContact: boolean;
}

export function webhookDraftOf(endpoint: WebhookEndpoint | undefined): WebhookDraft {
  const { url = '', description, types = [], withContact = false } = endpoint ?? {};
  return { url, description: description ?? '', isAll: types.length === 0, types, withContact };
}

/** What is saved: no types at all means all of them. */
export function webhookOf({ url, description, isAll, types, withContact }: WebhookDraft) {
  return {
    url: url.trim(),
    description: description.trim() === '' ? null : description.trim(),
    types: isAll ? [] : types,
    withContact,
  };
}

export function webhookFaults(draft: WebhookDraft, t: Translate): Faults<WebhookDraft> {
  const faults: Faults<WebhookDraft> = faultsOf(webhookFields, webhookOf(draft), {
    t,
    formats: { url: t('hooks.urlFormat') },
  });
  if (draft.url.trim() === '') faults.url = t('adminFault.required');
  if (!draft.isAll && draft.types.length === 0) faults.types = t('hooks.eventsMissing');
  return faults;
}

/** What can be asked for, family by family: `call.*` before `call.queued`, `call.ended`, … */
export function offersOf(types: readonly string[]): { group: string; items: string[] }[] {
  const families = new Map<string, string[]>();
  for (const type of types) {
    const family = type.split('.')[0] ?? type;
    families.set(family, [...(families.get(family) ?? []), type]);
  }
  return [...families].map(([group, items]) => ({
    group,
    items: items.length > 1 ? [`${group}.*`, ...items] : items,
  }));
}

export type EndpointState = 'off' | 'failing' | 'delivering';

export function stateOfEndpoint({ active, failingSince }: WebhookEndpoint): EndpointState {
  if (!active) return 'off';
  return failingSince === null ? 'delivering' : 'failing';
}
