// Choosing a lead by name or phone; the newest ones stand there before anything is typed.
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { formatPhone } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { useReading } from '../use-reading.ts';

const typingPauseMs = 200;

interface LeadPickerProps {
  value: { id: string; name: string } | undefined;
  onChange: (lead: { id: string; name: string } | undefined) => void;
  error: string | undefined;
}

export function LeadPicker({ value, onChange, error }: LeadPickerProps) {
  const { t } = useWords();
  const { findLeads } = useActions();
  const [text, setText] = useState(value?.name ?? '');
  const [settled] = useDebouncedValue(text, typingPauseMs);
  // The name of the chosen one in the field is no question.
  const query = settled === value?.name ? '' : settled.trim();
  const { latest = [], status } = useReading(query, () => findLeads({ q: query }));
  const found = latest.map(({ id, name, phone }) => ({
    value: id,
    label: phone === null ? name : `${name} · ${formatPhone(phone)}`,
  }));
  const chosen = value && { value: value.id, label: value.name };
  return (
    <Select
      label={t('taskForm.lead')}
      placeholder={t('taskForm.leadHint')}
      searchable
      data-autofocus
      data={chosen ? [chosen, ...found.filter((one) => one.value !== chosen.value)] : found}
      value={value?.id ?? null}
      searchValue={text}
      onSearchChange={setText}
      // The backend has searched already.
      filter={({ options }) => options}
      onChange={(id) => {
        const lead = latest.find((one) => one.id === id);
        onChange(lead && { id: lead.id, name: lead.name });
      }}
      nothingFoundMessage={t(status === 'loading' ? 'app.loading' : 'taskForm.noLead')}
      error={error}
      // The list itself scrolls: a box around it would have to be reached by the keyboard.
      withScrollArea={false}
      styles={{ options: { maxHeight: 232, overflowY: 'auto' } }}
    />
  );
}
