/** Whether a rate can come from a denominator at all. A printed rate stands for every value that rounds to it. */
export type Verdict =
  | { kind: "can"; parts: number[] }
  | { kind: "cannot"; near: { part: number; rate: string } }
  | { kind: "unreadable" };

export function arises(reported: string, denominator: number): Verdict {
  const match = /^(\d{1,3})(?:\.(\d{1,6}))?\s*%?$/.exec(reported.trim());
  if (!match || !Number.isSafeInteger(denominator) || denominator < 1) return { kind: "unreadable" };
  const decimals = match[2]?.length ?? 0;
  const rate = Number(`${match[1]}.${match[2] ?? 0}`);
  if (rate > 100) return { kind: "unreadable" };
  const near = (rate / 100) * denominator;
  const printed = (part: number) => ((part / denominator) * 100).toFixed(decimals);
  const halfStep = (0.5 * 10 ** -decimals * denominator) / 100;
  const parts: number[] = [];
  const [first, last] = [Math.ceil(near - halfStep - 1e-9), Math.floor(near + halfStep + 1e-9)];
  // A coarse rate over many cases fits thousands; the first ones say enough.
  for (let part = Math.max(0, first); part <= Math.min(denominator, last) && parts.length < 20; part += 1) {
    parts.push(part);
  }
  if (parts.length > 0) return { kind: "can", parts };
  const part = Math.min(denominator, Math.max(0, Math.round(near)));
  return { kind: "cannot", near: { part, rate: printed(part) } };
}
