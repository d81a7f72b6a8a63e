/** What the phone promises: nothing is lost before the receipt, nothing is filed twice, the bytes that are sent never change. */
import "fake-indexeddb/auto";
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { backoff, deliver, PART, Refused, SignInNeeded, type World } from "./deliver";
import { type Draft, Drafts, isEmpty } from "./drafts";
import { hex, sha256, uuid } from "./ids";
import { seal, submission } from "./seal";
import { fitted, isHeic } from "./shrink";

const fields = { to: "station:station-zhili-1", title: " 路灯 ", text: "灯坏了\r\n三天", place: "", spot: "", publish: true };
const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

function draft(photoBytes: number[] = []): Draft {
  const photos = photoBytes.map((length, seed) => {
    const bytes = new Uint8Array(length).fill(seed + 1);
    return { upload: uuid(), sha256: digest(bytes), bytes: bytes.buffer, sent: false };
  });
  const ids = { command: uuid(), matter: uuid(), device: uuid(), seq: 1 };
  const body = seal(ids, new Date(0), fields, photos);
  return { matter: ids.matter, command: ids.command, state: "sealed", fields, photos, body, changed: 0 };
}

/** A server behind a network that fails as told: each entry is what happens to one request before it gets through. */
class Network {
  readonly bodies: string[] = [];
  readonly parts = new Map<string, Set<number>>();
  readonly waits: number[] = [];
  readonly kept: string[] = [];
  dropped = 0;
  constructor(private readonly faults: ("cut" | "lost" | "portal" | 503 | 429 | 401 | 422)[] = []) {}

  world(): World {
    return {
      fetch: (path, init) => this.answer(path, init ?? {}),
      wait: async (ms) => void this.waits.push(ms),
      random: () => 1,
      drafts: { keep: async (kept) => void this.kept.push(kept.state), drop: async () => void (this.dropped += 1) },
      progress: () => undefined,
      trouble: () => undefined,
    };
  }

  private async answer(path: string, init: RequestInit): Promise<Response> {
    const fault = this.faults.shift();
    if (fault === "cut") throw new TypeError("network");
    if (fault === "portal") return new Response("<html>login</html>", { headers: { "content-type": "text/html" } });
    if (fault === 401 || fault === 422 || fault === 429 || fault === 503) {
      const headers = { "content-type": "application/problem+json", "retry-after": "7" };
      return new Response(JSON.stringify({ code: "x", title: "", title_zh: "" }), { status: fault, headers });
    }
    const made = this.take(path, init);
    // The server did it, and its answer never arrived.
    if (fault === "lost") throw new TypeError("network");
    return new Response(JSON.stringify(made), { headers: { "content-type": "application/json" } });
  }

  private take(path: string, init: RequestInit): unknown {
    if (path === "/v1/commands") {
      const body = String(init.body);
      this.bodies.push(body);
      const { id, matter } = JSON.parse(body) as { id: string; matter: string };
      return { command: id, matter, body_sha256: digest(new TextEncoder().encode(body)) };
    }
    const [, upload = "", , number] = /uploads\/([^/]+)(\/parts\/(\d+))?/.exec(path) ?? [];
    const have = this.parts.get(upload) ?? new Set<number>();
    this.parts.set(upload, have);
    if (number !== undefined) have.add(Number(number));
    return { progress: { state: "open", have: [...have] } };
  }
}

describe("delivery", () => {
  test("words go first, then every part of every photo, and only then the draft is gone", async () => {
    const network = new Network();
    const sent = draft([PART * 2 + 5, 10]);
    await deliver(network.world(), sent);
    expect(network.bodies).toHaveLength(1);
    expect([...network.parts.values()].map((parts) => parts.size)).toEqual([3, 1]);
    expect(network.kept).toEqual(["received", "received", "received"]);
    expect(network.dropped).toBe(1);
  });

  test("a network that is cut, and an answer that is lost, send the same bytes again", async () => {
    const network = new Network(["cut", "lost", "cut"]);
    const sent = draft();
    await deliver(network.world(), sent);
    expect(network.bodies).toEqual([sent.body, sent.body]);
    expect(network.dropped).toBe(1);
  });

  test("the page of a captive portal is no receipt", async () => {
    const network = new Network(["portal", "portal"]);
    await deliver(network.world(), draft());
    expect(network.waits).toHaveLength(2);
    expect(network.bodies).toHaveLength(1);
  });

  test("a busy server is asked again when it says so", async () => {
    const network = new Network([503, 429]);
    await deliver(network.world(), draft());
    expect(network.waits).toEqual([7_000, 7_000]);
  });

  test("parts that are there already are not sent again", async () => {
    const network = new Network();
    const sent = draft([PART * 3]);
    network.parts.set(sent.photos[0]?.upload ?? "", new Set([0, 2]));
    const before = { ...sent, state: "received" as const };
    await deliver(network.world(), before);
    expect(network.bodies).toHaveLength(0);
    expect(network.parts.get(sent.photos[0]?.upload ?? "")).toEqual(new Set([0, 1, 2]));
  });

  test("a session that is over asks to sign in and keeps the draft as it is", async () => {
    const network = new Network([401]);
    const sent = draft();
    await expect(deliver(network.world(), sent)).rejects.toBeInstanceOf(SignInNeeded);
    expect([sent.state, network.dropped]).toEqual(["sealed", 0]);
    await deliver(network.world(), sent);
    expect(network.bodies).toEqual([sent.body]);
  });

  test("a refusal is said, not repeated, and nothing is dropped", async () => {
    const network = new Network([422]);
    await expect(deliver(network.world(), draft())).rejects.toBeInstanceOf(Refused);
    expect([network.dropped, network.waits.length]).toEqual([0, 0]);
  });

  test("waits grow, are spread, and end at a minute", () => {
    expect([0, 1, 2, 9].map((tries) => backoff(tries, 1))).toEqual([1_000, 2_000, 4_000, 60_000]);
    expect(backoff(3, 0)).toBe(4_000);
  });
});

describe("drafts", () => {
  test("a draft comes back whole, photos included, until it is dropped", async () => {
    const drafts = await Drafts.open(indexedDB, "whole");
    const kept = draft([100, 200]);
    await drafts.keep(kept);
    const [back] = await (await Drafts.open(indexedDB, "whole")).all();
    expect(back?.body).toBe(kept.body);
    expect(back?.photos.map((photo) => digest(new Uint8Array(photo.bytes)))).toEqual(kept.photos.map((photo) => photo.sha256));
    await drafts.drop(kept.matter);
    expect(await drafts.all()).toEqual([]);
  });

  test("only a draft that says something is worth keeping", () => {
    const nothing = { ...draft(), fields: { ...fields, title: " ", text: "" } };
    expect(isEmpty(nothing)).toBe(true);
    expect(isEmpty({ ...nothing, photos: draft([1]).photos })).toBe(false);
  });
});

describe("what is sent", () => {
  test("is what the form would have sent", () => {
    const sent = submission(fields, []);
    expect(sent).toMatchObject({ title: "路灯", text: "灯坏了\n三天", place: null, may_publish: true });
    expect(sent["addressee"]).toEqual({ kind: "station", station: "station-zhili-1" });
    expect(submission({ ...fields, to: "deputy:7" }, [])["addressee"]).toEqual({ kind: "deputy", deputy: "7" });
    expect(submission({ ...fields, to: "" }, [])["addressee"]).toEqual({ kind: "office" });
  });

  test("keeps words for a place, with coordinates or without", () => {
    expect(submission({ ...fields, place: "桥东" }, [])).toMatchObject({ text: "灯坏了\n三天\n\n地点：桥东", place: null });
    const where = { lat_e6: 30846100, lon_e6: 120260300, accuracy_m: 20, label: "桥东" };
    expect(submission({ ...fields, place: "桥东", spot: "30846100,120260300,20" }, [])).toMatchObject({ text: "灯坏了\n三天", place: where });
  });

  test("hashes and ids are those that the server knows", async () => {
    expect(hex(await sha256(new TextEncoder().encode("abc")))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test("photos fit into 2048 pixels and are never made larger", () => {
    expect(fitted(4032, 3024)).toEqual({ width: 2048, height: 1536 });
    expect(fitted(3024, 4032)).toEqual({ width: 1536, height: 2048 });
    expect(fitted(800, 600)).toEqual({ width: 800, height: 600 });
    expect(fitted(100_000, 10)).toEqual({ width: 2048, height: 1 });
  });

  test("HEIC is known by its bytes", () => {
    const file = (brand: string): Uint8Array => new TextEncoder().encode(`\0\0\0\u0018ftyp${brand}`);
    expect([isHeic(file("heic")), isHeic(file("mif1")), isHeic(file("qt  ")), isHeic(new Uint8Array(3))]).toEqual([true, true, false, false]);
  });
});
