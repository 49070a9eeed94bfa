// What the host itself answers: about this machine, its files, its jobs and its cases.

import { z } from 'zod';
import { done, fileTokenSchema, host, jobStateSchema, nothing } from '../procedure.ts';

const browseEntry = z.object({
  token: fileTokenSchema,
  name: z.string(),
  kind: z.enum(['file', 'folder']),
  bytes: z.number().nullable(),
  modifiedMs: z.number().nullable(),
});
export type BrowseEntry = z.output<typeof browseEntry>;

/** Handed through, never stored nor shown. How long a new one must be is said where it is set. */
const passphrase = z.string().min(1).max(1_024);

/** What a file or folder is chosen for; `destination` is a folder to write into. */
export const FILE_PURPOSES = [
  'evidence',
  'folder',
  'watch',
  'destination',
  'key',
  'public keys',
  'metadata',
  'rules',
  'rule folder',
  'case',
] as const;
export type FilePurpose = (typeof FILE_PURPOSES)[number];

export const hostProcedures = {
  'host.info': host(
    nothing,
    z.object({
      name: z.enum(['desktop', 'loopback', 'command line', 'in process']),
      version: z.string(),
      platform: z.string(),
      nativeDialogs: z.boolean(),
      sampleCase: z.boolean(),
    }),
  ),
  /** Opens the system's dialog; an empty list is a cancel. Where the host has none: `browse`. */
  'host.pick': host(
    z.object({ purpose: z.enum(FILE_PURPOSES) }),
    z.object({ files: z.array(z.object({ token: fileTokenSchema, name: z.string() })) }),
  ),
  /** One folder of this machine's disk, for the file chooser that the host draws. */
  'host.browse': host(
    z.object({ folder: fileTokenSchema.nullable() }),
    z.object({
      path: z.string(),
      /** The folder itself: it may be what is chosen. */
      token: fileTokenSchema,
      parent: fileTokenSchema.nullable(),
      entries: z.array(browseEntry),
    }),
  ),
  /** The files of an exhibit where they were opened from, to be read on or read again. */
  'host.exhibitFile': host(
    z.object({ sourceId: z.number().int().positive() }),
    z.object({ token: fileTokenSchema, name: z.string() }),
  ),
  'host.jobs': host(nothing, z.object({ jobs: z.array(jobStateSchema) })),
  'host.cancel': host(z.object({ job: z.number().int() }), done),
  'host.cases': host(
    nothing,
    z.object({
      cases: z.array(
        z.object({
          token: fileTokenSchema,
          name: z.string(),
          bytes: z.number(),
          modifiedMs: z.number(),
          open: z.boolean(),
        }),
      ),
    }),
  ),
  /** Fails with `case.locked-passphrase` where the case is encrypted and no passphrase is given. */
  'host.openCase': host(
    z.object({ file: fileTokenSchema, passphrase: passphrase.optional() }),
    done,
  ),
  /** Encrypted from the start where a passphrase is given. */
  'host.createCase': host(
    z.object({ name: z.string().trim().min(1).max(120), passphrase: passphrase.optional() }),
    done,
  ),
  /** Whether the case is encrypted, and whether its passphrase was given. */
  'host.protection': host(
    nothing,
    z.object({ name: z.string(), encrypted: z.boolean(), unlocked: z.boolean() }),
  ),
  'host.unlock': host(z.object({ passphrase }), done),
  /**
   * Encrypts the case, changes its passphrase, or with `next: null` makes it plain. The present
   * passphrase is asked for again, so that nobody changes it on a screen that was left open.
   */
  'host.setPassphrase': host(
    z.object({ current: passphrase.nullable(), next: passphrase.nullable() }),
    /** Names of copies beside the case that older versions of it were kept in, unencrypted. */
    z.object({ plainCopies: z.array(z.string()) }),
  ),
} as const;
