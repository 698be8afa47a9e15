// Which parts administration has, who may use which, and how an address names one.
import {
  IconAddressBook,
  IconClockPause,
  IconFileImport,
  IconFlagCheck,
  IconMessage2,
  IconAdjustmentsHorizontal,
  IconTarget,
  IconUserCog,
  IconUsersGroup,
  IconWebhook,
} from '@tabler/icons-react';
import { create } from 'zustand';
import type { Me } from '../../../shared/api.ts';
import { openView } from '../../stores/preferences.ts';

interface SectionOf<Name extends string> {
  name: Name;
  group: 'people' | 'desk' | 'rules' | 'data';
  Icon: typeof IconUserCog;
  /** Supervisors have it too; what they may do there is the backend's to say (access.ts). */
  forSupervisors?: boolean;
}

/** In the order of the list; neighbours of one group stand under one heading. */
const sections = [
  { name: 'people', group: 'people', Icon: IconUserCog },
  { name: 'teams', group: 'people', Icon: IconUsersGroup, forSupervisors: true },
  { name: 'reasons', group: 'desk', Icon: IconClockPause },
  { name: 'outcomes', group: 'desk', Icon: IconFlagCheck },
  { name: 'templates', group: 'desk', Icon: IconMessage2 },
  { name: 'directory', group: 'desk', Icon: IconAddressBook },
  { name: 'rules', group: 'rules', Icon: IconAdjustmentsHorizontal },
  { name: 'targets', group: 'rules', Icon: IconTarget, forSupervisors: true },
  { name: 'imports', group: 'data', Icon: IconFileImport, forSupervisors: true },
  { name: 'webhooks', group: 'data', Icon: IconWebhook },
] as const satisfies readonly SectionOf<string>[];

export type AdminSection = (typeof sections)[number]['name'];
export type SectionPlace = SectionOf<AdminSection>;

/** What somebody of this role finds there. */
export const sectionsOf = (role: Me['role']): readonly SectionPlace[] =>
  role === 'agent'
    ? []
    : (sections as readonly SectionPlace[]).filter(
        ({ forSupervisors }) => role === 'admin' || forSupervisors === true,
      );

/** The section that is drawn: the first one, where the one asked for is not theirs. */
export function sectionOf(role: Me['role'], wanted: AdminSection | undefined): AdminSection | undefined {
  const allowed = sectionsOf(role).map(({ name }) => name);
  return allowed.find((name) => name === wanted) ?? allowed[0];
}

/** `#/admin/teams` → `teams`; undefined for any other address, and for a section that nobody knows. */
export function sectionOfHash(hash: string): AdminSection | undefined {
  const [, named] = /^#\/admin\/([a-z]+)$/.exec(hash) ?? [];
  return sections.map(({ name }) => name).find((name) => name === named);
}

/** The address of a section, `#/admin/teams`. */
export const hashOfSection = (section: AdminSection): string => `#/admin/${section}`;

export const adminPlace = create<{ section: AdminSection | undefined }>()(() => ({ section: undefined }));

/** Opens administration at a section. */
export function openAdmin(section: AdminSection): void {
  adminPlace.setState({ section });
  openView('admin');
}
