/** Tests must know what is installed: a package may bring a program, or nothing but a module of another one. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { debianPackages, findProgram } from '../../support/debian.ts';

const dir = await mkdtemp(join(tmpdir(), 'debian-packages-'));
afterAll(() => rm(dir, { recursive: true, force: true }));

test('a module is found by the pattern of its path, for its folder is named after the machine', async () => {
  const module = join(dir, 'some-machine-linux', 'kamailio', 'tls.so');
  expect(findProgram(`${dir}/*/kamailio/tls.so`)).toBeUndefined();
  await mkdir(join(module, '..'), { recursive: true });
  await writeFile(module, '');
  expect(findProgram(`${dir}/*/kamailio/tls.so`)).toBe(module);
  expect(findProgram(`${dir}/*/kamailio/websocket.so`)).toBeUndefined();
});

test('a program that nobody has is not found', () => {
  expect(findProgram('a-program-that-nobody-has')).toBeUndefined();
});

test('every package says what it is for, and is named once', () => {
  expect(debianPackages.filter(({ purpose }) => purpose === '')).toEqual([]);
  expect(new Set(debianPackages.map(({ name }) => name)).size).toBe(debianPackages.length);
});
