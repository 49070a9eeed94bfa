// Who collected the exhibit and through whose hands it went. Custody can be corrected; transfers
// are only ever added.

import { useState } from 'react';
import type { Custody, CustodyTransfer, Source } from '../../../shared/domain/source.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/Button.tsx';
import { Check, TextField } from '../../ui/Fields.tsx';
import { showFailure, showToast } from '../../ui/toast.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';

const FIELDS: readonly { readonly key: keyof Custody; readonly label: string }[] = [
  { key: 'collectedBy', label: 'Collected by' },
  { key: 'collectedAt', label: 'Collected at' },
  { key: 'collectedFrom', label: 'Collected from' },
  { key: 'method', label: 'Method' },
  { key: 'collectorHash', label: 'Collector’s own hash' },
  { key: 'receivedFrom', label: 'Received from' },
  { key: 'receivedAt', label: 'Received at' },
  { key: 'storage', label: 'Storage' },
];

const NO_TRANSFER: CustodyTransfer = { from: '', to: '', at: '', purpose: '', hashChecked: false };

export function CustodyTab(props: { readonly source: Source }) {
  const { source } = props;
  const save = useCommand('evidence.setCustody');
  const add = useCommand('evidence.addTransfer');
  const [custody, setCustody] = useState(source.custody);
  const [transfer, setTransfer] = useState(NO_TRANSFER);
  const changed = FIELDS.some(({ key }) => custody[key] !== source.custody[key]);
  const complete = [transfer.from, transfer.to, transfer.at].every((text) => text.trim() !== '');

  const submit = async () => {
    const result = await save.run({ sourceId: source.id, custody });
    if (result.ok) showToast({ tone: 'success', text: `Custody of ${source.exhibit} saved.` });
    else showFailure(result.error);
  };
  const addTransfer = async () => {
    if (!complete) return;
    const result = await add.run({ sourceId: source.id, transfer });
    if (result.ok) setTransfer(NO_TRANSFER);
    else showFailure(result.error);
  };

  return (
    <div className="evidence-pad custody">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h3>Custody</h3>
        <div className="custody-fields">
          {FIELDS.map(({ key, label }) => (
            <TextField
              key={key}
              label={label}
              placeholder="not recorded"
              maxLength={2_000}
              value={custody[key]}
              onChange={(value) => setCustody({ ...custody, [key]: value })}
              hint={
                key === 'collectorHash'
                  ? 'sha256:… or sha512:…; MD5 and SHA-1 count as identification only.'
                  : undefined
              }
            />
          ))}
        </div>
        <Button kind="primary" type="submit" disabled={!changed || save.busy}>
          Save custody
        </Button>
      </form>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void addTransfer();
        }}
      >
        <h3>Transfers</h3>
        {source.transfers.length === 0 ? (
          <p className="faint">No transfer is recorded.</p>
        ) : (
          <table className="plain-table custody-transfers" aria-label="Transfers of this exhibit">
            <thead>
              <tr>
                <th>From</th>
                <th>To</th>
                <th>When</th>
                <th>Purpose</th>
                <th>Hash</th>
              </tr>
            </thead>
            <tbody>
              {source.transfers.map((each, at) => (
                <tr key={at}>
                  <td>
                    <Recorded text={each.from} />
                  </td>
                  <td>
                    <Recorded text={each.to} />
                  </td>
                  <td>
                    <Recorded text={each.at} />
                  </td>
                  <td>
                    <Recorded text={each.purpose} />
                  </td>
                  <td>{each.hashChecked ? 'checked' : 'not checked'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <div className="custody-fields">
          <TextField
            label="From"
            value={transfer.from}
            onChange={(from) => setTransfer({ ...transfer, from })}
          />
          <TextField
            label="To"
            value={transfer.to}
            onChange={(to) => setTransfer({ ...transfer, to })}
          />
          <TextField
            label="When"
            placeholder="such as 2026-06-08 10:30 CEST"
            value={transfer.at}
            onChange={(at) => setTransfer({ ...transfer, at })}
          />
          <TextField
            label="Purpose"
            placeholder="not recorded"
            value={transfer.purpose}
            onChange={(purpose) => setTransfer({ ...transfer, purpose })}
          />
        </div>
        <div className="custody-add">
          <Check
            label="The hash was checked at this transfer"
            checked={transfer.hashChecked}
            onChange={(hashChecked) => setTransfer({ ...transfer, hashChecked })}
          />
          <Button type="submit" disabled={!complete || add.busy}>
            Add transfer
          </Button>
        </div>
        <p className="faint">
          An added transfer stays; a mistake is corrected by another one that says so.
        </p>
      </form>
    </div>
  );
}

/** A blank is said to be one: nobody has to wonder whether it was cut off. */
function Recorded({ text }: { readonly text: string }) {
  return text.trim() === '' ? (
    <span className="faint">not recorded</span>
  ) : (
    <span className="log-text">{visibleText(text)}</span>
  );
}
