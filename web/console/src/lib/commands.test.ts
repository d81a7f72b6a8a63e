import { expect, test } from "vitest";
import { newId } from "./commands";

test("an id is a UUID of version 7 that tells when it was made", () => {
  const id = newId(0x01932d5e7a11, new Uint8Array(10).fill(0xff));
  expect(id).toBe("01932d5e-7a11-7fff-bfff-ffffffffffff");
});

test("two ids are never the same", () => {
  expect(new Set(Array.from({ length: 1000 }, () => newId())).size).toBe(1000);
});
