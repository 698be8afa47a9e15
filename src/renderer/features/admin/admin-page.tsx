// People, rules and what is brought in from outside, for whoever keeps the console in order.
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Me } from '../../../shared/api.ts';
import { useWords } from '../../i18n/use-words.ts';
import { selectMe, session } from '../../stores/session.ts';
import page from '../../ui/page.module.css';
import { adminPlace, sectionOf, sectionsOf, type AdminSection, type SectionPlace } from './admin-sections.ts';
import styles from './admin.module.css';
import { DirectorySection } from './choices/directory-section.tsx';
import { OutcomesSection } from './choices/outcomes-section.tsx';
import { ReasonsSection } from './choices/reasons-section.tsx';
import { TemplatesSection } from './choices/templates-section.tsx';
import { ImportsSection } from './imports/imports-section.tsx';
import { PeopleSection } from './people/people-section.tsx';
import { rulesDraft } from './rules/rules-draft.ts';
import { RulesSection } from './rules/rules-section.tsx';
import { TargetsSection } from './rules/targets-section.tsx';
import { TeamsSection } from './teams/teams-section.tsx';
import { useAdminAddress } from './use-admin-address.ts';
import { WebhooksSection } from './webhooks/webhooks-section.tsx';

export function AdminPage() {
  const me = useStore(session, selectMe);
  return me ? <Sections me={me} /> : null;
}

function Sections({ me }: { me: Me }) {
  const { t } = useWords();
  const section = useStore(adminPlace, (state) => sectionOf(me.role, state.section));
  useAdminAddress(section);
  return (
    <div className={page.page}>
      <div className={page.title}>
        <h1>{t('nav.admin')}</h1>
      </div>
      <div className={styles.frame}>
        <SectionList me={me} current={section} />
        {section && (
          <div key={section} className={styles.section}>
            {drawSection(section, me)}
          </div>
        )}
      </div>
    </div>
  );
}

function drawSection(section: AdminSection, me: Me): ReactNode {
  const drawn: Record<AdminSection, ReactNode> = {
    people: <PeopleSection me={me} />,
    teams: <TeamsSection />,
    reasons: <ReasonsSection />,
    outcomes: <OutcomesSection />,
    templates: <TemplatesSection />,
    directory: <DirectorySection />,
    rules: <RulesSection />,
    targets: <TargetsSection />,
    imports: <ImportsSection me={me} />,
    webhooks: <WebhooksSection />,
  };
  return drawn[section];
}

function SectionList({ me, current }: { me: Me; current: AdminSection | undefined }) {
  const { t } = useWords();
  const allowed = sectionsOf(me.role);
  const groups = [...new Set(allowed.map(({ group }) => group))];
  return (
    <nav className={styles.list} aria-label={t('admin.sections')}>
      {groups.map((group) => (
        <div key={group} className={styles.group}>
          <p className={styles.heading}>{t(`admin.group.${group}`)}</p>
          {allowed
            .filter((place) => place.group === group)
            .map((place) => (
              <SectionButton key={place.name} place={place} isCurrent={place.name === current} />
            ))}
        </div>
      ))}
    </nav>
  );
}

function SectionButton({ place: { name, Icon }, isCurrent }: { place: SectionPlace; isCurrent: boolean }) {
  const { t } = useWords();
  const isUnsaved = useStore(rulesDraft, ({ draft }) => name === 'rules' && draft !== undefined);
  return (
    <button
      type="button"
      className={styles.place}
      aria-current={isCurrent ? 'page' : undefined}
      data-testid={`admin-${name}`}
      onClick={() => adminPlace.setState({ section: name })}
    >
      <Icon stroke={1.5} aria-hidden />
      <span>{t(`admin.section.${name}`)}</span>
      {isUnsaved && (
        <i className={styles.dot} role="img" aria-label={t('admin.unsaved')} title={t('admin.unsaved')} />
      )}
    </button>
  );
}
