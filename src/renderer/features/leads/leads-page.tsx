// Every lead, newest change first, and a search by name or phone.
import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Empty, Failed, LoadingBars } from '../../ui/notice.tsx';
import page from '../../ui/page.module.css';
import { LeadTable } from './lead-table.tsx';
import { useFoundLeads } from './use-found-leads.ts';

const searchDelayMs = 200;

export function LeadsPage() {
  const { t } = useWords();
  const [text, setText] = useState('');
  const [query] = useDebouncedValue(text.trim(), searchDelayMs);
  const { leads, status, again, more } = useFoundLeads(query);
  return (
    <div className={page.page}>
      <div className={page.title}>
        <h1>{t('leads.title')}</h1>
        <TextInput
          className={page.push}
          w={320}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          placeholder={t('leads.search')}
          aria-label={t('leads.search')}
          leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
          data-testid="lead-search"
        />
      </div>
      <div className={page.body}>
        {leads.length > 0 && <LeadTable leads={leads} />}
        <div className={page.notice}>
          {status === 'failed' && (
            <Failed text={t('leads.failed')} action={t('work.retry')} onAction={again} />
          )}
          {status === 'loading' && leads.length === 0 && (
            <LoadingBars label={t('app.loading')} height={26} widths={[100, 100, 100, 100]} />
          )}
          {status === 'ready' && leads.length === 0 && (
            <Empty text={t(query === '' ? 'leads.none' : 'leads.empty')} />
          )}
          {more && (
            <Button look="plain" busy={status === 'loading'} onClick={more}>
              {t('leads.more')}
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}
