// Counts from vitest's JSON report. A file that could not be loaded counts as one failure; a test
// that did not run, for whatever reason, counts as skipped and is named.

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  /** `file › test` */
  readonly skipped: readonly string[];
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** `undefined` where this is no such report. */
export function countTests(report: unknown): TestCounts | undefined {
  if (!isReport(report)) return undefined;
  let passed = 0;
  let failed = 0;
  const skipped: string[] = [];
  for (const file of report.testResults) {
    const shortName = file.name.split(/[/\\]test[/\\]/).at(-1) ?? file.name;
    let failedHere = 0;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') passed += 1;
      else if (test.status === 'failed') failedHere += 1;
      else skipped.push(`${shortName} › ${test.fullName.trim()}`);
    }
    if (file.status === 'failed' && failedHere === 0) failedHere = 1;
    failed += failedHere;
  }
  return { passed, failed, skipped };
}

function isReport(value: unknown): value is Report {
  return (
    typeof value === 'object' &&
    value !== null &&
    'testResults' in value &&
    Array.isArray(value.testResults)
  );
}
