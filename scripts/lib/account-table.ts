/** The demonstration's accounts as a table for the terminal: whoever starts it must see whom they can sign in as. */
import type { DemoAccount } from '../../src/shared/demo.ts';

const headings = ['sign in as', 'password', 'name', 'role'] as const;
const gap = '   ';

/** One line for the headings and one for each account, in columns of equal width. */
export function accountTable(accounts: readonly DemoAccount[]): string[] {
  const rows = [
    [...headings],
    ...accounts.map(({ username, password, name, role, extension }) => [
      username,
      password,
      name,
      extension === undefined ? role : `${role}, extension ${extension}`,
    ]),
  ];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(gap)}`.trimEnd(),
  );
}
