// The search bar: the query language with suggestions, the place of a mistake, and past searches.

import { Cross, History, Search } from '@blueprintjs/icons';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { parseQuery } from '../../../shared/query/parse.ts';
import { useQuery } from '../../client/use-query.ts';
import { IconButton } from '../../ui/Button.tsx';
import { useCommands } from '../../ui/commands.ts';
import { formatCount } from '../../ui/format.model.ts';
import { MenuButton } from '../../ui/Overlays.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import type { PastSearch } from './search-history.model.ts';
import {
  type Suggestion,
  countedField,
  fieldSuggestions,
  valueSuggestions,
  withSuggestion,
  wordAt,
} from './suggest.model.ts';
import './query-bar.css';

export interface QueryBarProps {
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly history: readonly PastSearch[];
  /** Names of fields seen in opened records. */
  readonly fields: readonly string[];
}

export function QueryBar(props: QueryBarProps) {
  const { query, onQuery } = props;
  const [text, setText] = useState(query);
  const [caret, setCaret] = useState(0);
  const [open, setOpen] = useState(false);
  const [picked, setPicked] = useState(-1);
  const [focused, setFocused] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();

  const [shown, setShown] = useState(query);
  if (shown !== query) {
    setShown(query);
    setText(query);
  }

  useCommands([
    {
      id: 'timeline.search',
      title: 'Search events',
      section: 'Timeline',
      keys: '/',
      icon: <Search size={14} />,
      run: () => input.current?.focus(),
    },
  ]);

  const word = wordAt(text, caret);
  const values = useQuery(
    'timeline.facets',
    {
      query: '',
      fromUs: null,
      toUs: null,
      fields: [countedField(word.field ?? 'log.level')],
      limit: 100,
    },
    { enabled: open && word.field !== null && word.field !== '', keep: false },
  );
  const suggestions: readonly Suggestion[] =
    word.field === null
      ? fieldSuggestions(word.typed, props.fields)
      : valueSuggestions(word.field, word.typed, values.data?.facets[0]?.values ?? []);
  const parsed = parseQuery(text);
  const problem = text.trim() === '' || parsed.ok ? null : parsed.error;
  const listed = open && suggestions.length > 0;

  const apply = (next: string) => {
    setOpen(false);
    setPicked(-1);
    if (next.trim() !== '' && !parseQuery(next).ok) return;
    // The keys of the table work again once the search is done.
    input.current?.blur();
    onQuery(next.trim());
  };

  const take = (suggestion: Suggestion) => {
    const next = withSuggestion(text, word, suggestion);
    setText(next.query);
    setPicked(-1);
    setCaret(next.caret);
    requestAnimationFrame(() => input.current?.setSelectionRange(next.caret, next.caret));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = picked >= 0 ? suggestions[picked] : undefined;
    if (event.key === 'Enter') {
      if (listed && chosen) take(chosen);
      else apply(text);
    } else if (event.key === 'Tab' && listed && !event.shiftKey) {
      const first = chosen ?? suggestions[0];
      if (first) take(first);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setPicked((before) => {
        const next = before + step;
        return next < -1 ? suggestions.length - 1 : next >= suggestions.length ? -1 : next;
      });
    } else if (event.key === 'Escape') {
      if (listed) setOpen(false);
      else if (text !== query) setText(query);
      else input.current?.blur();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  useEffect(() => {
    if (picked >= 0)
      document.getElementById(`${listId}-${picked}`)?.scrollIntoView({ block: 'nearest' });
  }, [picked, listId]);

  return (
    <div className="query-bar" data-invalid={problem !== null && !listed ? '' : undefined}>
      <Search size={14} className="query-icon" />
      <input
        ref={input}
        className="query-input mono"
        type="text"
        role="combobox"
        aria-label="Search events"
        aria-expanded={listed}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={picked >= 0 ? `${listId}-${picked}` : undefined}
        aria-invalid={problem !== null}
        placeholder="Search: word, field:value, ip:10.0.0.0/8, AND OR NOT ( )"
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setCaret(event.currentTarget.selectionStart ?? event.currentTarget.value.length);
          setOpen(true);
          setPicked(-1);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
        onFocus={() => setFocused(true)}
        onBlur={() => {
          setFocused(false);
          setOpen(false);
        }}
        onKeyDown={onKeyDown}
      />
      {text !== query && problem === null && <span className="query-hint">Enter to search</span>}
      {text !== '' && (
        <IconButton
          size="small"
          icon={<Cross size={14} />}
          label="Clear the search"
          onClick={() => {
            setText('');
            apply('');
          }}
        />
      )}
      <MenuButton
        placement="bottom-end"
        entries={
          props.history.length === 0
            ? [{ text: 'No searches in this case yet', disabled: true, run: () => undefined }]
            : props.history.slice(0, 40).map((past) => ({
                text: past.q,
                label: new Date(past.atMs).toLocaleString('sv').slice(5, 16),
                run: () => {
                  setText(past.q);
                  apply(past.q);
                },
              }))
        }
      >
        <IconButton size="small" icon={<History size={14} />} label="Searches of this case" />
      </MenuButton>
      {listed && (
        <ul className="query-list" id={listId} role="listbox" aria-label="Suggestions">
          {suggestions.map((suggestion, index) => (
            <li
              key={suggestion.text}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === picked}
              onPointerDown={(event) => {
                event.preventDefault();
                take(suggestion);
              }}
            >
              <span className="mono log-text">{visibleText(suggestion.text)}</span>
              <span className="faint num">
                {word.field === null ? suggestion.note : formatCount(Number(suggestion.note))}
              </span>
            </li>
          ))}
          <li className="query-list-foot" role="presentation">
            Tab completes, Enter searches
          </li>
        </ul>
      )}
      {problem && !listed && focused && (
        <div className="query-problem" role="alert">
          <pre aria-hidden="true">
            {text.slice(0, problem.position)}
            <mark>{text.slice(problem.position, problem.position + 1) || ' '}</mark>
            {text.slice(problem.position + 1)}
          </pre>
          <p>
            {problem.message} <span className="faint">Character {problem.position + 1}.</span>
          </p>
        </div>
      )}
    </div>
  );
}
