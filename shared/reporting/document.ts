// A report as a tree of sections: what is said and in which order, before any page or file format.
// Refuses layout: no sizes, no colours, no page numbers.

import type { Severity } from '../domain/severity.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { RiskScore } from '../domain/risk.ts';
import type { RateChart } from '../domain/report.ts';

/** A severity or verdict is drawn with its sign, and always with its word. */
export type Mark = Severity | Verdict;

export interface Cell {
  readonly text: string;
  /** A second, quieter line below. */
  readonly below?: string;
  readonly mono?: boolean;
  readonly mark?: Mark;
}

export interface Column {
  readonly title: string;
  /** Share of the width, relative to the other columns. */
  readonly share: number;
  readonly align?: 'left' | 'right';
}

export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly mono?: boolean;
  readonly mark?: Mark;
}

/** What kind of statement a paragraph is, printed in front of it. */
export type StatementKind = 'Observed' | 'Derived' | 'Opinion';

export type Block =
  | { readonly kind: 'heading'; readonly text: string; readonly mark?: Mark }
  | {
      readonly kind: 'paragraph';
      readonly text: string;
      readonly tone?: 'note' | 'quiet';
      readonly statement?: StatementKind;
    }
  | {
      readonly kind: 'list';
      readonly items: readonly string[];
      /** Indented like the text of the statement before it. */
      readonly belowStatement?: boolean;
    }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | {
      readonly kind: 'table';
      readonly caption: string;
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly Cell[])[];
    }
  | {
      readonly kind: 'record';
      readonly title: string;
      readonly facts: readonly Fact[];
      readonly raw: string;
    }
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'rate-chart'; readonly chart: RateChart; readonly alt: string }
  | {
      readonly kind: 'risk-gauge';
      readonly risk: RiskScore;
      /** False while a critical alert is open: then no band is drawn as harmless. */
      readonly mayReassure: boolean;
      readonly alt: string;
    }
  | { readonly kind: 'signature-lines'; readonly lines: readonly string[] };

export interface Section {
  /** Stable, used for link targets. */
  readonly id: string;
  readonly number: string;
  readonly title: string;
  /** Starts on a page of its own. */
  readonly ownPage: boolean;
  readonly blocks: readonly Block[];
}

export interface ReportDocument {
  readonly title: string;
  readonly kindTitle: string;
  /** Running header: number or title, status, version, classification. */
  readonly headerLeft: string;
  readonly headerRight: string;
  /** Printed across every page until the report is final; empty when it is. */
  readonly standing: string;
  readonly control: readonly Fact[];
  readonly controlNotes: readonly string[];
  readonly sections: readonly Section[];
}

export const NOT_RECORDED = 'not recorded';

export function orNotRecorded(value: string): string {
  return value.trim() === '' ? NOT_RECORDED : value;
}

export function heading(text: string, mark?: Mark): Block {
  return mark === undefined ? { kind: 'heading', text } : { kind: 'heading', text, mark };
}

export function paragraph(text: string, tone?: 'note' | 'quiet'): Block {
  return tone === undefined ? { kind: 'paragraph', text } : { kind: 'paragraph', text, tone };
}

export function statement(kind: StatementKind, text: string): Block {
  return { kind: 'paragraph', text, statement: kind };
}

/** What the officer wrote: a paragraph for each of its lines, or "not recorded". */
export function written(text: string): readonly Block[] {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
  return lines.length === 0
    ? [paragraph(NOT_RECORDED, 'quiet')]
    : lines.map((line) => paragraph(line));
}
