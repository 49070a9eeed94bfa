// Who may import whom. The whole rule, as data: change it here or nowhere.
//
// A layer is a folder or a file. `may` names the layers it may import besides itself; a name ending
// in `/*` stands for every layer below that folder. `libraries` names the packages, where a trailing
// `/*` allows any of a scope. `node` allows Node's own modules.

export interface Layer {
  readonly may: readonly string[];
  readonly libraries?: readonly string[];
  readonly node?: boolean;
}

const PURE: readonly string[] = ['shared/base', 'shared/domain'];
const SHARED: readonly string[] = ['shared/*'];
const HOST: readonly string[] = [
  'shared/base',
  'shared/domain',
  'shared/contract',
  'electron/places',
  'electron/scheduler',
  'electron/web',
  'electron/workers',
];
const REACT: readonly string[] = [
  'react',
  'react-dom',
  '@blueprintjs/*',
  '@tanstack/react-virtual',
  'react-resizable-panels',
];

export const LAYERS: Readonly<Record<string, Layer>> = {
  // Pure: no Node, no Electron, no page, no clock, no chance.
  'shared/base': { may: [] },
  'shared/domain': { may: ['shared/base'] },
  'shared/contract': { may: PURE, libraries: ['zod'] },
  'shared/formats': { may: [...PURE, 'shared/normalise', 'shared/sealing'] },
  'shared/normalise': { may: PURE },
  'shared/sealing': { may: PURE },
  'shared/match': { may: PURE, libraries: ['re2js', 'ipaddr.js'] },
  'shared/query': { may: [...PURE, 'shared/match'] },
  'shared/analysis': { may: [...PURE, 'shared/match'] },
  'shared/detection': { may: [...PURE, 'shared/match', 'shared/analysis'], libraries: ['yaml'] },
  'shared/timeline': { may: PURE },
  'shared/reporting': { may: PURE },

  // The main process and what stands in for it.
  'electron/places': { may: [], node: true },
  'electron/web': { may: [...PURE, 'shared/contract', 'electron/places'], node: true },
  'electron/scheduler': { may: [...PURE, 'shared/contract'], node: true, libraries: ['croner'] },
  'electron/store': { may: PURE, node: true, libraries: ['better-sqlite3'] },
  'electron/intake': {
    may: SHARED,
    node: true,
    libraries: ['better-sqlite3', 'hyparquet', 'hyparquet-compressors', 'yauzl'],
  },
  // Writes evidence packages.
  'electron/package': { may: [...PURE, 'shared/sealing'], node: true, libraries: ['yazl'] },
  'electron/report': {
    may: [...PURE, 'shared/reporting'],
    node: true,
    libraries: ['pdfkit'],
  },
  'electron/engine': {
    may: [
      ...SHARED,
      'electron/store',
      'electron/intake',
      'electron/report',
      'electron/package',
      // When a review is due is arithmetic on times; the engine answers the question, hosts ask it.
      'electron/scheduler',
    ],
    node: true,
  },
  'electron/workers': {
    may: [...SHARED, 'electron/engine', 'electron/store', 'electron/intake', 'electron/scheduler'],
    node: true,
  },
  'electron/desktop': { may: HOST, node: true, libraries: ['electron'] },
  'electron/loopback': { may: HOST, node: true, libraries: ['ws'] },
  'electron/cli': { may: HOST, node: true },

  // Entry points: compose and start.
  'electron/main.ts': {
    may: [...HOST, 'electron/desktop', 'electron/cli.ts'],
    node: true,
    libraries: ['electron'],
  },
  'electron/preload.ts': {
    may: ['shared/base', 'shared/contract', 'electron/desktop'],
    libraries: ['electron'],
  },
  'electron/loopback.ts': { may: [...HOST, 'electron/loopback'], node: true },
  'electron/cli.ts': { may: [...HOST, 'electron/cli', 'electron/loopback'], node: true },

  // The page. Features never import each other; only charts draw with echarts, only the editor
  // holds monaco-editor.
  'renderer/client': { may: SHARED, libraries: REACT },
  'renderer/ui': { may: [...SHARED, 'renderer/client'], libraries: REACT },
  'renderer/charts': {
    may: [...SHARED, 'renderer/client', 'renderer/ui'],
    libraries: [...REACT, 'echarts'],
  },
  'renderer/editor': {
    may: [...SHARED, 'renderer/client', 'renderer/ui'],
    libraries: [...REACT, 'monaco-editor'],
  },
  'renderer/features/': {
    may: [...SHARED, 'renderer/client', 'renderer/ui', 'renderer/charts', 'renderer/editor'],
    libraries: REACT,
  },
  'renderer/app': { may: [...SHARED, 'renderer/*'], libraries: REACT },
  'renderer/css.d.ts': { may: [] },
  'renderer/vite.config.ts': { may: [], node: true, libraries: ['vite', '@vitejs/*'] },

  // Nothing imports these two; they may import whatever they try or build.
  test: { may: ['*'], node: true, libraries: ['*'] },
  build: { may: ['*'], node: true, libraries: ['*'] },
};

/** Where each of these may be named at all, and why a plain table of layers is not enough. */
export const IMPURE_GLOBALS: readonly string[] = [
  'Date.now',
  'Math.random',
  'performance.now',
  'crypto.getRandomValues',
  'crypto.randomUUID',
];

/** Marked debts: `file -> imported layer or library`, each with the reason and what would end it. */
export const DEBTS: readonly {
  readonly file: string;
  readonly imports: string;
  readonly why: string;
}[] = [];
