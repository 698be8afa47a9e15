// The sheet of shortcuts (?): every key that does something now, by group.
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { commandGroups, commandList, listedCommands } from '../../stores/commands.ts';
import { closeOverlay, overlays } from '../../stores/overlays.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { KeyCaps } from './key-caps.tsx';
import styles from './palette.module.css';

export function KeySheet() {
  const opened = useStore(overlays, ({ open }) => open === 'keys');
  return opened ? <Sheet /> : null;
}

function Sheet() {
  const { t } = useWords();
  const commands = useStore(commandList, (state) => state.commands);
  const keyed = listedCommands(commands).filter(({ key }) => key !== undefined);
  const groups = commandGroups
    .map((group) => ({ group, commands: keyed.filter((command) => command.group === group) }))
    .filter((section) => section.commands.length > 0);
  return (
    <Dialog title={t('keys.title')} closeLabel={t('keys.close')} onClose={closeOverlay} size="wide">
      <div className={styles.sheet}>
        {groups.map(({ group, commands: those }) => (
          <section key={group} aria-label={t(`keys.group.${group}`)}>
            <h3>{t(`keys.group.${group}`)}</h3>
            <dl>
              {those.map(({ id, label, key = '' }) => (
                <div key={id}>
                  <dt>{label}</dt>
                  <dd>
                    <KeyCaps name={key} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={styles.sheetNote}>{t('keys.note')}</p>
    </Dialog>
  );
}
