/** From the fields of a draft to the bytes of a command, the same that the server makes for a form (server/src/pages/draft.rs). */
import type { DraftFields, DraftPhoto } from "./drafts";

function addressee(to: string): Record<string, string> {
  const [kind, id] = to.split(":", 2);
  if (kind === "station" && id) return { kind, station: id };
  if (kind === "deputy" && id) return { kind, deputy: id };
  return { kind: "office" };
}

function place(spot: string, label: string): Record<string, unknown> | null {
  const [lat, lon, accuracy] = spot.split(",").map((number) => Number.parseInt(number, 10));
  if (lat === undefined || lon === undefined || Number.isNaN(lat) || Number.isNaN(lon)) return null;
  const metres = accuracy === undefined || Number.isNaN(accuracy) ? null : accuracy;
  return { lat_e6: lat, lon_e6: lon, accuracy_m: metres, label };
}

export function submission(fields: DraftFields, photos: Pick<DraftPhoto, "sha256" | "bytes">[]): Record<string, unknown> {
  const label = fields.place.trim();
  const where = place(fields.spot, label);
  const text = fields.text.replace(/\r\n/g, "\n").trim();
  return {
    procedure: "citizen_case",
    type: "submit",
    title: fields.title.trim(),
    text: !where && label && text ? `${text}\n\n地点：${label}` : text,
    addressee: addressee(fields.to),
    place: where,
    photos: photos.map((photo) => ({ sha256: photo.sha256, bytes: photo.bytes.byteLength })),
    may_publish: fields.publish,
    filing: { kind: "own" },
  };
}

export function seal(
  ids: { command: string; matter: string; device: string; seq: number },
  madeAt: Date,
  fields: DraftFields,
  photos: DraftPhoto[],
): string {
  return JSON.stringify({
    v: 1,
    id: ids.command,
    device: ids.device,
    seq: ids.seq,
    matter: ids.matter,
    made_at: madeAt.toISOString(),
    command: submission(fields, photos),
  });
}
