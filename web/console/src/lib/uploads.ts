/** Photos in parts: declared by hash, sent in any order, each with its digest; what arrived stays arrived. */
import type { Schemas } from "@api";
import { newId } from "./commands";
import { ask } from "./http";

type UploadView = Schemas["UploadView"];
const PART = 512 * 1024;
export const PHOTO_MOST = 20 * 1024 * 1024;

export interface NamedPhoto {
  file: File;
  sha256: string;
  bytes: number;
}

export async function name(file: File): Promise<NamedPhoto> {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return { file, sha256: hex(digest), bytes: file.size };
}

/** Sends one photo of a matter that names it. Calling again goes on where it stopped. */
export async function upload(matter: string, photo: NamedPhoto, id = newId()): Promise<void> {
  const declaration = { matter, sha256: photo.sha256, bytes: photo.bytes, part_bytes: PART };
  let view = await ask<UploadView>(`/v1/uploads/${id}`, { method: "PUT", body: declaration });
  for (let part = 0; part * PART < photo.bytes && view.progress.state === "open"; part += 1) {
    if (view.progress.have.includes(part)) continue;
    const bytes = await photo.file.slice(part * PART, (part + 1) * PART).arrayBuffer();
    const digest = btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))));
    view = await ask<UploadView>(`/v1/uploads/${id}/parts/${part}`, {
      method: "PUT",
      body: bytes,
      headers: { "content-digest": `sha-256=:${digest}:`, "content-type": "application/octet-stream" },
    });
  }
}

function hex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
