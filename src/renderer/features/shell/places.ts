// Where one can go: the same list feeds the navigation, its keys and the palette.
import {
  IconBuildingCog,
  IconCalendar,
  IconChartBar,
  IconHeadset,
  IconLayoutDashboard,
  IconListCheck,
  IconPhone,
  IconSearch,
  IconSettings,
  IconUsers,
} from '@tabler/icons-react';
import type { Me } from '../../../shared/api.ts';
import type { View } from '../../stores/preferences.ts';

export interface Place {
  view: View;
  /** After `G`. Ctrl and a digit would be the browser's own. */
  key: string;
  Icon: typeof IconHeadset;
  /** Only for whoever answers for others; what they may do there, the backend says. */
  forSupervision?: boolean;
}

/** In the order of the navigation; the last one stands at its foot. */
const places: readonly Place[] = [
  { view: 'board', key: 'G P', Icon: IconLayoutDashboard, forSupervision: true },
  { view: 'dashboards', key: 'G R', Icon: IconChartBar, forSupervision: true },
  { view: 'desk', key: 'G D', Icon: IconHeadset },
  { view: 'calls', key: 'G C', Icon: IconPhone },
  { view: 'tasks', key: 'G T', Icon: IconListCheck },
  { view: 'agenda', key: 'G A', Icon: IconCalendar },
  { view: 'leads', key: 'G L', Icon: IconUsers },
  { view: 'search', key: 'G B', Icon: IconSearch },
  { view: 'admin', key: 'G M', Icon: IconBuildingCog, forSupervision: true },
  { view: 'settings', key: 'G S', Icon: IconSettings },
];

/** Where somebody of this role can go. */
export const placesOf = (role: Me['role']): readonly Place[] =>
  places.filter(({ forSupervision }) => forSupervision !== true || role !== 'agent');

/** The page to draw: the desk, where the one that was asked for is not theirs. */
export const viewOf = (role: Me['role'], view: View): View =>
  placesOf(role).some((place) => place.view === view) ? view : 'desk';
