"""Twenty-four invented cases, in the words of people who care about their street. No real person, shop, estate or
village is meant: the towns are real, every smaller place name in a case is made up.

Short forms, resolved by make_seed.py: `from` is the citizen's number, `to` a station, a deputy's login or "office",
`at` a station with an offset in degrees and a label. `redo` is the second round after a dissatisfied evaluation.
"""


def solved(text):
    return {"text": text, "result_class": "A", "commitments": []}


def promised(text, *commitments):
    return {"text": text, "result_class": "B", "commitments": [{"text": t, "due_in_days": d} for t, d in commitments]}


def explained(text):
    return {"text": text, "result_class": "C", "commitments": []}


def graded(process, answer, reason=""):
    return {"process": process, "answer": answer, "reason": reason}


def proxy(staff, channel):
    return {"kind": "proxy", "staff": staff, "channel": channel}


CASES = [
    {"from": 1, "to": "station-balidian-2", "class": "help", "stage": "closed",
     "title": "柳荫港排口雨后流黑水，洗菜的埠头不敢用了",
     "text": "我家门口的柳荫港，桥东边石驳岸下有个圆管子，一落大雨就流黑水，有股臭味，要两三天才散。我在这条河边洗了四十年菜，"
             "现在埠头上蹲都蹲不住。想请代表帮忙看看，是哪里的水接错了，能不能让河水再清起来。照片是早上刚拍的。",
     "at": ("station-balidian-2", -0.0032, -0.0010, "柳荫港石桥东侧约二十米，北岸"), "photos": ["river-1.jpg"],
     "filing": proxy("station-balidian-2", "in_person"),
     "lead": "unit-water", "co": ["unit-ecology", "unit-town-balidian"],
     "answer": promised("三家单位一同到现场查看，用示踪剂查明：上游一处沿街洗涤点的污水接进了雨水井。当天已封堵错接口，排口清理一次。"
                        "该路段雨污管网改造列入今年计划，改造完成前由镇里每周巡查一次并把照片贴在桥头河长牌上。",
                        ("完成该路段雨污管网改造", 120), ("改造完成前每周巡查并在河长牌公布", 30)),
     "evaluation": graded("satisfied", "basically")},
    {"from": 6, "to": "station-longquan-2", "class": "help", "stage": "closed",
     "title": "桂香弄三盏路灯不亮，晚上送件看不清台阶",
     "text": "桂香弄从南口数第二、第三、第五盏路灯不亮，有半个多月了。弄堂里有七级台阶，我晚上送件要打手电。上周有位老人在那里绊了一下，"
             "还好没有摔伤。希望尽快修好，台阶边沿最好漆一道反光条。",
     "at": ("station-longquan-2", 0.0011, 0.0008, "桂香弄南段台阶处"), "photos": ["lamp-1.jpg"],
     "lead": "unit-enforcement", "co": ["unit-town-longquan"],
     "answer": solved("三盏灯均为线路接头进水，已于接单第二天更换并加装防水接线盒。台阶边沿已贴反光条，弄口贴了报修电话。"),
     "evaluation": graded("satisfied", "satisfied")},
    {"from": 3, "to": "deputy-007", "class": "suggestion", "stage": "closed",
     "title": "小学门口的斑马线离校门太远，孩子们都在直穿马路",
     "text": "学校把主门改到了东侧，斑马线还在原来的地方，要多走一百多米。早上七点半到八点，家长和孩子大多直接横穿。路上有拉布料的货车，"
             "看着心惊。建议把斑马线移到新校门口，早晚高峰请一位交警或志愿者站一站，货车错开这半个小时。",
     "at": ("station-zhili-7", -0.0021, 0.0014, "小学东门外道路"),
     "lead": "unit-police", "co": ["unit-education", "unit-transport"],
     "answer": promised("已会同学校现场勘查。新斑马线位置和黄闪灯方案已定，开学前施划；即日起上学日7:20至8:00安排护学岗，该时段限制货车通行，公告已张贴。",
                        ("施划新斑马线并安装黄闪灯", 45)),
     "evaluation": graded("satisfied", "satisfied")},
    {"from": 8, "to": "station-yuehe-2", "class": "help", "stage": "closed",
     "title": "水潭菜场一下雨就积水，鱼摊前要垫砖头走",
     "text": "菜场西门进去第二排，地势低，下水口常被鱼鳞和菜叶堵住。下雨天积水没过脚背，老人都不敢走。保洁员很辛苦，但是光靠扫不行，"
             "请看看是不是下水管太细、坡度反了。",
     "at": ("station-yuehe-2", -0.0013, 0.0017, "农贸市场西门内第二排"), "lead": "unit-market", "co": ["unit-housing"],
     "answer": solved("已安排清掏下水口，并增加了一名保洁员。"),
     "evaluation": graded("basically", "dissatisfied", "清掏以后第三天又下雨，还是积水。没有人说明坡度和管子的问题。"),
     "redo": {"answer": promised("再次到场，做了闭水试验：主管管径偏小，西段坡度确实反了。已先装两处带滤篮的集水井和一台小水泵，雨天不再漫水；"
                                 "更换主管安排在市场夏季歇业的一周内施工，摊主已签字同意。", ("更换西段排水主管并找坡", 90)),
              "evaluation": graded("satisfied", "satisfied")}},
    {"from": 12, "to": "station-aishan-2", "class": "suggestion", "stage": "closed",
     "title": "老小区加装电梯，一楼邻居的顾虑请帮忙谈一谈",
     "text": "我们这个单元六层十二户，十户同意加装电梯，一楼两户担心采光和噪音。大家做邻居三十年，不想为此红脸。我七十六岁，住五楼，"
             "老伴做完手术以后有四个月没有下过楼。希望有懂政策、懂技术的人来主持谈一次，让两家的顾虑写进方案里。",
     "at": ("station-aishan-2", 0.0009, -0.0007, "安居新村七幢二单元"), "photos": ["courtyard-1.jpg"],
     "lead": "unit-housing", "co": ["unit-town-aishan"],
     "answer": promised("街道牵头开了两次协商会，设计单位把井道改为玻璃幕墙并外移四十厘米，做了日照模拟，一楼两户的噪音限值和补偿写进协议，十二户已全部签字。",
                        ("完成施工图审查并开工", 60), ("开工后工期控制在一百天以内", 180)),
     "evaluation": graded("satisfied", "satisfied")},
    {"from": 9, "to": "station-fenghuang-1", "class": "help", "stage": "closed",
     "title": "建筑工地夜里十一点还在浇筑，租住的人第二天要上早班",
     "text": "荷塘路工地这两周有五个晚上施工到十一点以后，泵车声音很大。我上早班，五点半起床。也知道浇筑不好随便停，"
             "但希望提前贴个告示，连续作业的晚上少一些，泵车离居民楼远一些。",
     "at": ("station-fenghuang-1", 0.0024, -0.0019, "荷塘路工地北侧住宅楼"), "lead": "unit-enforcement",
     "co": ["unit-housing", "unit-ecology"],
     "answer": solved("经核查，其中两晚没有夜间作业证明，已依法立案处理。工地已把泵车移到南侧，加装隔声屏；确需夜间浇筑的提前三天在小区门口和业主群公告，每周不超过一晚。"),
     "evaluation": graded("satisfied", "basically")},
    {"from": 10, "to": "deputy-012", "class": "suggestion", "stage": "closed",
     "title": "茶山机耕路有一段塌了边，春茶下山要绕六里路",
     "text": "去年台风以后，云坞到茶厂的机耕路外侧塌了十来米，三轮车不敢过，鲜叶要绕路，多走半个多小时，叶子容易闷红。采茶季就二十来天，"
             "能不能先做临时加固，秋后再好好修一下，顺便补一条边沟。",
     "at": ("station-miaoxi-2", -0.0061, 0.0043, "云坞茶山机耕路拐弯处"), "photos": ["tea-1.jpg", "road-1.jpg"],
     "lead": "unit-agriculture", "co": ["unit-town-miaoxi", "unit-transport"],
     "answer": promised("塌方段已用松木桩和块石临时加固，限载两吨，现已通车。永久修复和边沟列入秋季农路项目，设计已请村里和茶农代表看过。",
                        ("完成塌方段挡墙和边沟", 210)),
     "evaluation": graded("satisfied", "satisfied")},
    {"from": 7, "to": "station-feiying-2", "class": "suggestion", "stage": "closed",
     "title": "社区老年食堂的菜偏咸偏硬，能不能有一份软食",
     "text": "我八十二岁，牙口不好，血压也高。食堂饭菜便宜，服务员待人也好，就是菜偏咸、肉偏硬。我们几个老人商量，请求每天有一份少盐的软食，"
             "贵一块钱也愿意。腿脚不便的，能不能送到楼下。",
     "filing": proxy("station-feiying-2", "paper"), "lead": "unit-civil", "co": ["unit-health", "unit-town-feiying"],
     "answer": solved("食堂从本月起每天供应一份软食、一份低盐菜，价格不变，由社区卫生服务站的营养师每月看一次菜单。对登记的二十三位行动不便老人，志愿者午间送餐到门口。"),
     "evaluation": graded("satisfied", "satisfied")},
    {"from": 4, "to": "station-zhili-1", "class": "suggestion", "stage": "closed",
     "title": "希望早班公交提前二十分钟，赶得上车间早班",
     "text": "我们厂六点半上班，头班公交六点十分才到站，紧赶慢赶总要迟到几分钟。一条线上有这种情况的工友不少。能不能把头班提前到五点五十，"
             "哪怕只在工作日开。",
     "at": ("station-zhili-1", 0.0018, 0.0022, "镇区公交首末站"), "lead": "unit-transport", "co": ["unit-labour"],
     "answer": explained("公交公司做了两周客流调查：五点五十到六点十分之间愿意乘车的平均每天九人，暂不具备单独加班次的条件。已与两家厂商量，"
                         "由厂里的接送车在该站停靠，工友凭工牌免费乘坐；客流超过每天三十人时重新研究头班时间。"),
     "evaluation": graded("satisfied", "basically")},
    {"from": 5, "to": "station-daixi-1", "class": "suggestion", "stage": "answered",
     "title": "垃圾分类点离楼栋太远，老人下雨天提不动",
     "text": "我教书退休，支持垃圾分类。撤桶并点以后，我们北区离投放点有三百多米，又是上坡。下雨天老人提不动，就有人放在楼道口。"
             "建议北区加一个带雨棚的小点，或者定时开一辆收集车。",
     "at": ("station-daixi-1", 0.0016, -0.0012, "青梧小区北区"), "lead": "unit-enforcement", "co": ["unit-town-daixi"],
     "answer": promised("经与业委会商定，北区增设一处带雨棚和洗手池的投放点；建成前每天早晚各开一趟收集车到北区楼下。", ("北区投放点建成使用", 60))},
    {"from": 2, "to": "station-donglin-1", "class": "help", "stage": "answered",
     "title": "村里自来水早晚发黄，水压也小",
     "text": "我们自然村在管网末梢，早上六点和晚上七点用水的人多，水就小，有时发黄，要放几分钟才清。家里有奶娃娃，只好买桶装水。"
             "请帮忙查查是管子老了还是泵站的问题，水质报告能不能贴出来给大家看看。",
     "at": ("station-donglin-1", -0.0044, 0.0036, "东林镇管网末端自然村"),
     "lead": "unit-water", "co": ["unit-health", "unit-town-donglin"],
     "filing": proxy("station-donglin-1", "phone"),
     "answer": promised("已取样检测，末梢水浊度和铁偏高，其余指标合格，报告已贴在村公告栏。原因是一段八百米的老铸铁管锈蚀。已先冲洗管道、每周排放末梢水，"
                        "更换管道的经费已落实。", ("更换八百米老管道", 90), ("更换完成前每周公布一次末梢水检测结果", 14))},
    {"from": 11, "to": "station-chaoyang-1", "class": "suggestion", "stage": "answered",
     "title": "盲道被电瓶车占满，轮椅坡道口有一根铁桩",
     "text": "从车站路口到卫生服务中心这四百米，盲道上停满了电瓶车；中心门口的坡道很好，可是坡道口立了一根防车的铁桩，间距六十厘米，我的轮椅过不去。"
             "建议铁桩间距留到九十厘米，画出电瓶车停车位，别的都不用多花钱。",
     "at": ("station-chaoyang-1", 0.0007, 0.0012, "卫生服务中心门口坡道"),
     "lead": "unit-enforcement", "co": ["unit-health", "unit-housing"],
     "answer": solved("坡道口铁桩已移位，净距一米，请您坐轮椅试过一次。盲道沿线施划电瓶车位六十八个，腾出盲道全线，早晚各巡一次。")},
    {"from": 9, "to": "station-kangshan-1", "class": "help", "stage": "handling",
     "title": "楼上楼下都养了大狗，半夜叫得孩子睡不着",
     "text": "我们这幢楼有两户养了大狗，白天放在窗台边，人一走就叫，半夜也叫。和主人说过，人家也为难，白天要上班。希望社区和民警能一起上门，"
             "讲讲办证和看护的规矩，也教教怎么训练，不要把邻里关系弄僵。",
     "at": ("station-kangshan-1", 0.0013, 0.0009, "芦汀苑三幢"), "photos": ["dogs-1.jpg"],
     "lead": "unit-police", "co": ["unit-enforcement", "unit-town-kangshan"]},
    {"from": 12, "to": "station-renhuangshan-1", "class": "suggestion", "stage": "handling",
     "title": "山脚公园的草长过了膝盖，健身步道快看不见了",
     "text": "北坡步道两边的草今年没有人割，长过膝盖，早上有露水，鞋裤都湿，还怕有蛇。也请不要全铲光，蒲公英开着蛮好看，只把步道两边各让出一米就够。",
     "at": ("station-renhuangshan-1", 0.0035, 0.0021, "山脚公园北坡步道"), "photos": ["weeds-1.jpg"],
     "lead": "unit-town-renhuangshan", "co": ["unit-housing"]},
    {"from": 4, "to": "station-zhili-4", "class": "petition", "stage": "handling",
     "title": "厂里停工后拖了两个月工资，请帮忙协调",
     "text": "我在一家小服装作坊做了三年缝纫，上个月作坊停工，欠我和另外四个人两个月工资，一共三万多元。老板没有跑，也认账，说要等货款。"
             "我们不想闹，只想有个书面的还款日子。工资条和聊天记录我都留着，可以拿来给你们看。",
     "may_publish": False, "lead": "unit-labour", "co": ["unit-petition", "unit-town-zhili"]},
    {"from": 3, "to": "station-hudong-1", "class": "suggestion", "stage": "assigned",
     "title": "新小区没有公办幼儿园，接送要过一条大马路",
     "text": "我们三个小区去年交付，三岁到六岁的孩子登记了一百八十多个，最近的公办园在大马路对面，走路要二十五分钟。规划图上有一块幼儿园用地，"
             "一直空着。想知道什么时候建；建好之前，能不能在社区用房先开两个班。",
     "at": ("station-hudong-1", -0.0018, 0.0026, "湖东街道新建小区东侧空地"), "lead": "unit-education",
     "co": ["unit-resources", "unit-town-hudong"]},
    {"from": 6, "to": "station-huanzhu-1", "class": "help", "stage": "assigned",
     "title": "老楼外墙瓷砖往下掉，楼下就是人行道",
     "text": "渚北新村沿街的老楼，五楼外墙空鼓，这个月掉过两次瓷砖，有一块落在我的送货车上。楼下是人行道，放学时孩子多。"
             "请先拉警戒线，再请人看看怎么修，维修基金够不够。",
     "at": ("station-huanzhu-1", -0.0009, -0.0015, "渚北新村沿街九幢"), "photos": ["block-1.jpg"],
     "lead": "unit-housing", "co": ["unit-emergency", "unit-town-huanzhu"]},
    {"from": 5, "to": "deputy-025", "class": "suggestion", "stage": "triaged",
     "title": "学校操场周末向居民开放，愿意做志愿管理员",
     "text": "附近没有像样的跑道，年轻人在马路边夜跑。学校操场周末空着，听说别的地方刷脸就能进。我们几个退休教师愿意轮流做志愿管理员，"
             "登记、巡场、关灯都行，请帮忙问一问学校顾虑什么，我们一条一条来解决。"},
    {"from": 8, "to": "station-balidian-1", "class": "help", "stage": "submitted",
     "title": "早市收摊后三轮车没处停，占了消防通道",
     "text": "我们卖菜的天不亮就到，三轮车没有地方停，只好停在市场后面，那里画着消防通道的黄格子。心里也知道不对。市场东面有块空地，"
             "能不能早上四点到九点借给我们停，我们自己排好队、扫干净。",
     "at": ("station-balidian-1", 0.0010, -0.0014, "农贸市场后门")},
    {"from": 1, "to": "office", "class": "suggestion", "stage": "submitted",
     "title": "政府的手机应用字太小，希望有能听能说的版本",
     "text": "我眼睛花，又不大会打字，只会讲湖州话。孙女教我用手机反映事情，字太小，按钮也找不到。希望做一个大字的，能按住讲话，讲完念给我听一遍再交。",
     "filing": proxy("station-balidian-2", "in_person")},
    {"from": 2, "to": "station-binhu-1", "class": "help", "stage": "redo",
     "title": "湖边停车场周末爆满，车子停到村道上救护车进不来",
     "text": "天气好的周末，来湖边玩的车停满了村道两边。上上个星期天有位老人发病，救护车在村口堵了十几分钟。我们欢迎客人来，"
             "只求把一条路留出来，让救命的车走得通。",
     "at": ("station-binhu-1", 0.0042, -0.0017, "湖边村道入口"),
     "lead": "unit-police", "co": ["unit-transport", "unit-town-binhu"],
     "answer": explained("已在村口增设一块禁停牌，并加强巡逻。停车场扩建不具备用地条件。"),
     "evaluation": graded("basically", "dissatisfied", "立了牌子，上周末照样停满。我们没有要求扩建停车场，要的是一条救护车能走的路，答复没有说到这一点。")},
    {"from": 9, "to": "station-yangjiabu-1", "class": "suggestion", "stage": "refused", "may_publish": False,
     "title": "专业疏通管道，二十四小时上门，价格优惠",
     "text": "本人承接管道疏通、空调清洗、开锁换锁，二十四小时上门服务，老客户介绍打八折，欢迎各社区来电合作。",
     "refusal": {"ground": "advert", "explanation": "这是商业广告，不属于可以受理的意见建议。如果您对家政服务的管理有建议，欢迎重新提交；推广服务可以联系社区的便民服务栏登记。"}},
    {"from": 10, "to": "station-daochang-1", "class": "litigation", "stage": "redirected", "may_publish": False,
     "title": "相邻地界的官司判下来了，对判决不服该怎么走程序",
     "text": "我和邻居为宅基地之间的一条滴水沟打官司，一审判决上个月收到，我不服。请问代表能不能帮我说说？如果不能，请告诉我该找哪里，还来不来得及。",
     "redirect": {"target": "judicial", "explanation": "案件已经进入诉讼程序，代表不能干预具体案件。对一审判决不服，可以按判决书写明的期限向上一级人民法院上诉；"
                                                       "联络处可以告诉您立案窗口和法律援助中心的地址与时间，请尽快，以免错过期限。"}},
    {"from": 7, "to": "office", "class": "accusation", "stage": "redirected", "may_publish": False,
     "title": "一处小工程公示的数量和现场对不上，请核实",
     "text": "公示栏写着铺了石板路三百米，我和老姐妹用卷尺量了两遍，只有二百二十米左右。也许是我们量错了，也许是公示写错了，请有关部门核实一下，不要透露我的名字。",
     "redirect": {"target": "discipline", "explanation": "您反映的情况属于检举控告类，已按规定密封转交纪检监察机关。"
                                                               "本系统不公开、不向被反映单位透露您的信息，后续由该机关依规与您联系。"}},
]
