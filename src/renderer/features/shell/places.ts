// Where one can go: the same list feeds the navigation, its keys and the palette.
import {
  IconCalendar,
  IconHeadset,
  IconListCheck,
  IconPhone,
  IconSearch,
  IconSettings,
  IconUsers,
} from '@tabler/icons-react';
import type { View } from '../../stores/preferences.ts';

export interface Place {
  view: View;
  /** After `G`. Ctrl and a digit would be the browser's own. */
  key: string;
  Icon: typeof IconHeadset;
}

/** In the order of the navigation; the last one stands at its foot. */
export const places: readonly Place[] = [
  { view: 'desk', key: 'G D', Icon: IconHeadset },
  { view: 'calls', key: 'G C', Icon: IconPhone },
  { view: 'tasks', key: 'G T', Icon: IconListCheck },
  { view: 'agenda', key: 'G A', Icon: IconCalendar },
  { view: 'leads', key: 'G L', Icon: IconUsers },
  { view: 'search', key: 'G B', Icon: IconSearch },
  { view: 'settings', key: 'G S', Icon: IconSettings },
];
