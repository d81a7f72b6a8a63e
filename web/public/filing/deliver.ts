/**
 * From the phone to the server, over a network that comes and goes: words first, then photos in parts. Nothing is dropped before
 * the server's receipt names the very bytes that were sent; a captive portal's "200 OK" is no receipt.
 */
import type { Draft, Drafts } from "./drafts";
import { contentDigest, hex, sha256 } from "./ids";

export const PART = 128 * 1024;

/** What delivery needs of the world. */
export interface World {
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Resolves after so long, or at once when the network is back. */
  wait(ms: number): Promise<void>;
  random(): number;
  drafts: Pick<Drafts, "keep" | "drop">;
  /** Bytes of photos that are at the server, of all. */
  progress(sent: number, all: number): void;
  trouble(kind: "offline" | "server"): void;
}

export interface Problem {
  code: string;
  title: string;
  title_zh: string;
  field?: string;
  refusal?: { accepted_zh: string; accepted_en: string };
}

/** The session is over or never was: sign in, then deliver again. */
export class SignInNeeded extends Error {}

/** The server has an answer, and it is no. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
}

export function backoff(tries: number, random: number): number {
  return Math.min(60_000, 1_000 * 2 ** Math.min(tries, 6)) * (0.5 + random / 2);
}

/** Asks until there is an answer. */
export async function ask(world: World, path: string, init: RequestInit): Promise<Response> {
  for (let tries = 0; ; tries += 1) {
    let again = backoff(tries, world.random());
    try {
      const response = await world.fetch(path, { ...init, credentials: "same-origin" });
      const json = /json/.test(response.headers.get("content-type") ?? "");
      const passing = [408, 425, 429].includes(response.status) || response.status >= 500;
      // What is not JSON comes from something between us and the server.
      if (!passing && json) return response;
      const after = Number(response.headers.get("retry-after"));
      if (after > 0) again = Math.min(after, 120) * 1_000;
      world.trouble("server");
    } catch {
      world.trouble("offline");
    }
    await world.wait(again);
  }
}

async function answered<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  const problem = (await response.json()) as Problem;
  if (response.status === 401) throw new SignInNeeded();
  throw new Refused(problem);
}

interface Receipt {
  command: string;
  matter: string;
  body_sha256: string;
}

interface UploadView {
  progress: { state: "open"; have: number[] } | { state: "complete" };
}

/** Brings a sealed draft to the server; gone from the phone when everything is there. */
export async function deliver(world: World, draft: Draft): Promise<void> {
  if (draft.state === "sealed") {
    await file(world, draft);
    draft.state = "received";
    await world.drafts.keep(draft);
  }
  const all = draft.photos.reduce((sum, photo) => sum + photo.bytes.byteLength, 0);
  let before = 0;
  for (const photo of draft.photos) {
    if (!photo.sent) {
      await upload(world, draft.matter, photo, (sent) => world.progress(before + sent, all));
      photo.sent = true;
      await world.drafts.keep(draft);
    }
    before += photo.bytes.byteLength;
    world.progress(before, all);
  }
  await world.drafts.drop(draft.matter);
}

async function file(world: World, draft: Draft): Promise<void> {
  const body = new TextEncoder().encode(draft.body);
  const hash = hex(await sha256(body));
  for (let tries = 0; ; tries += 1) {
    const headers = { "content-type": "application/json" };
    const response = await ask(world, "/v1/commands", { method: "POST", headers, body: draft.body });
    const receipt = await answered<Receipt>(response);
    if (receipt.command === draft.command && receipt.matter === draft.matter && receipt.body_sha256 === hash) return;
    world.trouble("server");
    await world.wait(backoff(tries, world.random()));
  }
}

async function upload(
  world: World,
  matter: string,
  photo: Draft["photos"][number],
  progress: (sent: number) => void,
): Promise<void> {
  const address = `/v1/uploads/${photo.upload}`;
  const declaration = { matter, sha256: photo.sha256, bytes: photo.bytes.byteLength, part_bytes: PART };
  const declare = { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(declaration) };
  let view = await answered<UploadView>(await ask(world, address, declare));
  const parts = Math.ceil(photo.bytes.byteLength / PART);
  for (let number = 0; number < parts && view.progress.state === "open"; number += 1) {
    if (view.progress.have.includes(number)) continue;
    const part = photo.bytes.slice(number * PART, (number + 1) * PART);
    const headers = {
      "content-type": "application/octet-stream",
      "content-digest": contentDigest(await sha256(part)),
    };
    view = await answered<UploadView>(await ask(world, `${address}/parts/${number}`, { method: "PUT", headers, body: part }));
    progress(Math.min((number + 1) * PART, photo.bytes.byteLength));
  }
}
