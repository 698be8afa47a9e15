// Who does it: oneself, or a colleague of the directory.
import { NativeSelect } from '@mantine/core';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { useWords } from '../../i18n/use-words.ts';
import { desk } from '../../stores/desk.ts';
import { selectMe, session } from '../../stores/session.ts';

/** `value` is a user's id; undefined means oneself. `current` is an owner who may not be in the directory. */
export function OwnerSelect(props: {
  value: string | undefined;
  onChange: (ownerId: string | undefined) => void;
  label: string;
  current?: { id: string; name: string } | undefined;
}) {
  const { value, onChange, label, current } = props;
  const { t } = useWords();
  const me = useStore(session, selectMe);
  const agents = useStore(
    desk,
    useShallow((state) => state.directory.filter(({ kind }) => kind === 'agent')),
  );
  const others = new Map(agents.map(({ id, name }) => [id, name]));
  if (current) others.set(current.id, current.name);
  if (me) others.delete(me.id);
  const sorted = [...others].sort(([, a], [, b]) => a.localeCompare(b));
  return (
    <NativeSelect
      label={label}
      value={value ?? me?.id ?? ''}
      data={[
        { value: me?.id ?? '', label: me ? t('due.mine', { name: me.name }) : '' },
        ...sorted.map(([id, name]) => ({ value: id, label: name })),
      ]}
      onChange={(event) => onChange(event.target.value === me?.id ? undefined : event.target.value)}
    />
  );
}
