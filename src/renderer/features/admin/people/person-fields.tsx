// The fields of an account, in the order in which one sets somebody up.
import { Checkbox, NativeSelect, PasswordInput, TagsInput, TextInput } from '@mantine/core';
import { useId } from 'react';
import type { Team } from '../../../../shared/admin.ts';
import { useWords } from '../../../i18n/use-words.ts';
import styles from '../form/form.module.css';
import type { Draft } from '../form/use-draft.ts';
import type { lockOut, PersonDraft } from './person-form.ts';
import { skillChoices, skillInWords, skillOfWords } from './skill-words.ts';

interface FieldsProps {
  draft: Draft<PersonDraft>;
}
const roles = ['agent', 'supervisor', 'admin'] as const;

interface WhoProps extends FieldsProps {
  isNew: boolean;
  /** Why the role may not be changed. */
  locked: ReturnType<typeof lockOut>;
}

export function WhoFields({ draft: { values, set, faults }, isNew, locked }: WhoProps) {
  const { t } = useWords();
  return (
    <div className={styles.pair}>
      <TextInput
        label={t('people.name')}
        value={values.name}
        maxLength={100}
        error={faults.name}
        autoComplete="off"
        data-testid="person-name"
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t('people.username')}
        description={isNew ? t('people.usernameHint') : undefined}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={values.username}
        maxLength={100}
        disabled={!isNew}
        error={faults.username}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        data-testid="person-username"
        onChange={(event) => set({ username: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('people.role')}
        description={t(`people.roleHint.${values.role}`)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={values.role}
        disabled={locked !== undefined}
        error={faults.role}
        data-testid="person-role"
        onChange={({ currentTarget: { value } }) =>
          set({ role: roles.find((one) => one === value) ?? 'agent' })
        }
        data={roles.map((value) => ({ value, label: t(`people.roles.${value}`) }))}
      />
      <Languages draft={{ values, set, faults }} />
    </div>
  );
}

function Languages({
  draft: { values, set, faults },
}: {
  draft: Pick<Draft<PersonDraft>, 'values' | 'set' | 'faults'>;
}) {
  const { t } = useWords();
  const fault = useId();
  return (
    <fieldset className={styles.group} aria-describedby={faults.languages && fault}>
      <legend>{t('people.languages')}</legend>
      <div className={styles.boxes}>
        {(['es', 'en'] as const).map((one) => (
          <Checkbox
            key={one}
            size="xs"
            label={one === 'es' ? 'Español' : 'English'}
            checked={values.languages.includes(one)}
            aria-invalid={faults.languages !== undefined || undefined}
            data-testid={`person-language-${one}`}
            onChange={(event) =>
              set({ languages: toggled(values.languages, one, event.currentTarget.checked) })
            }
          />
        ))}
      </div>
      {faults.languages !== undefined && (
        <p id={fault} className={styles.fault}>
          {faults.languages}
        </p>
      )}
    </fieldset>
  );
}

const toggled = (all: readonly string[], one: string, isOn: boolean): string[] =>
  isOn ? [...all, one] : all.filter((other) => other !== one);

interface PlaceProps extends FieldsProps {
  teams: readonly Team[];
  /** Skills that others have. */
  known: string[];
}

export function PlaceFields({ draft: { values, set, faults }, teams, known }: PlaceProps) {
  const { t } = useWords();
  return (
    <div className={styles.pair}>
      <NativeSelect
        label={t('people.team')}
        value={values.teamId}
        error={faults.teamId}
        data-testid="person-team"
        onChange={(event) => set({ teamId: event.currentTarget.value })}
        data={[
          { value: '', label: t('people.noTeam') },
          ...teams.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <TagsInput
        label={t('people.skills')}
        description={t('people.skillsHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={values.skills.map((skill) => skillInWords(skill, t))}
        data={skillChoices(known, t)}
        maxTags={20}
        error={faults.skills}
        data-testid="person-skills"
        // Beside its field: within the dialog, where Tab and the eye look for it.
        comboboxProps={{ withinPortal: false, shadow: 'none' }}
        onChange={(words) => set({ skills: [...new Set(words.map((word) => skillOfWords(word, t)))] })}
      />
    </div>
  );
}

export function LineFields({
  draft: { values, set, faults },
  hasSipPassword,
}: FieldsProps & { hasSipPassword: boolean }) {
  const { t } = useWords();
  return (
    <div className={styles.pair}>
      <TextInput
        label={t('people.extension')}
        value={values.extension}
        maxLength={20}
        inputMode="tel"
        error={faults.extension}
        data-testid="person-extension"
        onChange={(event) => set({ extension: event.currentTarget.value })}
      />
      <TextInput
        label={t('people.alertPhone')}
        description={t('people.alertPhoneHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={values.alertPhone}
        maxLength={40}
        inputMode="tel"
        error={faults.alertPhone}
        data-testid="person-alert-phone"
        onChange={(event) => set({ alertPhone: event.currentTarget.value })}
      />
      <TextInput
        label={t('people.sipUser')}
        description={t('people.sipUserHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={values.sipAuthUser}
        maxLength={64}
        autoComplete="off"
        error={faults.sipAuthUser}
        data-testid="person-sip-user"
        onChange={(event) => set({ sipAuthUser: event.currentTarget.value })}
      />
      <PasswordInput
        label={t('people.sipPassword')}
        description={hasSipPassword ? t('people.sipPasswordKept') : undefined}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={values.sipPassword}
        maxLength={200}
        autoComplete="new-password"
        error={faults.sipPassword}
        data-testid="person-sip-password"
        onChange={(event) => set({ sipPassword: event.currentTarget.value })}
      />
    </div>
  );
}
