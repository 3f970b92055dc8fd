import type { authorizationRoutes, CallInput } from '@sluice/contract';

type Contents = CallInput<typeof authorizationRoutes.appointOperator>['body']['contents'];

/** The ten items of the operation agreement under which the demo's operators work. */
export const agreementContents = (period: { readonly startsOn: string; readonly endsOn: string }): Contents => ({
  scope: { list: ['授权运营数据资源目录所列本级公共数据资源'] },
  term: { period },
  products: { list: ['数据接口、数据集、数据模型、数据报告；发布前逐项审核'] },
  platform: { text: '公共数据授权运营平台' },
  asset_ownership: { text: '公共数据资源归国家所有；平台资产按投入归属' },
  disclosure: { list: ['按年度公开运营情况', '公开产品和服务清单'] },
  risk_and_evaluation: { list: ['按季度监测风险', '按年度评价成效'] },
  price: { text: '参考成本定价，每年调整一次' },
  security: { list: ['网络安全等级保护第三级', '商用密码应用安全性评估', '原始数据不出域'] },
  rights_and_duties: { list: ['运营主体依协议运营并接受监管', '授权方依法提供数据并监督'] },
});
