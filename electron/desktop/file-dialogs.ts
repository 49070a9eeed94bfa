// The system's dialogs for choosing files. Their answer never reaches the page as a path.

import type { BaseWindow, Dialog, OpenDialogOptions } from 'electron';
import type { AppOptions } from '../workers/app.ts';

type PickFiles = NonNullable<AppOptions['pickFiles']>;
type Purpose = Parameters<PickFiles>[0];

/** @param owner the window the dialog belongs to, where it is open */
export function filePicker(
  dialog: Pick<Dialog, 'showOpenDialog'>,
  owner: () => BaseWindow | undefined,
): PickFiles {
  return async (purpose) => {
    const options = dialogFor(purpose);
    const window = owner();
    const answer = await (window
      ? dialog.showOpenDialog(window, options)
      : dialog.showOpenDialog(options));
    return answer.canceled ? [] : answer.filePaths;
  };
}

const ALL_FILES = { name: 'All files', extensions: ['*'] };

function dialogFor(purpose: Purpose): OpenDialogOptions {
  switch (purpose) {
    case 'evidence':
      return {
        title: 'Open evidence',
        buttonLabel: 'Open',
        properties: ['openFile', 'multiSelections', 'showHiddenFiles'],
      };
    case 'folder':
      return {
        title: 'Open a folder of evidence',
        buttonLabel: 'Open',
        properties: ['openDirectory', 'multiSelections', 'showHiddenFiles'],
      };
    case 'watch':
      return {
        title: 'Choose the folder to watch',
        buttonLabel: 'Watch',
        properties: ['openDirectory', 'showHiddenFiles'],
      };
    case 'destination':
      return {
        title: 'Choose the folder for the package',
        buttonLabel: 'Write here',
        properties: ['openDirectory', 'createDirectory'],
      };
    case 'public keys':
      return {
        title: 'Choose the public keys of CloudTrail',
        buttonLabel: 'Choose',
        properties: ['openFile', 'showHiddenFiles'],
      };
    case 'metadata':
      return {
        title: 'Choose the saved metadata of the digests',
        buttonLabel: 'Choose',
        properties: ['openFile', 'showHiddenFiles'],
      };
    case 'key':
      return {
        title: 'Choose the file with the HMAC key',
        buttonLabel: 'Use this key',
        properties: ['openFile', 'showHiddenFiles'],
      };
    case 'rules':
      return {
        title: 'Choose Sigma rules',
        buttonLabel: 'Choose',
        properties: ['openFile', 'multiSelections'],
        filters: [{ name: 'Sigma rules', extensions: ['yml', 'yaml'] }, ALL_FILES],
      };
    case 'rule folder':
      return {
        title: 'Choose a folder of Sigma rules',
        buttonLabel: 'Import',
        properties: ['openDirectory', 'showHiddenFiles'],
      };
    case 'case':
      return {
        title: 'Open a case',
        buttonLabel: 'Open',
        properties: ['openFile'],
        filters: [{ name: 'Sealwatch cases', extensions: ['sealwatch'] }, ALL_FILES],
      };
  }
}
