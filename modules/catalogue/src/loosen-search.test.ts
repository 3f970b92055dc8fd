import { expect, it } from 'vitest';
import { looserQuestions, tellingWords } from './loosen-search.ts';

const told = (text: string) => tellingWords(text).map(({ word }) => word);

it('CAT-11 cuts a sentence without blanks into words and leaves out those that only ask', () => {
  expect(told('企业的信用信息')).toEqual(['企业', '信用']);
  expect(told('哪里可以停车')).toEqual(['停车']);
  expect(told('住房公积金缴存情况')).toContain('缴存');
  expect(told('数据资源目录')).not.toEqual([]);
});

it('CAT-11 asks for all telling words anywhere, then for any of them', () => {
  const [all, any] = looserQuestions('学校的食品安全');
  expect(all?.loosened).toBe('all-words');
  expect(all?.query.split(' & ')).toHaveLength(all?.each.length ?? 0);
  expect(any?.query).toBe(all?.each.join(' | '));
  expect(looserQuestions('！？')).toEqual([]);
});
