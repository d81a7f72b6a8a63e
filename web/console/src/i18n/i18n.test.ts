import { expect, test } from "vitest";
import { messages } from "./messages";

function keys(words: object, path = ""): string[] {
  return Object.entries(words).flatMap(([key, word]) =>
    typeof word === "object" ? keys(word as object, `${path}${key}.`) : [`${path}${key}`],
  );
}

test("every word is there in both languages", () => {
  expect(keys(messages.en).sort()).toEqual(keys(messages.zh).sort());
});
