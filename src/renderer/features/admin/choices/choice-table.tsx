// A desk's choices in their order: a press opens one, a switch takes it off the desks, arrows move it.
import { Switch } from '@mantine/core';
import { useWords } from '../../../i18n/use-words.ts';
import { DataTable, type Column } from '../../../ui/data-table.tsx';
import styles from '../admin.module.css';
import { OrderButtons } from './order-buttons.tsx';
import type { Choices } from './use-choices.ts';

interface ChoiceTableProps<T> {
  label: string;
  choices: Choices<T>;
  columns: readonly Column<T>[];
  keyOf: (row: T) => string;
  nameOf: (row: T) => string;
  onOpen: (row: T) => void;
}

export function ChoiceTable<T extends { active: boolean }>(props: ChoiceTableProps<T>) {
  const { label, choices, columns, keyOf, nameOf, onOpen } = props;
  const { t } = useWords();
  const { rows } = choices;
  return (
    <>
      <DataTable
        label={label}
        rows={rows}
        keyOf={keyOf}
        onOpen={onOpen}
        openLabel={(row) => t('admin.edit', { name: nameOf(row) })}
        columns={[
          ...columns,
          {
            ...{ key: 'active', head: t('admin.active'), width: 76 },
            cell: (row) => (
              <span className={styles.control}>
                <Switch
                  size="xs"
                  checked={row.active}
                  aria-label={t('admin.activeOf', { name: nameOf(row) })}
                  data-testid={`active-${keyOf(row)}`}
                  onChange={(event) => choices.setActive(row, event.currentTarget.checked)}
                />
              </span>
            ),
          },
          {
            ...{ key: 'order', head: t('admin.order'), width: 104, align: 'right' },
            cell: (row) => (
              <OrderButtons
                name={nameOf(row)}
                isFirst={row === rows[0]}
                isLast={row === rows.at(-1)}
                onMove={(by) => choices.move(row, by)}
              />
            ),
          },
        ]}
      />
      <p className={styles.heard} role="status">
        {choices.said}
      </p>
    </>
  );
}
