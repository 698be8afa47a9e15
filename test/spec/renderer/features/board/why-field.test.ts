// What a supervisor is told, before they write a why, of who will read it.
import { MantineProvider } from '@mantine/core';
import { createElement, type ComponentProps } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { beforeAll, expect, test } from 'vitest';
import { WhyField } from '../../../../../src/renderer/features/board/why-field.tsx';
import { i18n, prepareLanguages } from '../../../../../src/renderer/i18n/i18n.ts';

beforeAll(() => prepareLanguages('es'));

function shown(of: ComponentProps<typeof WhyField>['of']): string {
  const field = createElement(WhyField, {
    value: '',
    onChange: () => undefined,
    isMissing: false,
    ...(of && { of }),
  });
  return renderToStaticMarkup(createElement(MantineProvider, null, field));
}

test('the why of a hand-over says that it is read by whoever takes the call and those who see it', async () => {
  expect(shown('hand-over')).toContain(
    'Queda en la bitácora con su nombre; lo leen quien la atienda y quienes ven la llamada.',
  );
  expect(shown('hand-over')).toContain('Motivo (opcional)');
  expect(shown('end')).not.toContain('quien la atienda');
  await i18n.changeLanguage('en');
  expect(shown('hand-over')).toContain(
    'It goes into the audit trail with your name; whoever takes the call and those who see it read it.',
  );
  await i18n.changeLanguage('es');
});
