/** Position in the log as readers get it: base64url of `epoch.seq`. */
export function encodeFeedCursor(epoch: string, seq: number): string {
  return Buffer.from(`${epoch}.${seq}`).toString('base64url');
}

/** The sequence number of a cursor of this epoch; undefined for anything else. */
export function decodeFeedCursor(epoch: string, cursor: string): number | undefined {
  const text = Buffer.from(cursor, 'base64url').toString();
  const [, given, digits] = /^([0-9a-f]{32})\.(0|[1-9]\d{0,15})$/.exec(text) ?? [];
  if (given !== epoch || digits === undefined) return undefined;
  return encodeFeedCursor(epoch, Number(digits)) === cursor ? Number(digits) : undefined;
}
