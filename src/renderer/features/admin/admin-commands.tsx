// Every section of administration is in the palette, and an address may lead there from the first moment.
import type { Me } from '../../../shared/api.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useCommand } from '../../stores/commands.ts';
import { openAdmin, sectionsOf, type AdminSection } from './admin-sections.ts';
import { useAddressLeadsToAdmin } from './use-admin-address.ts';

export function AdminCommands({ me }: { me: Me }) {
  useAddressLeadsToAdmin();
  return sectionsOf(me.role).map(({ name }) => <GoToSection key={name} section={name} />);
}

function GoToSection({ section }: { section: AdminSection }) {
  const { t } = useWords();
  useCommand({
    id: `go.admin.${section}`,
    group: 'go',
    label: t('admin.go', { section: t(`admin.section.${section}`) }),
    run: () => openAdmin(section),
  });
  return null;
}
