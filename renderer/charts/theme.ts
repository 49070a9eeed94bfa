// The colours of the page as values a canvas can use, read again whenever the theme changes.

import { useEffect, useState, type RefObject } from 'react';

export interface ChartTheme {
  /** The value of a CSS variable, as the element has it. */
  readonly colour: (variable: string) => string;
  readonly text: string;
  readonly line: string;
  readonly font: string;
}

function readTheme(element: Element): ChartTheme {
  const style = getComputedStyle(element);
  const colour = (variable: string) => style.getPropertyValue(variable).trim() || 'gray';
  return {
    colour,
    text: colour('--chart-axis'),
    line: colour('--chart-grid'),
    font: style.fontFamily,
  };
}

/** `null` until the element is there. */
export function useChartTheme(element: RefObject<HTMLElement | null>): ChartTheme | null {
  const [theme, setTheme] = useState<ChartTheme | null>(null);
  useEffect(() => {
    const read = () => {
      if (element.current) setTheme(readTheme(element.current));
    };
    read();
    const observer = new MutationObserver(read);
    const attributes = { attributes: true, attributeFilter: ['class', 'data-theme', 'style'] };
    observer.observe(document.documentElement, attributes);
    observer.observe(document.body, attributes);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', read);
    return () => {
      observer.disconnect();
      scheme.removeEventListener('change', read);
    };
  }, [element]);
  return theme;
}
