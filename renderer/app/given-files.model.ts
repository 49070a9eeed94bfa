// What becomes of files that were dropped or chosen: evidence, rules, or a question. YAML is what
// Sigma rules are written in and hardly ever a log; which it is, only the officer can say.

export interface GivenFile {
  readonly name: string;
  readonly isFolder?: boolean;
}

export interface GivenPlan<File extends GivenFile> {
  readonly rules: readonly File[];
  readonly evidence: readonly File[];
  /** YAML given as evidence, or other files given as rules: asked about before they are taken. */
  readonly asked: readonly File[];
}

/** @param asRules where they were given: on the Rules screen everything is meant as a rule */
export function planFor<File extends GivenFile>(
  files: readonly File[],
  asRules: boolean,
): GivenPlan<File> {
  if (asRules) {
    // What of a folder is a rule file is found out by the import.
    const rules = files.filter((file) => file.isFolder === true || isYaml(file));
    return { rules, evidence: [], asked: files.filter((file) => !rules.includes(file)) };
  }
  const asked = files.filter(isYaml);
  return { rules: [], evidence: files.filter((file) => !asked.includes(file)), asked };
}

function isYaml({ name, isFolder }: GivenFile): boolean {
  return isFolder !== true && /\.ya?ml$/i.test(name);
}
