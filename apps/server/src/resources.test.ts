import { expect, it } from 'vitest';
import { createResources } from './resources.ts';

it('undoes what was opened in reverse order, all of it even when one fails, and once', async () => {
  const done: string[] = [];
  const failed: string[] = [];
  const resources = createResources((name) => failed.push(name));
  resources.defer('first', () => void done.push('first'));
  resources.defer('second', () => Promise.reject(new Error('stuck')));
  resources.defer('third', async () => void done.push('third'));
  await expect(resources.close()).rejects.toThrow('stuck');
  await expect(resources.close()).rejects.toThrow('stuck');
  expect({ done, failed }).toEqual({ done: ['third', 'first'], failed: ['second'] });
});
