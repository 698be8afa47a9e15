// Messages that Meta has approved, as the desk offers them once the 24-hour window is closed.
import { useState } from 'react';
import type { AdminTemplate } from '../../../../shared/admin.ts';
import { useWords } from '../../../i18n/use-words.ts';
import { useSupervisionApi } from '../../../stores/supervision-api.ts';
import type { Column } from '../../../ui/data-table.tsx';
import { idOfTemplate, nameOfTemplate } from '../../conversation/template-fill.ts';
import { NewButton, SectionFrame, SectionState } from '../section-frame.tsx';
import { ChoiceTable } from './choice-table.tsx';
import { placeName } from './place-name.ts';
import { TemplateDialog } from './template-dialog.tsx';
import { useChoices } from './use-choices.ts';

type Opened = { template: AdminTemplate | undefined };

export function TemplatesSection() {
  const { t } = useWords();
  const api = useSupervisionApi();
  const [opened, setOpened] = useState<Opened>();
  const columns = useColumns();
  const nameOf = ({ name, language }: AdminTemplate): string =>
    `${nameOfTemplate(name, t)} (${language.toUpperCase()})`;
  const templates = useChoices({
    ...{ key: 'templates', keyOf: idOfTemplate, nameOf },
    read: async () => (await api.templates()).templates,
    write: ({ name, language, ...template }: AdminTemplate) => api.putTemplate({ name, language }, template),
  });
  return (
    <SectionFrame
      section="templates"
      tools={<NewButton label={t('templates.new')} onClick={() => setOpened({ template: undefined })} />}
    >
      {templates.rows.length > 0 && (
        <ChoiceTable
          label={t('admin.section.templates')}
          choices={templates}
          keyOf={idOfTemplate}
          nameOf={nameOf}
          onOpen={(template) => setOpened({ template })}
          columns={columns}
        />
      )}
      <SectionState
        status={templates.status}
        count={templates.rows.length}
        none={t('templates.none')}
        again={templates.again}
      />
      {opened && (
        <TemplateDialog
          template={opened.template}
          templates={templates}
          onClose={() => setOpened(undefined)}
        />
      )}
    </SectionFrame>
  );
}

function useColumns(): Column<AdminTemplate>[] {
  const { t } = useWords();
  return [
    {
      ...{ key: 'name', head: t('templates.name'), width: 248 },
      cell: ({ name }) => <span title={name}>{nameOfTemplate(name, t)}</span>,
    },
    {
      ...{ key: 'language', head: t('templates.language'), width: 76 },
      cell: ({ language }) => language.toUpperCase(),
    },
    {
      key: 'body',
      head: t('templates.body'),
      muted: true,
      cell: ({ body }) => <span title={body}>{body}</span>,
    },
    {
      ...{ key: 'places', head: t('templates.places'), width: 168, muted: true },
      cell: ({ parameters }) => parameters.map((one) => placeName(one, t)).join(', ') || t('admin.none'),
    },
  ];
}
