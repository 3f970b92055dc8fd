import { expect, it } from 'vitest';
import { answerKey, storeCube } from './freeze-cube.ts';
import type { FrozenCube } from './product.ts';

const cube = (answers: FrozenCube['answers']): FrozenCube => ({
  freezeId: 'f',
  irDigest: '',
  ruleVersion: '',
  epochs: [],
  columns: [{ name: 'n', type: 'integer' }],
  domain: [
    { name: 'a', title: '', values: ['x', 'y'] },
    { name: 'b', title: '', values: [1, 2] },
  ],
  lineage: [],
  answers,
});

const one = { parameters: ['x', 1], rows: [[5]] };
const two = { parameters: ['y', 2], rows: [[6], [7]] };

it('stores answers under their parameter values and digests the cube whatever the order of answers', () => {
  const stored = storeCube(cube([one, two]));
  expect(stored.rows).toBe(3);
  expect(stored.answers.map((answer) => answer.key)).toEqual([answerKey(['x', 1]), answerKey(['y', 2])]);
  expect(storeCube(cube([two, one])).digest).toBe(stored.digest);
  expect(storeCube(cube([{ ...one, rows: [[4]] }, two])).digest).not.toBe(stored.digest);
});

it('refuses a cube with an answer outside its domain or one that comes twice', () => {
  expect(() => storeCube(cube([{ parameters: ['z', 1], rows: [] }]))).toThrow('product.cube-inconsistent');
  expect(() => storeCube(cube([{ parameters: ['x', '1'], rows: [] }]))).toThrow('product.cube-inconsistent');
  expect(() => storeCube(cube([one, one]))).toThrow('product.cube-inconsistent');
});
