// Who finds which section, and what an address leads to.
import { expect, it } from 'vitest';
import {
  hashOfSection,
  sectionOf,
  sectionOfHash,
  sectionsOf,
} from '../../../../../src/renderer/features/admin/admin-sections.ts';

it('shows supervisors what they may use, administrators everything, agents nothing', () => {
  expect(sectionsOf('agent')).toEqual([]);
  expect(sectionsOf('supervisor').map(({ name }) => name)).toEqual(['teams', 'targets', 'imports']);
  expect(sectionsOf('admin')).toHaveLength(10);
});

it('opens the first section that is theirs where the one asked for is not', () => {
  expect(sectionOf('supervisor', 'people')).toBe('teams');
  expect(sectionOf('supervisor', 'imports')).toBe('imports');
  expect(sectionOf('admin', undefined)).toBe('people');
  expect(sectionOf('agent', 'people')).toBeUndefined();
});

it('names each section in the address, and reads no other address as one', () => {
  for (const { name } of sectionsOf('admin')) expect(sectionOfHash(hashOfSection(name))).toBe(name);
  for (const other of ['', '#/admin', '#/admin/passwords', '#/dashboards/sales', '#/admin/teams/x'])
    expect(sectionOfHash(other)).toBeUndefined();
});
