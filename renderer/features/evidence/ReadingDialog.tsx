// Opening files that must be told how to be read: the format, the zone and the field of the time, and
// the names under which a hash-chained log keeps what. All are kept with the exhibit.

import { useEffect, useState } from 'react';
import { ok, type Result } from '../../../shared/base/result.ts';
import type { ExhibitReading } from '../../../shared/contract/areas/evidence.ts';
import { CHAIN_COLUMNS, USUAL_CHAIN_LAYOUT } from '../../../shared/domain/chain-layout.ts';
import type { Source } from '../../../shared/domain/source.ts';
import type { Output } from '../../../shared/contract/procedures.ts';
import { useClient } from '../../client/ClientProvider.tsx';
import { useChooseFiles, type ChosenFile } from '../../client/files.tsx';
import { useOpenEvidence } from '../../client/opening.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { Check, SelectField, TextArea, TextField } from '../../ui/Fields.tsx';
import { Dialog } from '../../ui/Overlays.tsx';
import { plural } from '../../ui/format.model.ts';
import { Callout } from '../../ui/States.tsx';
import { showFailure } from '../../ui/toast.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import {
  EMPTY_READING,
  readingFormOf,
  readingOptions,
  type ReadingOptions,
} from './reading.model.ts';
import { ReadingFacts } from './ReadingFacts.tsx';
import {
  SEPARATORS,
  tableFormat,
  tableFormOf,
  timeCandidates,
  type TableForm,
  type TimeCandidate,
} from './table-reading.model.ts';
import './reading.css';

type Look = Output<'evidence.look'>;

/** An exhibit that is to be read again in another way. */
export interface ReadAgain {
  readonly source: Source;
  readonly reading: ExhibitReading;
}

export function ReadingDialog(props: { readonly again?: ReadAgain; readonly onClose: () => void }) {
  const { again } = props;
  const opening = useOpenEvidence();
  const chooseFiles = useChooseFiles();
  const client = useClient();
  const [files, setFiles] = useState<readonly ChosenFile[]>([]);
  const [form, setForm] = useState(() => (again ? readingFormOf(again.reading) : EMPTY_READING));
  const looked = useLook(files[0], form.format);
  const reading = again?.reading ?? looked?.look?.reading;
  const table = reading?.table;
  const [tableForm, setTableForm] = useState(() => table && tableFormOf(table));
  // Another file, or the same read as another format, has other columns.
  useEffect(() => setTableForm(table && tableFormOf(table)), [table]);
  const [problem, setProblem] = useState('');
  // What was wrong with the settings of before is not wrong with others.
  useEffect(() => setProblem(''), [form, tableForm]);
  const formats = useQuery('evidence.formats', {});
  const isTable = tableForm !== undefined && (form.format === '' || form.format === 'csv');

  const pick = async () => {
    const chosen = await chooseFiles('evidence');
    if (!chosen.ok) showFailure(chosen.error);
    else if (chosen.value.length > 0) setFiles(chosen.value);
  };
  const optionsOf = (): Result<ReadingOptions, string> => {
    const options = readingOptions(form);
    if (!options.ok || !isTable || !table) return options;
    // A number is taken for a time only where the officer says that it is one.
    const field = form.timeField.trim();
    const isWritten = reading.fields.some((each) => each.field === field && each.times > 0);
    // Several files may be tables of several kinds: what was left as it was found stays so for each.
    const asFound = JSON.stringify(tableForm) === JSON.stringify(tableFormOf(table));
    if (!again && asFound) return options;
    const format = tableFormat(tableForm, table, isWritten ? field : '');
    if (!format.ok) return format;
    const { timeField, ...rest } = options.value;
    return ok({
      ...rest,
      format: format.value,
      ...(isWritten || timeField === undefined ? {} : { timeField }),
    });
  };
  const submit = async () => {
    const options = optionsOf();
    if (!options.ok) {
      setProblem(options.error);
      return;
    }
    let tokens = files.map((file) => file.token);
    if (again) {
      const file = await client.call('host.exhibitFile', { sourceId: again.source.id });
      if (!file.ok) {
        setProblem(file.error.message);
        return;
      }
      tokens = [file.value.token];
    }
    opening.open(tokens, { reading: options.value });
    props.onClose();
  };

  return (
    <Dialog
      open
      title={
        again
          ? `Read ${again.source.exhibit} again with other settings`
          : 'Open files with settings'
      }
      {...(table && { width: 620 })}
      onClose={props.onClose}
      onSubmit={() => void submit()}
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!again && files.length === 0}>
            {again ? 'Read again' : 'Open'}
          </Button>
        </>
      }
    >
      <div className="sw-form">
        {problem !== '' && <Callout tone="error">{problem}</Callout>}
        {again ? (
          <p className="soft log-text">
            {visibleText(again.source.path)} becomes a further exhibit, read in the new way.{' '}
            {again.source.exhibit} stays as it was read, and rules look at both;{' '}
            <span className="mono">NOT source:{again.source.exhibit}</span> leaves it out of a
            search.
          </p>
        ) : (
          <div className="key-file">
            <Button onClick={() => void pick()}>Choose files</Button>
            <span className="soft ellipsis log-text">
              {files.length === 0
                ? 'No file chosen'
                : files.map((file) => visibleText(file.name)).join(', ')}
            </span>
          </div>
        )}
        {looked?.failure !== undefined && <Callout tone="error">{looked.failure}</Callout>}
        {looked?.look && (
          <section className="reading-look" aria-label="How it will be read">
            <ReadingFacts
              reading={looked.look.reading}
              first={[{ key: 'Taken for', value: looked.look.formatTitle }]}
            />
            <p className="faint">{lookedAt(looked.look, files)}</p>
          </section>
        )}
        <SelectField
          label="Read as"
          value={form.format}
          choices={[
            { value: '', label: 'What its content shows' },
            ...(formats.data?.formats ?? []).map(({ id, title }) => ({ value: id, label: title })),
          ]}
          onChange={(format) => setForm({ ...form, format })}
        />
        <TextField
          label="Zone of times that name none"
          placeholder="UTC"
          spellCheck={false}
          value={form.zone}
          onChange={(zone) => setForm({ ...form, zone })}
          hint="Such as Europe/Berlin. Events read so are marked: zone assumed."
        />
        <TextField
          label="Field that holds the time"
          value={form.timeField}
          onChange={(timeField) => setForm({ ...form, timeField })}
          hint="Only where the field that is found by itself is the wrong one."
        />
        {reading && (
          <TimeFields
            candidates={timeCandidates(reading)}
            chosen={form.timeField}
            onChoose={(timeField) => setForm({ ...form, timeField })}
          />
        )}
        {isTable && <TablePart form={tableForm} onChange={setTableForm} />}
        <details className="reading-chain">
          <summary>A hash-chained log under other names</summary>
          <p className="soft">Name what differs; the rest keeps the name shown.</p>
          <div className="reading-names">
            <TextField
              label="Table"
              placeholder={USUAL_CHAIN_LAYOUT.table}
              value={form.table}
              onChange={(table) => setForm({ ...form, table })}
            />
            {CHAIN_COLUMNS.map((column) => (
              <TextField
                key={column}
                label={column}
                placeholder={column}
                value={form.columns[column] ?? ''}
                onChange={(name) =>
                  setForm({ ...form, columns: { ...form.columns, [column]: name } })
                }
              />
            ))}
          </div>
        </details>
      </div>
    </Dialog>
  );
}

/** What the first records of a file show, read as a format if one is named. */
function useLook(file: ChosenFile | undefined, format: string) {
  const client = useClient();
  const [looked, setLooked] = useState<{ readonly look?: Look; readonly failure?: string }>();
  useEffect(() => {
    setLooked(undefined);
    if (file === undefined) return;
    let wanted = true;
    void client
      .call('evidence.look', { file: file.token, ...(format === '' ? {} : { format }) })
      .then((result) => {
        if (!wanted) return;
        setLooked(result.ok ? { look: result.value } : { failure: result.error.message });
      });
    return () => {
      wanted = false;
    };
  }, [client, file, format]);
  return looked;
}

/** How many records were looked at, and of which file. */
function lookedAt({ name, reading, rejected, firstRejection }: Look, files: readonly ChosenFile[]) {
  const of = files.length > 1 ? ` of ${visibleText(name)}, the first file` : '';
  const records = `From the first ${plural(reading.looked, 'record')}${of}.`;
  if (rejected === 0) return records;
  return `${records} ${plural(rejected, 'record')} could not be read: ${visibleText(firstRejection)}.`;
}

function TimeFields(props: {
  readonly candidates: readonly TimeCandidate[];
  readonly chosen: string;
  readonly onChoose: (field: string) => void;
}) {
  if (props.candidates.length === 0) return null;
  return (
    <ul className="reading-times" aria-label="Fields that hold times">
      {props.candidates.map(({ field, example, used }) => (
        <li key={field}>
          <label className="sw-check">
            <input
              type="radio"
              name="time-field"
              checked={props.chosen === '' ? used : props.chosen === field}
              onChange={() => props.onChoose(field)}
            />
            <span className="mono log-text">{visibleText(field)}</span>
          </label>
          <span className="soft log-text ellipsis">{visibleText(example)}</span>
          {used && <span className="faint">in use</span>}
        </li>
      ))}
    </ul>
  );
}

function TablePart(props: {
  readonly form: TableForm;
  readonly onChange: (form: TableForm) => void;
}) {
  const { form } = props;
  const set = (part: Partial<TableForm>) => props.onChange({ ...form, ...part });
  return (
    <fieldset className="reading-table">
      <legend>Columns of the table</legend>
      <TextArea
        label="Names, one a line"
        className="mono"
        rows={Math.min(10, Math.max(4, form.names.split('\n').length))}
        spellCheck={false}
        value={form.names}
        onChange={(names) => set({ names })}
      />
      <div>
        <SelectField
          label="Between the cells"
          value={form.separator}
          choices={SEPARATORS}
          onChange={(separator) => set({ separator })}
        />
        <SelectField
          label="Dates such as 03/04/2026"
          value={form.dates}
          choices={[
            { value: '', label: 'As most programs write them' },
            { value: 'day-first', label: 'Day first' },
            { value: 'month-first', label: 'Month first' },
          ]}
          onChange={(dates) => set({ dates })}
        />
        <Check
          label="The first row names the columns"
          checked={form.header}
          onChange={(header) => set({ header })}
        />
      </div>
    </fieldset>
  );
}
