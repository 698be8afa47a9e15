// Dashboards on the wall, in turn; the address says which, so that a screen can be set up with a link.
import type { ReactNode } from 'react';
import type { DashboardName } from '../../../shared/dashboards.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Wallboard } from '../../ui/wallboard.tsx';
import { nowhereElse } from './address.ts';
import { useAddress } from './address-bar.ts';
import { useHouseClock } from '../use-house-clock.ts';
import { useLooked, type Looked } from './use-dashboard.ts';

type Boards = Record<DashboardName, (props: { looked: Looked }) => ReactNode>;

export function DashboardWall({ names, boards }: { names: readonly DashboardName[]; boards: Boards }) {
  const { t } = useWords();
  const { address, change } = useAddress();
  const clock = useHouseClock();
  return (
    <Wallboard
      pages={names.map((name) => ({
        key: name,
        title: t(`dash.name.${name}`),
        draw: () => <OnWall name={name} Board={boards[name]} />,
      }))}
      words={{
        label: t('dash.wall.title'),
        end: t('dash.wall.end'),
        placeOf: (place, count) => t('dash.wall.of', { place, count }),
      }}
      clock={clock}
      onEnd={() => change({ wall: undefined, name: address.name }, 'replace')}
    />
  );
}

function OnWall({ name, Board }: { name: DashboardName; Board: Boards[DashboardName] }) {
  const { address } = useAddress();
  // Each shows its own period: a period that was chosen for one says little about the others.
  const looked = useLooked({
    ...nowhereElse,
    name,
    period: name === address.name ? address.period : undefined,
    filters: address.filters,
  });
  return <Board looked={looked} />;
}
