import { expect, it } from 'vitest';
import { explainMatch, matchedParts, normalise, searchDocument, searchQuery, type SearchParts } from './search-text.ts';

const parts = (more: Partial<SearchParts> = {}): SearchParts => ({
  code: '',
  name: '',
  title: '',
  keywords: '',
  fields: '',
  description: '',
  owner: '',
  ...more,
});

it('CAT-11 turns full width into half width and letters into lower case', () => {
  expect(normalise('　ＡＢＣ１２３　　道路 ')).toBe('abc123 道路');
});

it('CAT-11 writes Chinese as pairs of neighbours with their place and weight', () => {
  expect(searchDocument(parts({ title: '交通事故', description: '事故' }))).toBe(
    "'交通':1A '通事':2A '事故':3A,12D '故':4A,13D",
  );
});

it('CAT-11 asks for every word, and for pairs side by side', () => {
  expect(searchQuery('交通事故 2023年')).toBe("('交通' <-> '通事' <-> '事故') & '2023':* & '年':*");
  expect(searchQuery('road_id')).toBe("'road':* & 'id':*");
  expect(searchQuery(" '&|!()<>:* ")).toBeUndefined();
});

it('CAT-11 looks for words of the same meaning too, and says which one it found', () => {
  expect(searchQuery('医保缴费')).toContain("('医疗' <-> '疗保' <-> '保险' <-> '险缴' <-> '缴费')");
  expect(searchQuery('住房公积金')).toBe("(('住房' <-> '房公' <-> '公积' <-> '积金') | ('公积' <-> '积金'))");
  const why = explainMatch('医保', [
    { part: 'description', text: '医保局发布' },
    { part: 'title', text: '基本医疗保险参保人员' },
  ]);
  expect(why).toEqual([
    { part: 'title', text: '基本医疗保险参保人员', term: '医保', found: '医疗保险', by: 'synonym' },
    { part: 'description', text: '医保局发布', term: '医保', found: '医保', by: 'word' },
  ]);
});

it('CAT-11 says where the words stood', () => {
  const texts = parts({ title: '道路交通事故', fields: '事故编号 accident_no', owner: '公安局' });
  expect(matchedParts('事故', texts)).toEqual(['title', 'fields']);
  expect(matchedParts('公安', texts)).toEqual(['owner']);
  expect(matchedParts('acc', texts)).toEqual(['fields']);
  expect(matchedParts('水质', texts)).toEqual([]);
});
