/** The bindings a registrar lists in its answer (RFC 3261 §10.3): ours, and what we left behind before a crash. */
import type { SentBy } from './sip-port.ts';

export interface Binding {
  uri: string;
  address: SentBy;
  expiresS: number | undefined;
  /** From `+sip.instance`, without `urn:uuid:`. */
  instanceId: string | undefined;
}

/** Reads the values of Contact headers, one binding each. */
export const readBindings = (contacts: readonly string[]): Binding[] => contacts.map(readBinding);

/** The binding at `address`. */
export const bindingAt = (bindings: readonly Binding[], { host, port }: SentBy): Binding | undefined =>
  bindings.find(({ address }) => address.host === host && address.port === port);

/**
 * Bindings of this phone that are not the present one. None when the answer does not show the present one: a
 * registrar that rewrites our Contact would have us remove ourselves.
 */
export function leftoverBindings(
  bindings: readonly Binding[],
  { own, instanceId }: { own: SentBy; instanceId: string },
): Binding[] {
  const present = bindingAt(bindings, own);
  if (!present) return [];
  return bindings.filter((binding) => binding !== present && binding.instanceId === instanceId);
}

function readBinding(contact: string): Binding {
  const uri = /<([^>]*)>/.exec(contact)?.[1] ?? contact.split(';')[0] ?? '';
  const parameters = contact.slice(contact.indexOf('>') + 1);
  const [, host = '', port] = /^sips?:(?:[^@]*@)?([^:;?]+)(?::(\d+))?/i.exec(uri) ?? [];
  const expires = /;[ \t]*expires=(\d+)/i.exec(parameters)?.[1];
  return {
    uri,
    address: { host, port: port === undefined ? undefined : Number(port) },
    expiresS: expires === undefined ? undefined : Number(expires),
    instanceId: /\+sip\.instance="?<urn:uuid:([0-9a-f-]+)>/i.exec(parameters)?.[1],
  };
}
