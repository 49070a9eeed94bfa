// Starts of processes as Sysmon logs them, the same for the same seed: nine of ten are what a fleet of
// Windows machines does all day, and one of ten holds what a rule looks for. What that is, is taken
// from the rules that are given: no text of theirs is written down here.

import type { LoadedRule } from '../../shared/detection/rule-set.ts';
import type { Condition, Detection, Selection, ValueTest } from '../../shared/detection/rule.ts';
import type { Pattern } from '../../shared/match/pattern.ts';
import { regexRequirement } from '../../shared/match/regex-literals.ts';

type Random = () => number;
type Texts = Record<string, string>;

const START_MS = Date.UTC(2026, 2, 2, 6);
const MEAN_STEP_MS = 430;
const MACHINES = 60;
const SUSPICIOUS_SHARE = 0.1;

/** Text of one record after the other. @param rules those for starts of processes are used */
export function processEvents(rules: readonly LoadedRule[], random: Random): () => string {
  const wanted = rules.flatMap(({ tree, logSource: { product, category } }) =>
    product === 'windows' && category === 'process_creation' && tree?.kind === 'event'
      ? (tree.detection ?? [])
      : [],
  );
  const make = maker(random);
  let timeMs = START_MS;
  let number = 0;
  return () => {
    timeMs += Math.floor(random() * 2 * MEAN_STEP_MS);
    const detection = random() < SUSPICIOUS_SHARE ? make.oneOf(wanted) : undefined;
    const usual = make.usual();
    const data = detection === undefined ? usual : { ...usual, ...meeting(detection, make) };
    return JSON.stringify(asRecord(data, make, timeMs, ++number));
  };
}

interface Make {
  readonly oneOf: <T>(values: readonly T[]) => T | undefined;
  readonly below: (size: number) => number;
  readonly hex: (digits: number) => string;
  readonly word: () => string;
  readonly usual: () => Texts;
  /** Those of a program: one version of it on all machines. */
  readonly hashes: (image: string) => string;
}

// ── what goes on all day ────────────────────────────────────────────────────────────────────

/** Program, its arguments and its parent; each share of all starts is as large as its weight. */
type Start = readonly [weight: number, image: string, parent: string, line: () => string];

const SYSTEM32 = 'C:\\Windows\\System32\\';
const USERS = ['mara', 'jonas', 'elif', 'pavel', 'ines', 'tomas', 'aiko', 'ravi'] as const;
const SYSTEM = 'NT AUTHORITY\\SYSTEM';

function maker(random: Random): Make {
  const below = (size: number): number => Math.floor(size * random());
  const oneOf = <T>(values: readonly T[]): T | undefined => values[below(values.length)];
  const hex = (digits: number): string => {
    let text = '';
    while (text.length < digits)
      text += below(2 ** 32)
        .toString(16)
        .padStart(8, '0');
    return text.slice(0, digits);
  };
  const word = (): string =>
    Array.from({ length: 2 + below(2) }, () => oneOf(SYLLABLES) ?? '').join('');
  const user = (): string => oneOf(USERS) ?? '';
  const guid = (): string => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
  const home = (): string => `C:\\Users\\${user()}\\`;
  const project = (): string => `C:\\src\\${oneOf(PROJECTS) ?? ''}`;
  const services = `${SYSTEM32}services.exe`;
  const svchost = `${SYSTEM32}svchost.exe`;
  const explorer = 'C:\\Windows\\explorer.exe';
  const cmd = `${SYSTEM32}cmd.exe`;
  const chrome = 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe';
  const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
  const git = 'C:\\Program Files\\Git\\mingw64\\bin\\git.exe';
  const node = 'C:\\Program Files\\nodejs\\node.exe';
  const code = 'C:\\Program Files\\Microsoft VS Code\\Code.exe';
  const powershell = `${SYSTEM32}WindowsPowerShell\\v1.0\\powershell.exe`;
  const browser = (program: string, vendor: string) => (): string =>
    `"${program}" --type=${oneOf(['renderer', 'renderer', 'utility', 'gpu-process']) ?? ''} --field-trial-handle=${String(below(9_999))},i,${hex(19)},${hex(20)},262144 --variations-seed-version=${String(below(40))} --lang=de --device-scale-factor=1 --num-raster-threads=4 --renderer-client-id=${String(below(900))} --launch-time-ticks=${String(below(1e9))} --user-data-dir="${home()}AppData\\Local\\${vendor}\\User Data" /prefetch:${String(below(9))}`;
  const starts: readonly Start[] = [
    [
      14,
      svchost,
      services,
      () => `${svchost} -k ${oneOf(SERVICE_GROUPS) ?? ''} -p -s ${oneOf(SERVICES) ?? ''}`,
    ],
    [12, chrome, chrome, browser(chrome, 'Google\\Chrome')],
    [6, edge, edge, browser(edge, 'Microsoft\\Edge')],
    [9, `${SYSTEM32}conhost.exe`, cmd, () => `\\??\\${SYSTEM32}conhost.exe 0xffffffff -ForceV1`],
    [
      9,
      git,
      code,
      () =>
        oneOf([
          'git.exe status -z -uall',
          `git.exe rev-parse --show-toplevel`,
          `git.exe -c core.quotePath=false diff --name-status -z ${hex(40)} --`,
          `git.exe fetch --prune origin`,
          `git.exe log --format=%H%n%aN -n${String(below(50))} -z HEAD~${String(below(90))}`,
          `git.exe config --get remote.origin.url`,
          `git.exe show --textconv :src/${word()}/${word()}.ts`,
        ]) ?? '',
    ],
    [
      6,
      node,
      cmd,
      () =>
        oneOf([
          `"${node}" "C:\\Program Files\\nodejs\\node_modules\\npm\\bin\\npm-cli.js" run ${oneOf(['build', 'test', 'lint']) ?? ''}`,
          `"${node}" ${project()}\\node_modules\\vite\\bin\\vite.js build --mode ${word()}`,
          `"${node}" --max-old-space-size=3072 "c:\\Program Files\\Microsoft VS Code\\resources\\app\\extensions\\tsserver.js" --useInferredProjectPerProjectRoot --cancellationPipeName ${home()}AppData\\Local\\Temp\\vscode\\${hex(20)}`,
        ]) ?? '',
    ],
    [
      4,
      cmd,
      node,
      () =>
        `${SYSTEM32}cmd.exe /d /s /c "${oneOf(['tsc -p . --noEmit', 'eslint src', 'where git', `copy ${word()}.log ${word()}.bak`]) ?? ''}"`,
    ],
    [
      4,
      powershell,
      `${SYSTEM32}taskeng.exe`,
      () =>
        `powershell.exe -NoProfile -ExecutionPolicy Bypass -File "C:\\Scripts\\${oneOf(['Inventory', 'Backup', 'Health']) ?? ''}\\${oneOf(['get-disks', 'sync-shares', 'report-updates', 'rotate-logs']) ?? ''}.ps1" -Server srv${String(below(80))} -Out D:\\reports\\${String(below(28))}.csv`,
    ],
    [
      2,
      powershell,
      `${SYSTEM32}wsmprovhost.exe`,
      () =>
        `powershell.exe -Command "Get-Service -ComputerName srv${String(below(80))} | Where-Object Status -eq Stopped | Select-Object Name"`,
    ],
    [
      2,
      `${SYSTEM32}msiexec.exe`,
      services,
      () =>
        oneOf([
          `${SYSTEM32}msiexec.exe /V`,
          `msiexec.exe /i "C:\\Windows\\ccmcache\\${hex(2)}\\${word()}.msi" /qn REBOOT=ReallySuppress /l*v C:\\Windows\\Temp\\${word()}.log`,
        ]) ?? '',
    ],
    [
      2,
      `${SYSTEM32}schtasks.exe`,
      cmd,
      () =>
        oneOf([
          `schtasks /query /tn "\\${word()}" /fo csv /v`,
          `schtasks.exe /run /tn "\\Maintenance\\${word()}"`,
        ]) ?? '',
    ],
    [
      3,
      `${SYSTEM32}taskhostw.exe`,
      svchost,
      () => oneOf(['taskhostw.exe', 'taskhostw.exe SYSTEM', `taskhostw.exe $(Arg0)`]) ?? '',
    ],
    [4, `${SYSTEM32}RuntimeBroker.exe`, svchost, () => `${SYSTEM32}RuntimeBroker.exe -Embedding`],
    [
      3,
      `${SYSTEM32}backgroundTaskHost.exe`,
      svchost,
      () =>
        `"${SYSTEM32}backgroundTaskHost.exe" -ServerName:${oneOf(PROJECTS) ?? ''}.AppX${hex(32)}.mca`,
    ],
    [
      4,
      `${SYSTEM32}dllhost.exe`,
      svchost,
      () => `${SYSTEM32}DllHost.exe /Processid:{${oneOf(CLASSES) ?? ''}}`,
    ],
    [
      3,
      `${SYSTEM32}SearchProtocolHost.exe`,
      `${SYSTEM32}SearchIndexer.exe`,
      () =>
        `"${SYSTEM32}SearchProtocolHost.exe" Global\\UsGthrFltPipeMssGthrPipe${String(below(900))}_ Global\\UsGthrCtrlFltPipeMssGthrPipe${String(below(900))} 1 -2147483646 "Software\\Microsoft\\Windows Search" "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT; MS Search 4.0 Robot)"`,
    ],
    [
      3,
      `${SYSTEM32}wbem\\WmiPrvSE.exe`,
      svchost,
      () => `${SYSTEM32}wbem\\wmiprvse.exe -secured -Embedding`,
    ],
    [
      2,
      'C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.24010.12-0\\MpCmdRun.exe',
      svchost,
      () =>
        `"C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.24010.12-0\\MpCmdRun.exe" GetDeviceTicket -AccessKey ${guid()}`,
    ],
    [
      2,
      'C:\\Python312\\python.exe',
      cmd,
      () =>
        `python ${project()}\\tools\\${word()}.py --input ${project()}\\data\\${word()}.csv --jobs ${String(1 + below(8))}`,
    ],
    [
      3,
      'C:\\Program Files\\Microsoft Visual Studio\\2022\\Professional\\VC\\Tools\\MSVC\\14.38.33130\\bin\\Hostx64\\x64\\cl.exe',
      'C:\\Program Files\\Microsoft Visual Studio\\2022\\Professional\\MSBuild\\Current\\Bin\\MSBuild.exe',
      () =>
        `CL.exe /c /I${project()}\\include /Zi /nologo /W4 /O2 /D NDEBUG /EHsc /MD /Fo"${project()}\\obj\\${word()}.obj" src\\${word()}.cpp`,
    ],
    [1, `${SYSTEM32}reg.exe`, cmd, () => `reg query "HKLM\\SOFTWARE\\${word()}\\Version" /v Build`],
    [
      1,
      `${SYSTEM32}net.exe`,
      cmd,
      () =>
        `net use ${oneOf(['H:', 'S:', 'T:']) ?? ''} \\\\files${String(below(6))}\\${word()} /persistent:no`,
    ],
    [1, `${SYSTEM32}ipconfig.exe`, cmd, () => 'ipconfig /all'],
    [1, `${SYSTEM32}tasklist.exe`, cmd, () => `tasklist /fi "imagename eq ${word()}.exe" /fo csv`],
    [
      2,
      `${SYSTEM32}rundll32.exe`,
      explorer,
      () =>
        oneOf([
          `"${SYSTEM32}rundll32.exe" shell32.dll,Control_RunDLL ${SYSTEM32}timedate.cpl`,
          `rundll32.exe AppXDeploymentExtensions.OneCore.dll,ShellRefresh`,
        ]) ?? '',
    ],
    [
      1,
      `${SYSTEM32}WerFault.exe`,
      svchost,
      () => `${SYSTEM32}WerFault.exe -u -p ${String(below(20_000))} -s ${String(below(3_000))}`,
    ],
    [
      2,
      'C:\\Program Files (x86)\\Google\\Update\\GoogleUpdate.exe',
      svchost,
      () =>
        `"C:\\Program Files (x86)\\Google\\Update\\GoogleUpdate.exe" /ua /installsource scheduler`,
    ],
    [
      3,
      code,
      code,
      () =>
        `"${code}" --type=utility --utility-sub-type=node.mojom.NodeService --lang=en-US --service-sandbox-type=none --user-data-dir="${home()}AppData\\Roaming\\Code" --field-trial-handle=${String(below(9_999))},${hex(19)},${hex(19)},262144`,
    ],
    [
      1,
      'C:\\Program Files\\Microsoft Office\\root\\Office16\\OUTLOOK.EXE',
      explorer,
      () => `"C:\\Program Files\\Microsoft Office\\root\\Office16\\OUTLOOK.EXE" /recycle`,
    ],
    [
      1,
      'C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE',
      explorer,
      () =>
        `"C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE" /n "${home()}Documents\\${word()} ${word()}.docx" /o ""`,
    ],
    [
      1,
      `${SYSTEM32}OpenSSH\\ssh.exe`,
      code,
      () => `ssh -T -D ${String(49_152 + below(9_000))} build${String(below(9))}.corp.example bash`,
    ],
    [
      1,
      'C:\\Program Files\\Java\\jdk-21\\bin\\java.exe',
      cmd,
      () =>
        `java -Xmx2g -jar ${project()}\\build\\${word()}.jar --port ${String(8_000 + below(900))}`,
    ],
    [
      1,
      `${SYSTEM32}Robocopy.exe`,
      powershell,
      () =>
        `robocopy D:\\share\\${word()} \\\\backup${String(below(4))}\\${word()} /MIR /R:2 /W:5 /NP /LOG:C:\\Logs\\${word()}.log`,
    ],
  ];
  const total = starts.reduce((sum, [weight]) => sum + weight, 0);
  const usual = (): Texts => {
    let at = random() * total;
    const start = starts.find(([weight]) => (at -= weight) < 0) ?? starts[0];
    if (start === undefined) return {};
    const [, image, parent, line] = start;
    const parentStart = starts.find(([, program]) => program === parent);
    const isSystem = parent === services || parent === svchost;
    return {
      Image: image,
      CommandLine: line(),
      OriginalFileName: nameOf(image),
      User: isSystem ? SYSTEM : `CORP\\${user()}`,
      IntegrityLevel: isSystem ? 'System' : random() < 0.1 ? 'High' : 'Medium',
      CurrentDirectory: isSystem ? SYSTEM32 : random() < 0.5 ? `${project()}\\` : home(),
      ParentImage: parent,
      ParentCommandLine: parentStart?.[3]() ?? `"${parent}"`,
    };
  };
  const known = new Map<string, string>();
  const hashes = (image: string): string => {
    let text = known.get(image);
    if (text === undefined) {
      text = `SHA1=${hex(40)},MD5=${hex(32)},SHA256=${hex(64)},IMPHASH=${hex(32)}`.toUpperCase();
      known.set(image, text);
    }
    return text;
  };
  return { oneOf, below, hex, word, usual, hashes };
}

const SYLLABLES = ['ka', 'lo', 'mi', 'ren', 'tos', 'vel', 'dar', 'shu', 'pex', 'qui', 'an', 'bor'];
const PROJECTS = ['ledger', 'billing', 'web-shop', 'Reports.Core', 'firmware', 'portal'];
const SERVICE_GROUPS = [
  'netsvcs',
  'LocalService',
  'NetworkService',
  'LocalServiceNetworkRestricted',
  'UnistackSvcGroup',
  'wsappx',
];
const SERVICES = [
  'Schedule',
  'wuauserv',
  'BITS',
  'Winmgmt',
  'DoSvc',
  'CDPSvc',
  'ClipSVC',
  'StateRepository',
  'AppXSvc',
  'gpsvc',
  'W32Time',
  'LicenseManager',
];
const CLASSES = [
  'AB8902B4-09CA-4BB6-B78D-A8F59079A8D5',
  '3EB3C877-1F16-487C-9050-104DBCD66683',
  '973D20D7-562D-44B9-B70B-5A0F49CCDF3F',
  '776DBC8D-7347-478C-8D71-791E12EF49D8',
];

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('\\') + 1);
}

// ── what a rule looks for ───────────────────────────────────────────────────────────────────

/** Texts of fields that the detection should match; it may ask for more than can be made up. */
function meeting(detection: Detection, make: Make): Texts {
  const texts: Texts = {};
  const add = (field: string, text: string, whole: boolean): void => {
    const before = texts[field];
    texts[field] = before === undefined || whole ? text : `${before} ${text}`;
  };
  const ofCondition = (condition: Condition): void => {
    if (condition.kind === 'and') condition.items.forEach(ofCondition);
    else if (condition.kind === 'or') {
      const one = make.oneOf(condition.items);
      if (one !== undefined) ofCondition(one);
    } else if (condition.kind === 'selection') {
      const selection = detection.selections.get(condition.name);
      if (selection !== undefined) ofSelection(selection);
    }
  };
  const ofSelection = (selection: Selection): void => {
    if (selection.kind === 'all') selection.items.forEach(ofSelection);
    else if (selection.kind === 'any') {
      const one = make.oneOf(selection.items);
      if (one !== undefined) ofSelection(one);
    } else if (selection.kind === 'field' && !selection.negated) {
      const one = make.oneOf(selection.tests);
      const tests = selection.quantifier === 'all' ? selection.tests : one ? [one] : [];
      for (const test of tests) {
        const text = textFor(test, make);
        if (text !== undefined) add(selection.field, text, selection.field.endsWith('Image'));
      }
    }
  };
  ofCondition(detection.condition);
  return texts;
}

function textFor(test: ValueTest, make: Make): string | undefined {
  if (test.kind !== 'value') return undefined;
  const spec = make.oneOf(test.specs);
  if (spec?.kind === 'pattern') return filledIn(spec.pattern, make);
  if (spec?.kind === 'regex') return make.oneOf(regexRequirement(spec.source).texts ?? []);
  return undefined;
}

function filledIn(pattern: Pattern, make: Make): string {
  const [first] = pattern;
  const isPath = pattern.some((token) => typeof token === 'string' && token.includes('\\'));
  return pattern
    .map((token) => {
      if (typeof token === 'string') return token;
      if (token.wild === 'one') return 'x';
      if (token.wild === 'dash') return '-';
      return token === first && isPath ? `C:\\Users\\${make.word()}` : ` ${make.word()} `;
    })
    .join('');
}

// ── a record ────────────────────────────────────────────────────────────────────────────────

function asRecord(data: Texts, make: Make, timeMs: number, number: number): object {
  const utc = new Date(timeMs).toISOString();
  const { hex, below } = make;
  const image = data['Image'] ?? '';
  return {
    Event: {
      '#attributes': { xmlns: 'http://schemas.microsoft.com/win/2004/08/events/event' },
      System: {
        Provider: {
          '#attributes': {
            Name: 'Microsoft-Windows-Sysmon',
            Guid: '5770385F-C22A-43E0-BF4C-06F5698FFBD9',
          },
        },
        EventID: 1,
        Version: 5,
        Level: 4,
        Task: 1,
        Opcode: 0,
        Keywords: '0x8000000000000000',
        TimeCreated: { '#attributes': { SystemTime: utc } },
        EventRecordID: number,
        Correlation: null,
        Execution: { '#attributes': { ProcessID: 3208, ThreadID: 1724 } },
        Channel: 'Microsoft-Windows-Sysmon/Operational',
        Computer: `ws${String(below(MACHINES))}.corp.example`,
        Security: { '#attributes': { UserID: 'S-1-5-18' } },
      },
      EventData: {
        RuleName: '-',
        UtcTime: utc.slice(0, 23).replace('T', ' '),
        ProcessGuid: `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`.toUpperCase(),
        ProcessId: below(20_000),
        FileVersion: '10.0.19041.1',
        Description: nameOf(image),
        Product: 'Microsoft Windows Operating System',
        Company: 'Microsoft Corporation',
        LogonGuid: `${hex(8)}-${hex(4)}-${hex(4)}-0000-${hex(12)}`.toUpperCase(),
        LogonId: `0x${hex(5)}`,
        TerminalSessionId: 1,
        Hashes: make.hashes(image),
        ParentProcessGuid: `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`.toUpperCase(),
        ParentProcessId: below(20_000),
        ParentUser: data['User'] ?? SYSTEM,
        ...data,
      },
    },
  };
}
