import { expect, test } from "vitest";
import { csv } from "./csv";

test("commas, quotes and lines stay in their cell", () => {
  expect(csv([["a,b", 'say "x"', "two\nlines", 3, null]])).toBe('\ufeff"a,b","say ""x""","two\nlines",3,\r\n');
});

test.each(["=1+1", "+1", "-1", "@x", "＝1+1", "  =1"])("%s is a text and never a formula", (text) => {
  expect(csv([[text]])).toBe(`\ufeff'${text}\r\n`);
});
