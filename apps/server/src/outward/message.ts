/** What goes outward: that something waits and where. Who, what and why is read after signing in. */
export interface OutwardMessage {
  /** The same in every try: who receives it twice knows. */
  readonly id: string;
  readonly kind: 'work' | 'reminder' | 'for-information' | 'comment-asked' | 'code';
  readonly at: string;
  /** Of a case: its id, and the page on which it is read. */
  readonly case?: string;
  readonly link?: string;
  /** Of a channel that is to be proven. */
  readonly code?: string;
}

const sentences: Readonly<Record<OutwardMessage['kind'], readonly [zh: string, en: string]>> = {
  work: ['有一项待办事项', 'There is work for you'],
  reminder: ['有一项催办', 'You are reminded of work that waits'],
  'for-information': ['有一项阅知', 'Something is there for you to read'],
  'comment-asked': ['有一项决定前的意见征询', 'Your comment is asked before a decision'],
  code: ['验证码', 'Your code'],
};

/** The message for people: two lines, in both languages. */
export function messageText({ kind, code, link }: OutwardMessage): { readonly subject: string; readonly text: string } {
  const [zh, en] = sentences[kind];
  const more = code ?? (link === undefined ? '' : `${link}`);
  const [first, second] = kind === 'code' ? [zh, en] : [`${zh}，请登录平台查看`, `${en}; sign in to read it`];
  return {
    subject: `数闸 Sluice：${zh} · ${en}`,
    text: [`${first}。${second}.`, ...(more === '' ? [] : ['', more]), ''].join('\n'),
  };
}
