// The schemas of resources/schemas, ready to check a document.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';

const FOLDER = fileURLToPath(new URL('../../../resources/schemas', import.meta.url));

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
export const SCHEMA_FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.schema.json'));
for (const name of SCHEMA_FILES) {
  ajv.addSchema(JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as object);
}

/** What does not fit, in words; empty where the document is as the schema says. */
export function schemaErrors(name: string, document: unknown): readonly string[] {
  const validate = ajv.getSchema(`${name}.schema.json`);
  if (validate === undefined) throw new Error(`no schema ${name}`);
  void validate(document);
  return (validate.errors ?? []).map((each) => `${each.instancePath} ${each.message}`);
}
