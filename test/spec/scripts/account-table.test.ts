// What `npm start` shows of the accounts: all of them, and in columns.
import { expect, it } from 'vitest';
import { accountTable } from '../../../scripts/lib/account-table.ts';
import { demoAccounts } from '../../../src/shared/demo.ts';

it('shows every account of the demonstration with its password, name and role', () => {
  const [headings, ...lines] = accountTable(demoAccounts);
  expect(headings).toMatch(/sign in as\s+password\s+name\s+role/);
  expect(lines).toHaveLength(demoAccounts.length);
  for (const [index, { username, password, name, role }] of demoAccounts.entries())
    for (const part of [username, password, name, role]) expect(lines[index]).toContain(part);
});

it('lets each column begin at one place in every line', () => {
  const lines = accountTable(demoAccounts);
  const starts = demoAccounts.map(({ name }, index) => lines[index + 1]?.indexOf(name));
  expect(new Set([...starts, lines[0]?.indexOf('name')]).size).toBe(1);
});

it('names nobody of the demonstration like the assistant', () => {
  for (const { name, username } of demoAccounts) expect(`${name} ${username}`).not.toMatch(/sof[ií]a/i);
});
