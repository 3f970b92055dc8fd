import type { Words } from '../words.ts';
import type { zhCN } from './zh-cn.ts';

export const en: Words<typeof zhCN> = {
  pdf: 'Download PDF',
  word: 'Download Word',
  title: 'Check a document',
  note: 'Enter the code on a document to learn whether this platform gave it out and whether it still holds; what it says is not shown',
  code: 'Code',
  check: 'Check',
  unknown: 'No such document was given out; compare the code',
  kinds: {
    agreement: 'Agreement',
    'operation-agreement': 'Operation agreement',
    decision: 'Decision',
    grant: 'Grant',
    notice: 'Public notice',
  },
  standings: { stands: 'Holds', changed: 'Changed since', ended: 'Ended' },
  kind: 'Kind',
  number: 'Number',
  issued: 'Given out',
  digest: 'Digest of the data',
  digestHint: 'Equal to the SHA-256 of the data file in the PDF: then it says what was given out',
  entry: 'Entry of the ledger',
  matches: 'The ledger has the same digest',
  differs: 'The ledger has another digest',
};
