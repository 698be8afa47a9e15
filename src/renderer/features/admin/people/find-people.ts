// Who matches what is searched for in the list of accounts.
import type { Account } from '../../../../shared/admin.ts';
import { foldText } from '../../search/fold-text.ts';

interface Wanted {
  text: string;
  showInactive: boolean;
  /** A skill as the row shows it. */
  skillInWords: (skill: string) => string;
  /** Names of teams by id. */
  teams: ReadonlyMap<string, string>;
}

/** Every word must stand somewhere in what the row shows; accents and capitals do not count. */
export function findPeople(
  accounts: readonly Account[],
  { text, showInactive, teams, skillInWords }: Wanted,
): Account[] {
  const words = foldText(text).split(/\s+/).filter(Boolean);
  return accounts.filter((account) => {
    if (!account.active && !showInactive) return false;
    const { name, username, extension, skills, teamId } = account;
    const shown = foldText(
      [name, username, extension, ...skills.map(skillInWords), teams.get(teamId ?? '')].join(' '),
    );
    return words.every((word) => shown.includes(word));
  });
}
