// Files of this machine as opaque tokens: chosen in a dialog or dropped on the window. No path ever
// reaches or leaves the page. The dialog itself is drawn by the shell, which provides `choose`.

import { createContext, useContext } from 'react';
import { failure, err, ok, type Result } from '../../shared/base/result.ts';
import type { NotOpened } from '../../shared/contract/areas/evidence.ts';
import type { FilePurpose } from '../../shared/contract/areas/host.ts';
import type { FileToken } from '../../shared/contract/procedure.ts';
import { fileTokenSchema } from '../../shared/contract/procedure.ts';
import { beginActivity } from './activity.ts';
import { hostBridge } from './host-bridge.ts';

export interface ChosenFile {
  readonly token: FileToken;
  readonly name: string;
  /** Not known where the host chose it. */
  readonly isFolder?: boolean;
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

/** What of a drop can be opened, and what cannot. */
export interface DroppedFiles {
  readonly files: readonly ChosenFile[];
  readonly notOpened: readonly NotOpened[];
}

/**
 * Turns what was dropped on the window into tokens; what is refused keeps nothing else out.
 * @param folderWay the button by which a folder can be chosen where it cannot be dropped
 */
export async function dropFiles(data: DataTransfer, folderWay: string): Promise<DroppedFiles> {
  const bridge = hostBridge();
  // The list empties itself once the event handler has returned, so it is copied first.
  const items = [...data.items].filter((item) => item.kind === 'file');
  const folders = new Set(
    items
      .map((item) => item.webkitGetAsEntry?.() ?? null)
      .flatMap((entry) => (entry?.isDirectory === true ? [entry.name] : [])),
  );
  const given = [...data.files];
  const files: ChosenFile[] = [];
  const notOpened: NotOpened[] = [];
  const refused = new Set<string>();
  if (!bridge) {
    for (const name of folders) {
      refused.add(name);
      notOpened.push({
        name,
        reason: `The folder “${name}” cannot be dropped in a browser. Use “${folderWay}” instead.`,
      });
    }
  }
  for (const file of given) {
    // A folder stands among the files, too, without content.
    if (refused.has(file.name)) continue;
    const token = bridge ? await tokenFromBridge(bridge.dropped(file), file) : await spool(file);
    if (token.ok) {
      files.push({ token: token.value, name: file.name, isFolder: folders.has(file.name) });
    } else notOpened.push({ name: file.name, reason: token.error.message });
  }
  return { files, notOpened };
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
