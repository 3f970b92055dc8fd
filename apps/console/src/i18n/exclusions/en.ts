import type { zhCN } from './zh-cn.ts';

export const en: typeof zhCN = {
  title: 'Not to be authorized',
  note: 'What is marked enters no further catalogue and no application',
  none: 'Nothing is marked',
  whole: 'The whole resource',
  marked: 'Marked by {{body}} on {{date}} · {{basis}}',
  lifted: 'Lifted on {{date}}: {{reason}}',
  mark: 'Mark as not to be authorized',
  markText: 'Name the policy or law it rests on; grants that stand are not ended by it.',
  field: 'Field',
  ground: 'Ground',
  basis: 'Policy or law, by name and article',
  done: 'Marked',
  lift: 'Lift the mark',
  liftText: 'It may enter further catalogues again.',
  reason: 'Reason',
  liftDone: 'Lifted',
  grounds: {
    'state-secret': 'State secret',
    'national-interest': 'National interest',
    'public-safety': 'Public safety',
    'trade-secret': 'Trade secret',
    'personal-privacy': 'Personal privacy',
    'other-law': 'Other law',
  },
};
