// Checks every source against the table in layer-table.ts. Reads imports with a real parser
// (static, dynamic, re-exports, types, `import('…')` types), so that no spelling slips through.
// Run alone: node build/layers.ts

import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';
import { DEBTS, IMPURE_GLOBALS, LAYERS, type Layer } from './layer-table.ts';

const SOURCE = /\.(ts|tsx|mts|js|mjs)$/;
const TOP_FOLDERS = ['shared', 'electron', 'renderer', 'test', 'build'];
const NODE_MODULES = new Set(builtinModules);

export interface Violation {
  /** Below the project's folder, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export function checkProject(root: string): readonly Violation[] {
  return TOP_FOLDERS.flatMap((top) =>
    readdirSync(join(root, top), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .flatMap((path) =>
        checkSource(relative(root, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')),
      ),
  );
}

/** @param file below the project's folder, with `/` */
export function checkSource(file: string, text: string): readonly Violation[] {
  const name = layerOf(file);
  const layer = name === undefined ? undefined : LAYERS[name];
  if (name === undefined || layer === undefined) {
    return [{ file, line: 1, message: 'belongs to no layer of build/layer-table.ts' }];
  }
  const { program, errors } = parseSync(file, text);
  const [broken] = errors;
  if (broken) return [{ file, line: 1, message: `cannot be parsed: ${broken.message}` }];

  const found: Violation[] = [];
  const say = (offset: number, message: string): void => {
    found.push({ file, line: text.slice(0, offset).split('\n').length, message });
  };
  const pure = file.startsWith('shared/');
  visit(program, (node) => {
    const source = importedIn(node);
    if (source === 'computed') say(node.start, 'imports a computed name, which cannot be checked');
    else if (source !== undefined) {
      const problem = problemWith(file, name, layer, source);
      if (problem !== undefined) say(node.start, problem);
    }
    if (!pure) return;
    const impure = impurityOf(node);
    if (impure !== undefined) say(node.start, `${impure} has no place in shared/: pass it in`);
  });
  return found;
}

/** The longest entry of the table that the file lies in; each feature is a layer of its own. */
function layerOf(file: string): string | undefined {
  if (LAYERS[file]) return file;
  let best: string | undefined;
  for (const name of Object.keys(LAYERS)) {
    const prefix = name.endsWith('/') ? name : `${name}/`;
    if (file.startsWith(prefix) && name.length > (best?.length ?? 0)) best = name;
  }
  return best;
}

function problemWith(file: string, name: string, layer: Layer, source: string): string | undefined {
  const target = source.startsWith('.') ? posix.join(posix.dirname(file), source) : undefined;
  if (target !== undefined)
    return problemWithFile(file, name, layer, target.split('?')[0] ?? target);
  if (source.startsWith('node:') || NODE_MODULES.has(source)) {
    return layer.node ? undefined : `${name} may not import Node's ${source}`;
  }
  const parts = source.split('/');
  const library = source.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? source);
  const allowed = (layer.libraries ?? []).some(
    (each) =>
      each === library ||
      each === '*' ||
      (each.endsWith('/*') && library.startsWith(each.slice(0, -1))),
  );
  return allowed || isDebt(file, library)
    ? undefined
    : `${name} may not import the library ${library}`;
}

function problemWithFile(
  file: string,
  name: string,
  layer: Layer,
  target: string,
): string | undefined {
  if (target.startsWith('..')) return `imports from outside the project: ${target}`;
  const other = layerOf(target);
  if (other === undefined) {
    // A style sheet or document beside the layers (package.json, resources) belongs to no layer.
    return layer.may.includes('*') ? undefined : `imports ${target}, which belongs to no layer`;
  }
  if (other === name && featureOf(file) === featureOf(target)) return undefined;
  if (other === name) return `a feature may not import another feature: ${target}`;
  const top = other.split('/')[0];
  if (
    (top === 'test' || top === 'build') &&
    top !== file.split('/')[0] &&
    !layer.may.includes('*')
  ) {
    return `nothing may import ${top}`;
  }
  const allowed = layer.may.some(
    (each) =>
      each === other ||
      each === '*' ||
      (each.endsWith('/*') && other.startsWith(each.slice(0, -1))),
  );
  return allowed || isDebt(file, other) ? undefined : `${name} may not import ${other} (${target})`;
}

function featureOf(file: string): string | undefined {
  return /^renderer\/features\/([^/]+)/.exec(file)?.[1];
}

function isDebt(file: string, imports: string): boolean {
  return DEBTS.some((debt) => debt.file === file && debt.imports === imports);
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

function visit(node: unknown, see: (node: Node) => void): void {
  if (Array.isArray(node)) {
    for (const each of node) visit(each, see);
  } else if (isNode(node)) {
    see(node);
    for (const child of Object.values(node)) {
      if (typeof child === 'object' && child !== null) visit(child, see);
    }
  }
}

const IMPORTING = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
  'TSExternalModuleReference',
]);

function importedIn(node: Node): string | 'computed' | undefined {
  if (!IMPORTING.has(node.type)) return undefined;
  const source = node['source'] ?? node['expression'];
  if (source === null || source === undefined) return undefined;
  if (isNode(source) && source.type === 'Literal' && typeof source['value'] === 'string') {
    return source['value'];
  }
  return 'computed';
}

/** The clock and chance, under the names they have in every host. */
function impurityOf(node: Node): string | undefined {
  if (node.type === 'MemberExpression') {
    const { object, property } = node;
    if (isNode(object) && isNode(property)) {
      const full = `${String(object['name'])}.${String(property['name'] ?? property['value'])}`;
      return IMPURE_GLOBALS.includes(full) ? full : undefined;
    }
  }
  const callee = node['callee'];
  const isDate = isNode(callee) && callee['name'] === 'Date';
  if (node.type === 'CallExpression' && isDate) return 'Date()';
  const args = node['arguments'];
  if (node.type === 'NewExpression' && isDate && Array.isArray(args) && args.length === 0) {
    return 'new Date()';
  }
  return undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const violations = checkProject(dirname(dirname(fileURLToPath(import.meta.url))));
  for (const { file, line, message } of violations) console.error(`${file}:${line}  ${message}`);
  process.exit(violations.length === 0 ? 0 : 1);
}
