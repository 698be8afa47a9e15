/** What the compiler cannot see. Import directions are held by .dependency-cruiser.cjs. */
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const noModuleMocks = ['mock', 'doMock', 'unstable_mockModule'].map((property) => ({
  object: 'vi',
  property,
  message: 'Fakes stand only at the edges: use a simulator.',
}));

const namedExportsOnly = { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' };

/** Words that people read, by where they would stand in the code; a mark such as `·` or a key's name is none. */
const inCatalogues =
  'People read this: put it into the catalogues (src/renderer/i18n) and ask for it with t().';
const inText = ':matches(JSXElement, JSXFragment) > JSXExpressionContainer';
const readAttribute =
  'JSXAttribute[name.name=/^(title|alt|placeholder|label|aria-label|aria-description|aria-valuetext|text|hint|action)$/]';
const wordsInCode = [
  'JSXText[value=/\\p{L}{2,}/u]',
  `${inText} > Literal[value=/\\p{L}{2,}/u]`,
  `${inText} > TemplateLiteral > TemplateElement[value.raw=/\\p{L}{2,}/u]`,
  `${inText} :matches(ConditionalExpression, LogicalExpression) > Literal[value=/^\\p{Lu}?\\p{L}+[ ,!?…]/u]`,
  `${readAttribute} > Literal[value=/\\p{L}{2,}/u]`,
  `${readAttribute} > JSXExpressionContainer > Literal[value=/\\p{L}{2,}/u]`,
  `${readAttribute} > JSXExpressionContainer > TemplateLiteral > TemplateElement[value.raw=/\\p{L}{2,}/u]`,
  'CallExpression[callee.object.name="notifications"] Property[key.name=/^(title|message)$/] > :matches(Literal, TemplateLiteral)',
].map((selector) => ({ selector, message: inCatalogues }));

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'out', 'release', '.data', 'test-results', 'screenshots'] },
  ...tseslint.configs.strict,
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // The compiler finds those.
      '@typescript-eslint/no-unused-vars': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
      // Three, and the connection or context that is handed first.
      'max-params': ['error', 4],
      'no-restricted-properties': ['error', ...noModuleMocks],
      'no-restricted-syntax': ['error', namedExportsOnly],
    },
  },
  // A dictionary is as long as the language it holds.
  { files: ['src/renderer/i18n/{en,es}.ts'], rules: { 'max-lines': 'off' } },
  {
    files: ['src/renderer/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    // Its other rules are for the React compiler, which we do not use.
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'no-restricted-syntax': ['error', namedExportsOnly, ...wordsInCode],
    },
  },
  {
    // A describe or a scenario may be long; programs that a tool loads must export by default.
    files: ['test/**/*.{ts,tsx}', 'scripts/**/*.ts', '*.config.ts'],
    rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  { files: ['*.config.ts', 'test/support/shared-postgres.ts'], rules: { 'no-restricted-syntax': 'off' } },
);
