// Rules: the packs and the officer's own, read, written, tried and switched on or off.

import { Add, Code, Import, Play } from '@blueprintjs/icons';
import { useDeferredValue, useMemo, useState } from 'react';
import type { RuleSummary } from '../../../shared/domain/rule.ts';
import { useCommand } from '../../client/use-command.ts';
import { useRuleImport } from '../../client/rule-import.ts';
import { useJob } from '../../client/use-job.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button, LinkButton } from '../../ui/Button.tsx';
import { useCommands } from '../../ui/commands.ts';
import { Select } from '../../ui/Fields.tsx';
import { formatCount, plural } from '../../ui/format.model.ts';
import { Screen, Toolbar } from '../../ui/Layout.tsx';
import { MenuButton } from '../../ui/Overlays.tsx';
import { usePreference } from '../../ui/preference.ts';
import { navigate, useRoute } from '../../ui/route.ts';
import { SearchField } from '../../ui/SearchField.tsx';
import { SplitPane } from '../../ui/SplitPane.tsx';
import { EmptyState, ErrorState, LoadingBar, LoadingState } from '../../ui/States.tsx';
import { detectionWords } from '../../ui/job-words.model.ts';
import { showFailure, showToast } from '../../ui/toast.tsx';
import { NEW_RULE, RuleDocument, type RulePlace } from './RuleDocument.tsx';
import { ExceptionsDialog } from './ExceptionsDialog.tsx';
import { RuleList } from './RuleList.tsx';
import { RulesImported } from './RulesImported.tsx';
import { UndoImport, useUndoImport } from './UndoImport.tsx';
import { setDraft, useDraftIds } from './drafts.ts';
import {
  asFilter,
  draftKey,
  FILTER_TITLES,
  filterCounts,
  keyOf,
  listRows,
  ORDER_TITLES,
  placeParam,
  refusalOf,
  RULE_FILTERS,
  RULE_ORDERS,
  ruleAt,
  sharedIds,
  type RuleFilter,
} from './rule-list.model.ts';
import { newRuleText } from './rule-text.model.ts';
import './rules.css';

export function RulesScreen() {
  const route = useRoute();
  const id = route.screen === 'rules' && route.id !== '' ? route.id : null;
  const place = route.params['in'];
  const [text, setText] = useState('');
  const filter = asFilter(route.params['show']);
  const [orderText, setOrder] = usePreference('rules.order', 'pack');
  const order = RULE_ORDERS.find((each) => each === orderText) ?? 'pack';
  const list = useQuery('rules.list', {}, { topics: ['rules', 'alerts', 'sources'] });
  const setEnabled = useCommand('rules.setEnabled');
  const detect = useJob('detect.run');
  const [showsExceptions, setShowsExceptions] = useState(false);
  const drafts = useDraftIds();
  const rules = list.data?.rules;
  const sought = useDeferredValue(text);
  const rows = useMemo(
    () => listRows(rules ?? [], sought, filter, order),
    [rules, sought, filter, order],
  );
  const counts = useMemo(() => filterCounts(rules ?? []), [rules]);
  const shared = useMemo(() => sharedIds(rules ?? []), [rules]);
  const opened = ruleAt(rules ?? [], id, place);
  const importing = useRuleImport();
  const lastImport = list.data?.lastImport;
  const undoing = useUndoImport(importing.close);
  const [asksUndo, setAsksUndo] = useState(false);
  const show = filter === 'all' ? {} : { show: filter };
  const setFilter = (next: RuleFilter) =>
    navigate(
      {
        screen: 'rules',
        id: id ?? '',
        params: { ...(next !== 'all' && { show: next }), in: place },
      },
      { replace: true },
    );
  const open = (rule: RuleSummary) => {
    const refusal = rule.loaded ? undefined : refusalOf(rule);
    const at = refusal && { at: `${String(refusal.line)}:${String(refusal.column)}` };
    navigate(
      { screen: 'rules', id: rule.id, params: { ...show, ...placeParam(rule, shared), ...at } },
      { replace: id !== null },
    );
  };

  const onNew = () => {
    setDraft(NEW_RULE, newRuleText(crypto.randomUUID(), new Date().toISOString().slice(0, 10)));
    navigate({ screen: 'rules', id: NEW_RULE });
  };
  const onEnabled = async (rule: RuleSummary, enabled: boolean) => {
    const { in: at } = placeParam(rule, shared);
    const result = await setEnabled.run({
      id: rule.id,
      enabled,
      ...(at !== undefined && { place: at }),
    });
    if (!result.ok) showFailure(result.error);
  };
  const onDetect = async () => {
    const result = await detect.run({ fromUs: null, toUs: null });
    if (!result.ok) {
      if (result.error.code !== 'job.cancelled') showFailure(result.error);
      return;
    }
    showToast({
      tone: 'success',
      text: detectionWords(result.value),
      action: { label: 'Alerts', run: () => navigate({ screen: 'alerts' }) },
    });
  };
  useCommands([
    {
      id: 'rules.new',
      title: 'New rule',
      section: 'Rules',
      keys: 'n',
      icon: <Add size={14} />,
      run: onNew,
    },
    {
      id: 'rules.import-files',
      title: 'Import rule files',
      section: 'Rules',
      icon: <Import size={14} />,
      enabled: !importing.running,
      run: () => importing.choose('rules'),
    },
    {
      id: 'rules.import-folder',
      title: 'Import a folder of rules',
      section: 'Rules',
      icon: <Import size={14} />,
      enabled: !importing.running,
      run: () => importing.choose('rule folder'),
    },
    {
      id: 'rules.undo-import',
      title: 'Undo the newest import of rules',
      section: 'Rules',
      enabled: lastImport !== undefined && !importing.running,
      run: () => setAsksUndo(true),
    },
    {
      id: 'rules.exceptions',
      title: 'Show the exceptions',
      section: 'Rules',
      run: () => setShowsExceptions(true),
    },
    {
      id: 'rules.detect',
      title: 'Run detection',
      section: 'Rules',
      icon: <Play size={14} />,
      enabled: !detect.running,
      run: () => void onDetect(),
    },
  ]);

  const enabled = rules?.filter((rule) => rule.enabled && rule.loaded).length ?? 0;
  return (
    <Screen
      toolbar={
        <Toolbar
          title="Rules"
          note={
            rules && (
              <>
                {formatCount(enabled)} of {plural(rules.length, 'rule')} take part in detection
                {counts['not loaded'] > 0 && (
                  <>
                    {', '}
                    <LinkButton onClick={() => setFilter('not loaded')}>
                      {formatCount(counts['not loaded'])} did not load
                    </LinkButton>
                  </>
                )}
              </>
            )
          }
        >
          <Button onClick={() => setShowsExceptions(true)}>Exceptions</Button>
          <MenuButton
            placement="bottom-end"
            entries={[
              { text: 'Rule files', run: () => importing.choose('rules') },
              { text: 'A folder of rules', run: () => importing.choose('rule folder') },
              ...(lastImport
                ? [
                    null,
                    {
                      text: `Undo the import of ${plural(lastImport.rules, 'rule')}`,
                      run: () => setAsksUndo(true),
                    },
                  ]
                : []),
            ]}
          >
            <Button icon={<Import size={14} />} disabled={importing.running}>
              Import
            </Button>
          </MenuButton>
          <Button icon={<Add size={14} />} onClick={onNew}>
            New rule
          </Button>
          {detect.running ? (
            <Button onClick={detect.cancel}>Cancel detection</Button>
          ) : (
            <Button kind="primary" icon={<Play size={14} />} onClick={() => void onDetect()}>
              Run detection
            </Button>
          )}
        </Toolbar>
      }
    >
      <LoadingBar active={list.stale || detect.running || importing.running} />
      {importing.result !== null && (
        <RulesImported
          result={importing.result}
          onUndo={lastImport && !undoing.busy ? undoing.undo : undefined}
          onShow={() => {
            importing.close();
            setText('');
            setFilter('own');
          }}
          onClose={importing.close}
        />
      )}
      {asksUndo && lastImport && (
        <UndoImport
          last={lastImport}
          onClose={() => setAsksUndo(false)}
          onUndone={() => setAsksUndo(false)}
        />
      )}
      {showsExceptions && <ExceptionsDialog onClose={() => setShowsExceptions(false)} />}
      {list.error && !rules ? (
        <ErrorState error={list.error} onRetry={list.reload} />
      ) : !rules ? (
        <LoadingState label="Loading the rules" />
      ) : (
        <SplitPane
          id="rules"
          initial={26}
          minFirstPx={280}
          minSecondPx={560}
          first={
            <div className="rules-side">
              <div className="rules-filter">
                <SearchField
                  label="Filter the rules"
                  placeholder="Filter by title, text, tag, problem"
                  value={text}
                  onChange={setText}
                />
                <Select
                  label="Which rules"
                  value={filter}
                  choices={RULE_FILTERS.map((each) => ({
                    value: each,
                    label: `${FILTER_TITLES[each]} (${formatCount(counts[each])})`,
                  }))}
                  onChange={setFilter}
                />
                <Select
                  label="Order of the rules"
                  value={order}
                  choices={RULE_ORDERS.map((each) => ({ value: each, label: ORDER_TITLES[each] }))}
                  onChange={setOrder}
                />
              </div>
              <div
                className="rules-rows"
                data-costs={order === 'cost' || order === 'hits' ? '' : undefined}
              >
                <div className="rules-head" aria-hidden="true">
                  <span>Hits and cost of the last run, findings</span>
                </div>
                <RuleList
                  rows={rows}
                  asked={`${filter} ${order} ${sought}`}
                  current={opened ? keyOf(opened) : id}
                  shared={shared}
                  drafts={drafts}
                  onCurrent={open}
                  onEnabled={(rule, on) => void onEnabled(rule, on)}
                />
              </div>
            </div>
          }
          second={
            <Opened
              id={id}
              place={opened && placeParam(opened, shared).in}
              others={(rules ?? []).filter((each) => each.id === id && each !== opened)}
              at={placeOf(route.params['at'])}
              onNew={onNew}
            />
          }
        />
      )}
    </Screen>
  );
}

/** `12:5`, as the address names a place in a rule. */
function placeOf(text: string | undefined): RulePlace | null {
  const [, line, column] = /^(\d{1,7}):(\d{1,7})$/.exec(text ?? '') ?? [];
  return line === undefined || column === undefined
    ? null
    : { line: Number(line), column: Number(column) };
}

function Opened(props: {
  readonly id: string | null;
  /** Where it stands, if its id alone does not say. */
  readonly place: string | undefined;
  /** Of the same id. */
  readonly others: readonly RuleSummary[];
  readonly at: RulePlace | null;
  readonly onNew: () => void;
}) {
  const { id, place, at, onNew } = props;
  const isNew = id === NEW_RULE;
  const draftIds = useDraftIds();
  const answer = useQuery(
    'rules.get',
    { id: id ?? '', ...(place !== undefined && { place }) },
    { enabled: id !== null && !isNew, topics: ['rules', 'alerts'], keep: false },
  );
  if (id === null || (isNew && !draftIds.split('\n').includes(NEW_RULE))) {
    return (
      <EmptyState
        icon={<Code size={20} />}
        title="No rule is open"
        actions={<Button onClick={onNew}>New rule</Button>}
      >
        Choose a rule to read it and to see what it finds, or write one of your own.
      </EmptyState>
    );
  }
  if (isNew) {
    return (
      <RuleDocument
        key={id}
        id={id}
        others={[]}
        at={null}
        rule={null}
        timing={null}
        saved=""
        editable
      />
    );
  }
  if (answer.error) return <ErrorState error={answer.error} onRetry={answer.reload} />;
  if (!answer.data) return <LoadingState label="Loading the rule" />;
  const { rule, text, editable, timing = null } = answer.data;
  return (
    <RuleDocument
      key={draftKey(rule.id, place)}
      id={draftKey(rule.id, place)}
      others={props.others}
      at={at}
      rule={rule}
      timing={timing}
      saved={text}
      editable={editable}
    />
  );
}
