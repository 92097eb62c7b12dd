// A zone of the machine in which a day begins at a moment of the story: whatever was before is of yesterday, and nobody has
// to wait for it.

/** The zone, as the variable `TZ` names it, in which it was midnight at that moment, to the second. */
export function zoneWithMidnight(at: number): string {
  const ahead = (86_400 - (Math.floor(at / 1000) % 86_400)) % 86_400;
  const part = (seconds: number) => String(Math.floor(seconds)).padStart(2, '0');
  // Such names count westward.
  return `<MOVED>-${part(ahead / 3600)}:${part((ahead % 3600) / 60)}:${part(ahead % 60)}`;
}
