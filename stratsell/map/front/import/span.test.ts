import assert from "node:assert/strict";
import { test } from "node:test";
import { blocks, reveal, span } from "./span";

test("only what is in sight is drawn, with some more on either side", () => {
  assert.deepEqual(span(0, 260, 26, 20_000, 8), { from: 0, to: 18 });
  assert.deepEqual(span(26_000, 260, 26, 20_000, 8), { from: 992, to: 1018 });
  assert.deepEqual(span(519_740, 260, 26, 20_000, 8), { from: 19_982, to: 20_000 });
});

test("an empty or a short list has no rows beyond its end", () => {
  assert.deepEqual(span(0, 260, 26, 0, 8), { from: 0, to: 0 });
  assert.deepEqual(span(5_000, 260, 26, 3, 8), { from: 3, to: 3 });
});

test("a span lies in the blocks that hold it", () => {
  assert.deepEqual(blocks({ from: 0, to: 18 }, 100), [0]);
  assert.deepEqual(blocks({ from: 95, to: 201 }, 100), [0, 1, 2]);
  assert.deepEqual(blocks({ from: 3, to: 3 }, 100), []);
});

test("a row comes in sight by the shortest way", () => {
  assert.equal(reveal(100, 200, 150, 26), 100);
  assert.equal(reveal(100, 200, 50, 26), 50);
  assert.equal(reveal(100, 200, 290, 26), 116);
});
