// The words of a Sigma rule with what they mean, for completion and hover help.

export interface SigmaWord {
  readonly word: string;
  readonly help: string;
  /** What is put in where it is more than the word and a colon. */
  readonly insert?: string;
}

export const TOP_KEYS: readonly SigmaWord[] = [
  {
    word: 'title',
    help: 'What the rule finds, in a few words. Shown in lists, alerts and reports.',
  },
  { word: 'id', help: 'A UUID that stays with the rule for ever. Findings and references use it.' },
  { word: 'name', help: 'A short name by which correlations in the same set refer to this rule.' },
  { word: 'status', help: 'How mature the rule is. Decides the rule score where none is given.' },
  { word: 'description', help: 'What the rule looks for and why that matters.' },
  { word: 'references', help: 'Where to read more, as a list.', insert: 'references:\n  - $0' },
  { word: 'author', help: 'Who wrote the rule.' },
  { word: 'date', help: 'When it was written, YYYY-MM-DD.' },
  { word: 'modified', help: 'When it was last changed, YYYY-MM-DD.' },
  {
    word: 'tags',
    help: 'ATT&CK techniques (attack.t1110) and other labels.',
    insert: 'tags:\n  - attack.$0',
  },
  {
    word: 'logsource',
    help: 'Which logs the rule reads. Events of other log sources never reach it.',
    insert: 'logsource:\n  product: $1\n  service: $0',
  },
  {
    word: 'detection',
    help: 'Named selections, and the condition that combines them.',
    insert: 'detection:\n  selection:\n    $1: $2\n  condition: selection$0',
  },
  {
    word: 'correlation',
    help: 'A rule over findings of other rules: how many, how many different, in which order.',
    insert:
      'correlation:\n  type: event_count\n  rules:\n    - $1\n  group-by:\n    - $2\n  timespan: 5m\n  condition:\n    gte: $0',
  },
  {
    word: 'filter',
    help: 'Takes matches away from other rules: the rule holds only where the filter holds too.',
  },
  {
    word: 'falsepositives',
    help: 'What matches without being an incident.',
    insert: 'falsepositives:\n  - $0',
  },
  { word: 'level', help: 'Severity: informational, low, medium, high or critical.' },
  {
    word: 'fields',
    help: 'Fields worth looking at in what the rule finds.',
    insert: 'fields:\n  - $0',
  },
  {
    word: 'x-sealwatch-actions',
    help: 'What the officer is recommended to do; printed in alert and report.',
    insert: 'x-sealwatch-actions:\n  - $0',
  },
  {
    word: 'x-sealwatch-confidence',
    help: 'The rule score from 0 to 1: a number, or a formula over count, threshold and ratio such as min(count / 10, 1).',
  },
  { word: 'x-sealwatch-baseline', help: 'Compares a measure with what is usual in this evidence.' },
  {
    word: 'x-sealwatch-threat-list',
    help: 'Matches any address or name that stands on the threat list.',
  },
  {
    word: 'x-sealwatch-group-by',
    help: 'Fields by which hits of a plain rule are kept apart.',
    insert: 'x-sealwatch-group-by:\n  - $0',
  },
  {
    word: 'x-sealwatch-fold',
    help: 'Hits of one group closer than this become one finding. Default 30m.',
  },
  {
    word: 'x-sealwatch-suppress',
    help: 'After a finding, further ones of its group raise no alert for so long; the first counts them.',
  },
  { word: 'x-sealwatch-zone', help: 'Time zone of hour and weekday in this rule. Default UTC.' },
  {
    word: 'x-sealwatch-integrity',
    help: 'Finds entries that verification shows as altered or missing.',
  },
];

export const LOGSOURCE_KEYS: readonly SigmaWord[] = [
  { word: 'product', help: 'What writes the log: aws, trading_bot, windows, linux.' },
  { word: 'service', help: 'Which log of the product: cloudtrail, security, sshd.' },
  {
    word: 'category',
    help: 'A kind of event that several products log, such as process_creation.',
  },
  {
    word: 'definition',
    help: 'What must be switched on for these events to be logged. For readers.',
  },
];

export const CORRELATION_KEYS: readonly SigmaWord[] = [
  {
    word: 'type',
    help: 'event_count, value_count, temporal, temporal_ordered, value_sum, value_avg or value_percentile.',
  },
  { word: 'rules', help: 'Rules that are correlated, by id or name.', insert: 'rules:\n  - $0' },
  {
    word: 'group-by',
    help: 'Fields whose values keep the counts apart.',
    insert: 'group-by:\n  - $0',
  },
  {
    word: 'timespan',
    help: 'Length of the sliding window: 30s, 5m, 1h, 1d. Both edges belong to it.',
  },
  {
    word: 'condition',
    help: 'Bounds of the count: gt, gte, lt, lte, eq, neq; field for value counts.',
    insert: 'condition:\n  gte: $0',
  },
  { word: 'aliases', help: 'One name for fields that rules call differently.' },
  { word: 'generate', help: 'true: the correlated rules give findings of their own as well.' },
];

export const MODIFIERS: readonly SigmaWord[] = [
  { word: 'contains', help: 'The value stands anywhere in the field.' },
  { word: 'startswith', help: 'The field begins with the value.' },
  { word: 'endswith', help: 'The field ends with the value.' },
  { word: 'all', help: 'Every value of the list must match, not just one.' },
  { word: 'exists', help: 'true: the field is there, whatever it holds.' },
  { word: 'cased', help: 'Upper and lower case count.' },
  { word: 'neq', help: 'The field is not this value. A missing field counts as not.' },
  { word: 're', help: 'A regular expression found anywhere in the field.' },
  { word: 'i', help: 'After re: case does not count.' },
  { word: 'm', help: 'After re: ^ and $ also match at line breaks.' },
  { word: 's', help: 'After re: a dot also matches line breaks.' },
  { word: 'cidr', help: 'The address lies in the network, IPv4 or IPv6.' },
  { word: 'gt', help: 'Greater than a number.' },
  { word: 'gte', help: 'Greater than a number, or equal.' },
  { word: 'lt', help: 'Less than a number.' },
  { word: 'lte', help: 'Less than a number, or equal.' },
  { word: 'windash', help: 'A dash at a word start also matches a slash and the long dashes.' },
  { word: 'base64', help: 'The value, encoded in base64.' },
  {
    word: 'base64offset',
    help: 'The value inside a longer base64 text, at any of its three offsets.',
  },
  { word: 'utf16le', help: 'The value as UTF-16, little-endian, before base64.' },
  { word: 'utf16be', help: 'The value as UTF-16, big-endian, before base64.' },
  { word: 'utf16', help: 'The value as UTF-16 with a byte order mark, before base64.' },
  { word: 'wide', help: 'Another name for utf16le.' },
  { word: 'fieldref', help: 'The value is the name of another field, which must hold the same.' },
  { word: 'expand', help: 'Placeholders in percent signs are replaced from a list.' },
  { word: 'minute', help: 'Minute of a time field.' },
  { word: 'hour', help: 'Hour of a time field, in the zone of the rule.' },
  { word: 'day', help: 'Day of the month of a time field.' },
  { word: 'week', help: 'Week of the year of a time field.' },
  { word: 'month', help: 'Month of a time field.' },
  { word: 'year', help: 'Year of a time field.' },
];

export const VALUES: Readonly<Record<string, readonly SigmaWord[]>> = {
  level: [
    { word: 'critical', help: 'Weight 1.0; to be acknowledged within 15 minutes.' },
    { word: 'high', help: 'Weight 0.7; to be acknowledged within 1 hour.' },
    { word: 'medium', help: 'Weight 0.4; to be acknowledged within 4 hours.' },
    { word: 'low', help: 'Weight 0.2; to be acknowledged within 24 hours.' },
    { word: 'informational', help: 'Recorded, raises no alert.' },
  ],
  status: [
    { word: 'stable', help: 'Rule score 0.9 where none is given.' },
    { word: 'test', help: 'Rule score 0.8 where none is given.' },
    { word: 'experimental', help: 'Rule score 0.6 where none is given.' },
    { word: 'unsupported', help: 'Rule score 0.4 where none is given.' },
    { word: 'deprecated', help: 'Rule score 0.3 where none is given.' },
  ],
  type: [
    { word: 'event_count', help: 'How many events fall into one window.' },
    { word: 'value_count', help: 'How many different values of a field fall into one window.' },
    { word: 'temporal', help: 'All rules match within one window, in any order.' },
    { word: 'temporal_ordered', help: 'All rules match within one window, in the order listed.' },
    { word: 'value_sum', help: 'Sum of a number field over one window.' },
    { word: 'value_avg', help: 'Mean of a number field over one window.' },
    { word: 'value_percentile', help: 'A percentile of a number field over one window.' },
  ],
};

export const CONDITION_WORDS: readonly SigmaWord[] = [
  { word: 'and', help: 'Both sides hold. Binds tighter than or.' },
  { word: 'or', help: 'One side holds, or both.' },
  { word: 'not', help: 'The selection does not hold; true where its field is missing.' },
  { word: '1 of them', help: 'At least one selection holds, those that begin with _ left out.' },
  { word: 'all of them', help: 'Every selection holds, those that begin with _ left out.' },
  { word: '1 of selection*', help: 'At least one of the selections that fit the pattern holds.' },
  { word: 'all of selection*', help: 'All selections that fit the pattern hold.' },
];
