// What can be visited; it changes seldom, so it is read once and kept.
import { create } from 'zustand';
import type { PropertyList } from '../../shared/desk.ts';

export type Property = PropertyList['properties'][number];

interface Properties {
  status: 'unread' | 'reading' | 'ready' | 'failed';
  properties: Property[];
}
export const properties = create<Properties>()(() => ({ status: 'unread', properties: [] }));

/** Reads them where nobody has yet, or where it failed. */
export async function readProperties(read: () => Promise<PropertyList>): Promise<void> {
  const { status } = properties.getState();
  if (status === 'reading' || status === 'ready') return;
  properties.setState({ status: 'reading' });
  try {
    properties.setState({ ...(await read()), status: 'ready' });
  } catch {
    properties.setState({ status: 'failed' });
  }
}

/** A unit was sold or is for sale again: whoever looks next reads anew. */
export function forgetProperties(): void {
  properties.setState({ status: 'unread' });
}

/** The clock of a property by its name; undefined while it is not known. */
export function zoneOfProperty(name: string, list: readonly Property[]): string | undefined {
  return list.find((property) => property.name === name)?.timeZone;
}
