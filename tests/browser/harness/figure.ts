// Figures that are measured and told, but decide nothing.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../results');
const file = join(folder, 'figures.json');

/** Prints a figure and keeps it with those of other stories. */
export function figure(name: string, value: number): void {
  const rounded = Math.round(value * 10) / 10;
  console.log(`${name}: ${rounded}`);
  let figures: Record<string, number> = {};
  try {
    figures = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // The first figure of all.
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...figures, [name]: rounded }, null, 2)}\n`);
}
