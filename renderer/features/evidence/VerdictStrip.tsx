// A source from its first to its last entry as a bar, coloured by what each stretch shows.

import { VERDICTS, type Verification } from '../../../shared/domain/verdict.ts';
import { toneStyle } from '../../ui/Tags.tsx';
import { stripParts } from './verdict.model.ts';

export function VerdictStrip(props: { readonly verification: Verification | null }) {
  const { verification } = props;
  if (verification === null) return <div className="strip" aria-label="Not checked" />;
  const { counts } = verification;
  const words = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(', ');
  return (
    <div
      className="strip"
      role="img"
      aria-label={`Verdicts along the source: ${words}`}
      style={toneStyle(counts.verified > 0 ? 'verified' : verification.verdict)}
      data-ground={counts.verified > 0 ? 'verified' : undefined}
    >
      {/* The gravest is drawn last: one altered entry among thousands must not be covered. */}
      {stripParts(verification)
        .toSorted((a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict))
        .map((part) => (
          <span
            key={`${part.start} ${part.verdict}`}
            title={part.title}
            data-mark={part.verdict === 'altered' || part.verdict === 'missing' ? '' : undefined}
            style={{
              ...toneStyle(part.verdict),
              left: `${part.start * 100}%`,
              width: `max(${part.verdict === 'verified' ? 0 : 3}px, ${part.width * 100}%)`,
            }}
          />
        ))}
    </div>
  );
}
