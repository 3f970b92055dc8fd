import type { PostExpression } from './relation.ts';

/** The same expression with each of its direct inputs replaced. */
export function mapInputs(value: PostExpression, change: (input: PostExpression) => PostExpression): PostExpression {
  switch (value.post) {
    case 'output':
    case 'literal':
      return value;
    case 'arithmetic':
    case 'compare':
      return { ...value, left: change(value.left), right: change(value.right) };
    case 'round':
    case 'to-decimal':
    case 'to-text':
    case 'is-null':
    case 'not':
      return { ...value, input: change(value.input) };
    case 'and':
    case 'or':
    case 'call':
      return { ...value, inputs: value.inputs.map(change) };
    case 'case':
      return {
        ...value,
        branches: value.branches.map(({ when, result }) => ({ when: change(when), result: change(result) })),
        otherwise: change(value.otherwise),
      };
  }
}

/** Names of the released columns that an expression reads. */
export function outputsOf(value: PostExpression): readonly string[] {
  const names = new Set<string>();
  const visit = (inner: PostExpression): PostExpression => {
    if (inner.post === 'output') names.add(inner.name);
    return mapInputs(inner, visit);
  };
  visit(value);
  return [...names];
}
