/**
 * Words that mean the same in government data: the short form that people type and the full form that titles bear.
 * Each group is searched as a whole whenever one of its words is asked for.
 */
const GROUPS: readonly (readonly string[])[] = [
  ['公积金', '住房公积金'],
  ['医保', '医疗保险', '基本医疗保险', '医疗保障'],
  ['社保', '社会保险', '社会保障'],
  ['养老金', '养老保险', '基本养老保险'],
  ['低保', '最低生活保障'],
  ['特困', '特困人员', '五保'],
  ['身份证', '公民身份号码', '身份证号', '居民身份证'],
  ['信用代码', '统一社会信用代码'],
  ['房产', '不动产', '房屋产权'],
  ['房产证', '不动产权证'],
  ['车牌', '号牌', '机动车号牌', '车牌号'],
  ['驾照', '驾驶证', '机动车驾驶证'],
  ['营业执照', '企业登记', '市场主体登记'],
  ['市场主体', '经营主体', '企业和个体工商户'],
  ['个体户', '个体工商户'],
  ['法人', '法定代表人'],
  ['工商', '市场监管', '市场监督管理'],
  ['税收', '纳税', '税务'],
  ['结婚', '婚姻登记', '婚姻'],
  ['出生', '出生医学证明'],
  ['户口', '户籍'],
  ['人口', '常住人口', '户籍人口'],
  ['空气', '环境空气', '大气'],
  ['空气质量', '环境空气质量', 'aqi'],
  ['水质', '水环境质量'],
  ['垃圾', '生活垃圾', '固体废物'],
  ['排污', '污染物排放', '污染源'],
  ['天气', '气象', '气象预报'],
  ['地震', '震情'],
  ['公交', '公共汽车', '公共交通'],
  ['地铁', '轨道交通'],
  ['出租车', '巡游出租汽车', '网约车', '出租汽车'],
  ['停车', '停车场', '公共停车'],
  ['充电桩', '充电站', '充电设施'],
  ['加油站', '成品油零售'],
  ['医院', '医疗机构', '卫生机构'],
  ['门诊', '就诊', '诊疗'],
  ['药店', '零售药店', '药品经营'],
  ['疫苗', '预防接种'],
  ['传染病', '法定传染病', '疫情'],
  ['学校', '中小学', '教育机构'],
  ['幼儿园', '学前教育'],
  ['招生', '入学'],
  ['毕业生', '高校毕业生'],
  ['就业', '用工', '求职招聘'],
  ['失业', '登记失业'],
  ['残疾人', '残疾证', '残疾人证'],
  ['老人', '老年人', '高龄'],
  ['养老院', '养老机构'],
  ['儿童', '未成年人'],
  ['慈善', '社会组织'],
  ['志愿者', '志愿服务'],
  ['景区', '旅游景区', '景点'],
  ['酒店', '宾馆', '旅馆', '星级饭店'],
  ['图书馆', '公共图书馆'],
  ['文物', '不可移动文物', '文物保护单位'],
  ['非遗', '非物质文化遗产'],
  ['农田', '耕地', '永久基本农田'],
  ['粮食', '粮油'],
  ['菜价', '农产品价格', '农贸市场价格'],
  ['土地', '国有土地', '建设用地'],
  ['招标', '招投标', '公共资源交易', '中标'],
  ['采购', '政府采购'],
  ['预算', '财政预算'],
  ['行政处罚', '处罚'],
  ['行政许可', '许可', '审批'],
  ['双公示', '行政许可和行政处罚'],
  ['失信', '失信被执行人', '严重违法失信'],
  ['红黑名单', '守信激励', '失信惩戒'],
  ['用电', '电力', '供电'],
  ['用水', '供水', '自来水'],
  ['燃气', '天然气', '供气'],
  ['消防', '消防安全'],
  ['安全生产', '生产安全事故'],
  ['食品安全', '食品抽检', '食品监督抽检'],
  ['餐饮', '餐饮服务', '食品经营'],
  ['特种设备', '电梯', '锅炉'],
  ['投诉', '12345', '政务服务便民热线', '热线'],
  ['专利', '知识产权'],
  ['gdp', '地区生产总值', '生产总值'],
  ['物价', '居民消费价格', 'cpi'],
  ['行政村', '村委会'],
  ['社区', '居委会', '村居'],
  ['地址', '住址', '门牌'],
  ['电话', '联系电话', '联系方式'],
];

const byWord: ReadonlyMap<string, readonly string[]> = index();

function index(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const group of GROUPS)
    for (const word of group)
      found.set(word, [...new Set([...(found.get(word) ?? []), ...group.filter((other) => other !== word)])]);
  return found;
}

const LONGEST = Math.max(...[...byWord.keys()].map((word) => word.length));

/** Words of equal meaning; none for one that is not known. */
const synonymsOf = (word: string): readonly string[] => byWord.get(word) ?? [];

/** The longest word of the groups inside a text, the first of equally long ones. */
export function knownWordIn(text: string): { readonly word: string; readonly at: number } | undefined {
  for (let length = Math.min(LONGEST, text.length); length > 1; length -= 1) {
    for (let at = 0; at + length <= text.length; at += 1) {
      const word = text.slice(at, at + length);
      if (byWord.has(word)) return { word, at };
    }
  }
  return undefined;
}

/** A text written anew with each equal of its longest known word. */
export function rewritings(
  text: string,
): readonly { readonly word: string; readonly text: string; readonly with: string }[] {
  const known = knownWordIn(text);
  if (!known) return [];
  const { word, at } = known;
  return synonymsOf(word).flatMap((other) => {
    const written = `${text.slice(0, at)}${other}${text.slice(at + word.length)}`;
    // What holds the text already is found by the text itself.
    return written.includes(text) ? [] : [{ word, text: written, with: other }];
  });
}
