import { expect, test } from "vitest";
import en from "./en";
import zh from "./zh";

function keys(words: object, path = ""): string[] {
  return Object.entries(words).flatMap(([key, word]) =>
    typeof word === "object" ? keys(word as object, `${path}${key}.`) : [`${path}${key}`],
  );
}

test("every word is there in both languages", () => {
  expect(keys(en).sort()).toEqual(keys(zh).sort());
});
