/** The walls of the house: a folder in src/ is a runtime. CONTRIBUTING.md explains each wall. */
const valueImport = { dependencyTypesNot: ['type-only'] };

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'runtime-walls',
      comment: 'A runtime imports src/shared and itself, nothing else of ours.',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^(src|scripts|test)/', pathNot: ['^src/$1/', '^src/shared/'] },
    },
    {
      name: 'electron-stays-in-its-runtimes',
      comment: 'Backend, phone and renderer know nothing of Electron.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main|preload)/' },
      to: { path: '(^|/)electron($|/)' },
    },
    {
      name: 'shared-is-pure',
      comment: 'Shared code runs in every runtime, so it may not touch Node.',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'backend-rooms-ignore-each-other',
      comment: 'store, queue, cache and gateways meet only in the steps that use them.',
      severity: 'error',
      from: { path: '^src/backend/(store|queue|cache|gateways)/' },
      to: { path: '^src/backend/(store|queue|cache|gateways)/', pathNot: '^src/backend/$1/' },
    },
    {
      name: 'steps-are-handed-their-dependencies',
      comment:
        'webhooks, journey and tools know gateways and the queue by their types (deps.ts); errors may be named.',
      severity: 'error',
      from: { path: '^src/backend/(webhooks|journey|tools)/' },
      to: { path: '^src/backend/(gateways|queue)/', pathNot: '-error\\.ts$', ...valueImport },
    },
    {
      name: 'nobody-imports-main',
      comment: 'main.ts puts things together; whoever imports it starts a second program.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/[^/]+/main\\.ts$' },
    },
    {
      name: 'stores-know-no-wire',
      comment: 'In the renderer: features use stores and ui, the wire fills stores, stores know neither.',
      severity: 'error',
      from: { path: '^src/renderer/(stores|ui)/' },
      to: { path: '^src/renderer/(wire|features)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: valueImport },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
