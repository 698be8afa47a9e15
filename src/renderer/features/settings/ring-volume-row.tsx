// How loud it rings, and to hear it.
import { SegmentedControl } from '@mantine/core';
import { IconVolume } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { preferences, type RingVolume } from '../../stores/preferences.ts';
import { Button } from '../../ui/button.tsx';
import { Row } from './row.tsx';

export function RingVolumeRow() {
  const { t } = useWords();
  const { ringOnce } = useActions();
  const volume = useStore(preferences, (state) => state.ringVolume);
  return (
    <Row title={t('settings.ring')}>
      <SegmentedControl
        aria-label={t('settings.ring')}
        value={String(volume)}
        onChange={(value) => preferences.setState({ ringVolume: Number(value) as RingVolume })}
        data={[{ value: '0', label: t('settings.silent') }, ...['1', '2', '3']]}
      />
      <Button
        size="small"
        disabled={volume === 0}
        data-testid="ring-once"
        icon={<IconVolume stroke={1.5} aria-hidden />}
        onClick={ringOnce}
      >
        {t('settings.ringTry')}
      </Button>
    </Row>
  );
}
