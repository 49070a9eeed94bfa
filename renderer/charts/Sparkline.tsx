// A row of counts in the height of a line of text.

export interface SparklineProps {
  readonly counts: readonly number[];
  readonly width?: number;
  readonly height?: number;
  /** Name of a CSS variable. */
  readonly colour?: string;
  readonly label: string;
}

export function Sparkline(props: SparklineProps) {
  const { counts, width = 96, height = 18, colour = '--series-1', label } = props;
  const most = Math.max(1, ...counts);
  const step = width / Math.max(1, counts.length);
  const path = counts
    .map((count, index) => {
      if (count === 0) return '';
      const bar = Math.max(1.5, (count / most) * height);
      const left = (index * step).toFixed(2);
      const wide = Math.max(1, step - (step > 3 ? 1 : 0)).toFixed(2);
      return `M${left} ${height}h${wide}v${(-bar).toFixed(2)}h-${wide}z`;
    })
    .join('');
  return (
    <svg className="chart-sparkline" width={width} height={height} role="img" aria-label={label}>
      <path d={`M0 ${height - 0.5}H${width}`} stroke="var(--chart-grid)" />
      <path d={path} fill={`var(${colour})`} />
    </svg>
  );
}
