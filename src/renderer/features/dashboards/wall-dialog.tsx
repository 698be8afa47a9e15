// Which dashboards go on the wall.
import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { dashboardNames, type DashboardName } from '../../../shared/dashboards.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { fillScreen } from '../../ui/wallboard.tsx';
import type { DashboardAddress } from './address.ts';
import { useAddress } from './address-bar.ts';
import styles from './dashboards.module.css';

export function WallDialog({ address, onClose }: { address: DashboardAddress; onClose: () => void }) {
  const { t } = useWords();
  const { change } = useAddress();
  const [chosen, setChosen] = useState<readonly DashboardName[]>([address.name]);
  const start = (): void => {
    fillScreen();
    change({ wall: dashboardNames.filter((name) => chosen.includes(name)), cases: undefined });
    onClose();
  };
  return (
    <Dialog
      title={t('dash.wall.title')}
      closeLabel={t('dash.wall.close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('dash.wall.cancel')}</Button>
          <Button look="primary" disabled={chosen.length === 0} data-testid="wall-start" onClick={start}>
            {t('dash.wall.start')}
          </Button>
        </>
      }
    >
      <fieldset className={styles.choices}>
        <legend>{t('dash.wall.which')}</legend>
        {dashboardNames.map((name) => (
          <Checkbox
            key={name}
            label={t(`dash.name.${name}`)}
            checked={chosen.includes(name)}
            data-testid={`wall-${name}`}
            onChange={({ currentTarget: { checked } }) =>
              setChosen(checked ? [...chosen, name] : chosen.filter((one) => one !== name))
            }
          />
        ))}
      </fieldset>
      <p className={styles.meta}>{t('dash.wall.note')}</p>
    </Dialog>
  );
}
