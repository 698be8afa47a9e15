// How the console speaks and looks, and what it is.
import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { openOverlay } from '../../stores/overlays.ts';
import { session } from '../../stores/session.ts';
import { stationChoices, type Contrast } from '../../stores/station.ts';
import { Button } from '../../ui/button.tsx';
import { Row } from './row.tsx';
import { schemes } from './scheme-switch.tsx';
import styles from './settings.module.css';

export function GeneralSettings() {
  const { t } = useWords();
  const config = useStore(session, (state) => state.config);
  return (
    <div className={styles.sheet}>
      <LanguageRow />
      <SchemeRow />
      <ContrastRow />
      <Row title={t('settings.keys')}>
        <Button size="small" keyName="?" onClick={() => openOverlay('keys')}>
          {t('station.allKeys')}
        </Button>
      </Row>
      <Row title={t('settings.about')}>
        {[t('app.name'), config && t('signIn.version', { version: config.version })]
          .filter(Boolean)
          .join(' · ')}
      </Row>
    </div>
  );
}

function LanguageRow() {
  const { t, language } = useWords();
  const { setLanguage } = useActions();
  return (
    <Row title={t('settings.language')}>
      <SegmentedControl
        aria-label={t('settings.language')}
        value={language}
        onChange={(value) => setLanguage(value === 'en' ? 'en' : 'es')}
        data={[
          { value: 'es', label: 'Español' },
          { value: 'en', label: 'English' },
        ]}
      />
    </Row>
  );
}

function SchemeRow() {
  const { t } = useWords();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Row title={t('settings.scheme')}>
      <SegmentedControl
        aria-label={t('settings.scheme')}
        value={colorScheme}
        onChange={(value) => setColorScheme(value as (typeof schemes)[number])}
        data={schemes.map((value) => ({ value, label: t(`menu.${value}`) }))}
      />
    </Row>
  );
}

function ContrastRow() {
  const { t } = useWords();
  const contrast = useStore(stationChoices, (state) => state.contrast);
  return (
    <Row title={t('station.contrast')}>
      <SegmentedControl
        aria-label={t('station.contrast')}
        value={contrast}
        data-testid="contrast"
        onChange={(value) => stationChoices.setState({ contrast: value as Contrast })}
        data={[
          { value: 'system', label: t('station.contrastNormal') },
          { value: 'more', label: t('station.contrastMore') },
        ]}
      />
    </Row>
  );
}
