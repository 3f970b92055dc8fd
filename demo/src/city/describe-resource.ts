import type { Field } from './describe-field.ts';
import type { DemoFile, DemoResource, ResourceContent } from './describe-city.ts';

type Cycle = NonNullable<ResourceContent['updateCycle']>;
type Grade = NonNullable<ResourceContent['grade']>;

interface Described {
  readonly name: string;
  readonly title: string;
  readonly titleEn: string;
  readonly description: string;
  readonly sector: string;
  readonly keywords: readonly string[];
  readonly cycle: Cycle;
  readonly grade: Grade;
  readonly fields: readonly Field[];
  readonly authorizedFor?: readonly string[];
}

/** A table anyone may have. */
export function openResource(system: string, file: string, described: Described): DemoResource {
  return resource(system, { kind: 'table', file }, described, {
    sharing: { mode: 'unconditional' },
    opening: { mode: 'unconditional' },
    returnFlow: { mode: 'returned' },
    authorization: { mode: 'unconditional' },
  });
}

/** A table that is shared and authorized on conditions and not opened. */
export function conditionalResource(
  system: string,
  file: string,
  described: Described,
  conditions: string,
): DemoResource {
  return resource(system, { kind: 'table', file }, described, {
    sharing: { mode: 'conditional', conditions },
    opening: { mode: 'none', reason: '含企业或个人的经营、行为信息，未经处理不得开放' },
    returnFlow: { mode: 'on-request', conditions: '按县区申请回流' },
    authorization: { mode: 'conditional', conditions },
  });
}

/** A table about persons: shared and authorized for a stated purpose only, never opened. */
export function personalResource(system: string, file: DemoFile, described: Described): DemoResource {
  const conditions = '限于申请载明的场景与字段；原始数据不出域，仅输出经闸门审定的统计结果';
  return resource(system, file, described, {
    sharing: { mode: 'conditional', conditions: '依法定职责申请，按最小必要共享' },
    opening: { mode: 'none', reason: '含个人信息' },
    returnFlow: { mode: 'on-request', conditions: '回流至数据产生的县区，限于履职' },
    authorization: { mode: 'conditional', conditions },
  });
}

function resource(
  system: string,
  file: DemoFile,
  described: Described,
  access: Pick<ResourceContent, 'sharing' | 'opening' | 'returnFlow' | 'authorization'>,
): DemoResource {
  const { cycle, keywords, fields, authorizedFor, ...rest } = described;
  return {
    system,
    file,
    ...(authorizedFor ? { authorizedFor } : {}),
    content: {
      ...rest,
      ...access,
      class: 'public',
      form: 'table',
      updateCycle: cycle,
      keywords: [...keywords],
      fields: [...fields],
    },
  };
}
