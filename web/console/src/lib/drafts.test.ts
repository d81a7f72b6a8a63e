import { expect, test } from "vitest";
import { Drafts, type Store } from "./drafts";

function store(): Store {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    key: (i) => [...kept.keys()][i] ?? null,
    get length() {
      return kept.size;
    },
  };
}

test("what was written is there after a reload, and gone once it was sent", () => {
  const kept = store();
  new Drafts<string>("a", kept).keep("case.answer", "写了一半");
  expect(new Drafts<string>("a", kept).read("case.answer")?.values).toBe("写了一半");
  new Drafts<string>("a", kept).drop("case.answer");
  expect(new Drafts<string>("a", kept).read("case.answer")).toBeNull();
});

test("another account at the same computer does not find it", () => {
  const kept = store();
  new Drafts<string>("a", kept).keep("case.answer", "甲的草稿");
  expect(new Drafts<string>("b", kept).read("case.answer")).toBeNull();
});

test("after two weeks it is gone", () => {
  const kept = store();
  let now = 0;
  const drafts = new Drafts<string>("a", kept, () => now);
  drafts.keep("old", "x");
  now = 15 * 24 * 3_600_000;
  drafts.sweep();
  expect(kept.length).toBe(0);
});

test("a full store is said, not thrown", () => {
  const full: Store = { ...store(), setItem: () => { throw new DOMException("full", "QuotaExceededError"); } };
  expect(new Drafts<string>("a", full).keep("k", "v")).toBe(false);
});

test("a damaged draft is no draft", () => {
  const kept = store();
  kept.setItem("minyi.draft.a.k", "{half");
  expect(new Drafts<string>("a", kept).read("k")).toBeNull();
});
