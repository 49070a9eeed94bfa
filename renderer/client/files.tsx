// Files of this machine as opaque tokens: chosen in a dialog or dropped on the window. No path ever
// reaches or leaves the page. The dialog itself is drawn by the shell, which provides `choose`.

import { createContext, useContext } from 'react';
import { failure, err, ok, type Result } from '../../shared/base/result.ts';
import type { FilePurpose } from '../../shared/contract/areas/host.ts';
import type { FileToken } from '../../shared/contract/procedure.ts';
import { fileTokenSchema } from '../../shared/contract/procedure.ts';
import { beginActivity } from './activity.ts';
import { hostBridge } from './host-bridge.ts';

export interface ChosenFile {
  readonly token: FileToken;
  readonly name: string;
}

/** An empty list is a cancel. */
export type ChooseFiles = (purpose: FilePurpose) => Promise<Result<readonly ChosenFile[]>>;

const ChooseContext = createContext<ChooseFiles | null>(null);
export const FileChoiceProvider = ChooseContext.Provider;

export function useChooseFiles(): ChooseFiles {
  const choose = useContext(ChooseContext);
  if (choose === null) throw new Error('A view that chooses files is outside FileChoiceProvider.');
  return choose;
}

/** Turns what was dropped on the window into tokens; stops at the first file that is refused. */
export async function dropFiles(data: DataTransfer): Promise<Result<readonly ChosenFile[]>> {
  const bridge = hostBridge();
  // The list empties itself once the event handler has returned, so it is copied first.
  const items = [...data.items].filter((item) => item.kind === 'file');
  const folders = items
    .map((item) => item.webkitGetAsEntry?.() ?? null)
    .filter((entry) => entry?.isDirectory === true);
  const files = [...data.files];
  if (!bridge && folders.length > 0) {
    return err(
      failure(
        'drop.folder',
        `The folder “${folders[0]?.name ?? ''}” cannot be dropped in a browser. Use “Open folder” instead.`,
      ),
    );
  }
  const chosen: ChosenFile[] = [];
  for (const file of files) {
    const token = bridge ? await tokenFromBridge(bridge.dropped(file), file) : await spool(file);
    if (!token.ok) return token;
    chosen.push({ token: token.value, name: file.name });
  }
  return ok(chosen);
}

async function tokenFromBridge(asked: Promise<FileToken>, file: File): Promise<Result<FileToken>> {
  const token = await asked.catch(() => undefined);
  if (token === undefined) {
    return err(failure('drop.refused', `“${file.name}” could not be taken from the drop.`));
  }
  return ok(token);
}

async function spool(file: File): Promise<Result<FileToken>> {
  const end = beginActivity();
  try {
    const answer = await fetch(`/spool?name=${encodeURIComponent(file.name)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: file,
    }).catch(() => undefined);
    if (!answer?.ok) {
      const reason = answer ? `the host answered ${answer.status}` : 'the host does not answer';
      return err(failure('drop.refused', `“${file.name}” could not be taken over: ${reason}.`));
    }
    const body: unknown = await answer.json().catch(() => undefined);
    const token = typeof body === 'object' && body !== null && 'token' in body ? body.token : body;
    const parsed = fileTokenSchema.safeParse(token);
    if (!parsed.success) {
      return err(failure('drop.refused', `“${file.name}” could not be taken over.`));
    }
    return ok(parsed.data);
  } finally {
    end();
  }
}
