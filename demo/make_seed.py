#!/usr/bin/env python3
"""Writes demo/seed.json and demo/cases.json: a demo district with invented people and its real towns.

    python3 demo/make_seed.py           write both files
    python3 demo/make_seed.py --check   change nothing; fail if a file differs, a reference dangles or a photo is unfit

Standard library only, and deterministic: ids are version 5 UUIDs of readable names, TOTP secrets are hashes of login
names. Change a table here or in demo_cases.py, run it, check in what it wrote. What is sourced: README.md.
"""

import base64
import hashlib
import json
import sys
import uuid
from pathlib import Path

from demo_cases import CASES
from demo_check import problems

HERE = Path(__file__).resolve().parent
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://minyi.example/demo/330502")
PASSWORD = "minyi-demo-2026"

# 乡镇 / 街道: code, Chinese, English, then its stations (基层单元) as (name, English name, latitude, longitude) in WGS84.
TOWNS = [
    ("zhili", "织里镇", "Zhili Town", [
        ("织里镇中心站", "Zhili Central", 30.8460, 120.2600), ("织里", "Zhili", 30.8530, 120.2480),
        ("晟舍", "Shengshe", 30.8330, 120.2550), ("利济", "Liji", 30.8480, 120.2720),
        ("振兴", "Zhenxing", 30.8410, 120.2440), ("轧村", "Gacun", 30.8620, 120.3020),
        ("漾西", "Yangxi", 30.8900, 120.3000)]),
    ("balidian", "八里店镇", "Balidian Town", [
        ("八里店镇中心站", "Balidian Central", 30.8430, 120.1540), ("升山", "Shengshan", 30.8400, 120.1760),
        ("移沿山", "Yiyanshan", 30.8210, 120.1730)]),
    ("miaoxi", "妙西镇", "Miaoxi Town", [
        ("妙西镇中心站", "Miaoxi Central", 30.7960, 119.9930), ("龙山", "Longshan", 30.7760, 119.9880)]),
    ("daixi", "埭溪镇", "Daixi Town", [
        ("埭溪镇中心站", "Daixi Central", 30.6640, 119.9880), ("美妆小镇", "Beauty Town", 30.6800, 120.0010)]),
    ("donglin", "东林镇", "Donglin Town", [
        ("东林镇中心站", "Donglin Central", 30.6960, 120.0720), ("青山", "Qingshan", 30.7270, 120.0530)]),
    ("daochang", "道场乡", "Daochang Township", [
        ("道场乡中心站", "Daochang Central", 30.8300, 120.0980), ("菰城", "Gucheng", 30.7860, 120.0850)]),
    ("yuehe", "月河街道", "Yuehe Sub-district", [
        ("月河街道中心站", "Yuehe Central", 30.8611, 120.1089), ("马军巷", "Majunxiang", 30.8640, 120.1050)]),
    ("chaoyang", "朝阳街道", "Chaoyang Sub-district", [
        ("朝阳街道中心站", "Chaoyang Central", 30.8592, 120.1033), ("碧浪湖", "Bilanghu", 30.8520, 120.1010)]),
    ("aishan", "爱山街道", "Aishan Sub-district", [
        ("爱山街道中心站", "Aishan Central", 30.8671, 120.0889), ("安定书院", "Anding Academy", 30.8690, 120.0930)]),
    ("feiying", "飞英街道", "Feiying Sub-district", [
        ("飞英街道中心站", "Feiying Central", 30.8714, 120.1092), ("塔下街", "Taxiajie", 30.8735, 120.1050)]),
    ("longquan", "龙泉街道", "Longquan Sub-district", [
        ("龙泉街道中心站", "Longquan Central", 30.8810, 120.1060), ("白鱼潭", "Baiyutan", 30.8780, 120.0990)]),
    ("fenghuang", "凤凰街道", "Fenghuang Sub-district", [("凤凰街道中心站", "Fenghuang Central", 30.8800, 120.0780)]),
    ("kangshan", "康山街道", "Kangshan Sub-district", [("星汇半岛", "Xinghui Peninsula", 30.8480, 120.0680)]),
    ("renhuangshan", "仁皇山街道", "Renhuangshan Sub-district", [("仁皇山街道中心站", "Renhuangshan Central", 30.9090, 120.0790)]),
    ("binhu", "滨湖街道", "Binhu Sub-district", [("滨湖街道中心站", "Binhu Central", 30.9420, 120.0560)]),
    ("longxi", "龙溪街道", "Longxi Sub-district", [("龙溪街道中心站", "Longxi Central", 30.8740, 120.0520)]),
    ("yangjiabu", "杨家埠街道", "Yangjiabu Sub-district", [("杨家埠街道中心站", "Yangjiabu Central", 30.8880, 120.0100)]),
    ("huanzhu", "环渚街道", "Huanzhu Sub-district", [("环渚街道中心站", "Huanzhu Central", 30.9020, 120.1150)]),
    ("hudong", "湖东街道", "Hudong Sub-district", [("湖东街道中心站", "Hudong Central", 30.8750, 120.1500)]),
]

# 承办单位: code, Chinese, English. Towns are units as well and follow from TOWNS.
DEPARTMENTS = [
    ("housing", "区住房和城乡建设局", "Housing and Construction Bureau"),
    ("water", "区水利局", "Water Resources Bureau"),
    ("ecology", "市生态环境局吴兴分局", "Ecology and Environment Branch Bureau"),
    ("enforcement", "区综合行政执法局", "Comprehensive Administrative Enforcement Bureau"),
    ("education", "区教育局", "Education Bureau"),
    ("health", "区卫生健康局", "Health Bureau"),
    ("civil", "区民政局", "Civil Affairs Bureau"),
    ("transport", "区交通运输局", "Transport Bureau"),
    ("agriculture", "区农业农村局", "Agriculture and Rural Affairs Bureau"),
    ("market", "区市场监督管理局", "Market Regulation Bureau"),
    ("labour", "区人力资源和社会保障局", "Human Resources and Social Security Bureau"),
    ("police", "市公安局吴兴区分局", "Public Security Branch Bureau"),
    ("resources", "市自然资源和规划局吴兴分局", "Natural Resources and Planning Branch Bureau"),
    ("culture", "区文化和广电旅游体育局", "Culture, Tourism and Sports Bureau"),
    ("emergency", "区应急管理局", "Emergency Management Bureau"),
    ("petition", "区信访局", "Petitions Bureau"),
]

CITIZENS = ["陈阿婆", "老周", "小吴妈妈", "沈师傅", "钱老师", "快递员小陆", "姚奶奶", "菜摊潘姐", "租客小许", "茶农老费",
            "轮椅使用者小章", "退休工人老施"]

SURNAMES = ("沈钱陆姚潘费闵章施严俞茅凌邱臧嵇温莫蔡吴陈李王张刘朱徐孙胡高林何郭罗宋谢韩唐冯董程曹袁邓许傅曾彭吕"
            "苏卢蒋贾丁魏薛叶阎余杜戴夏钟汪田任姜范方石")


def made_id(kind: str, name: str) -> str:
    """The same name gives the same id for ever."""
    return str(uuid.uuid5(NAMESPACE, f"{kind}:{name}"))


def totp_secret(login: str) -> str:
    """32 base32 characters (160 bits, as RFC 4226 asks). Public on purpose: this is a demo."""
    return base64.b32encode(hashlib.sha256(f"minyi-demo-totp:{login}".encode()).digest()[:20]).decode()


def organ(code, kind, zh, en, parent=None, town=None, at=None):
    row = {"id": code, "kind": kind, "name_zh": zh, "name_en": en, "parent": parent, "town": town}
    return row if at is None else row | {"lat": at[0], "lon": at[1]}


def user(login, name, capacity):
    return {"id": made_id("user", login), "login": login, "name": f"演示·{name}", "demo": True, "capacity": capacity,
            "password": PASSWORD, "totp_secret": totp_secret(login)}


def stations():
    for code, town, _, places in TOWNS:
        for number, (name, en, lat, lon) in enumerate(places, start=1):
            title = name.removesuffix("站") + ("代表联络站" if name.endswith("中心站") else "联络站")
            row = organ(f"station-{code}-{number}", "station", title, f"{en} Station", "office", town, (lat, lon))
            # Twice a month, on days of the station's own, so that the calendar has something to show every week.
            first = 1 + (len(code) * 3 + number * 5) % 13
            yield row | {"receptions": [{"day": first, "from": "09:00:00", "to": "11:00:00"},
                                        {"day": first + 14, "from": "14:00:00", "to": "16:30:00"}]}


def units():
    for code, zh, en in DEPARTMENTS:
        yield organ(f"unit-{code}", "unit", zh, en)
    for code, town, en, _ in TOWNS:
        zh, body = ("办事处", "Office") if town.endswith("街道") else ("人民政府", "Government")
        yield organ(f"unit-town-{code}", "unit", town + zh, f"{en} {body}", None, town)


def build_seed():
    stations_, units_ = list(stations()), list(units())
    organs = [organ("office", "congress_office", "吴兴区人大常委会办公室", "Wuxing District Congress Office"), *stations_, *units_,
              organ("court", "court", "吴兴区人民法院联络处", "Wuxing District Court, Liaison Office"),
              organ("procuratorate", "procuratorate", "吴兴区人民检察院", "Wuxing District Procuratorate"),
              organ("supervisory-commission", "supervisory_commission", "吴兴区监察委员会",
                    "Wuxing District Supervisory Commission")]

    users = [user(f"office-{n}", f"{SURNAMES[n]}{post}", {"role": "office_staff", "office": "office"})
             for n, post in enumerate(["主任", "交办员", "督办员"], start=1)]
    users += [user(s["id"], f"{SURNAMES[n]}站务", {"role": "station_staff", "station": s["id"]})
              for n, s in enumerate(stations_)]
    for n, u in enumerate(units_):
        short = u["id"].removeprefix("unit-")
        users.append(user(f"clerk-{short}", f"{SURNAMES[n]}经办", {"role": "unit_clerk", "unit": u["id"]}))
        users.append(user(f"leader-{short}", f"{SURNAMES[-1 - n]}负责人", {"role": "unit_leader", "unit": u["id"]}))
    users.append(user("court-1", "严联络员", {"role": "court_liaison", "unit": "court"}))
    users.append(user("court-2", "柏联络员", {"role": "court_liaison", "unit": "court"}))
    users.append(user("court-clerk-1", "水书记员", {"role": "court_clerk", "unit": "court"}))
    users.append(user("bench-1", "窦法官", {"role": "bench", "unit": "court"}))
    users.append(user("auditor", "俞审计员", {"role": "auditor"}))
    # One deputy at every station, a second one at four busy ones.
    busy = ["station-zhili-1", "station-balidian-1", "station-longquan-1", "station-yuehe-1"]
    for n, station in enumerate([s["id"] for s in stations_] + busy, start=1):
        users.append(user(f"deputy-{n:03}", f"{SURNAMES[-n]}代表", {"role": "deputy", "station": station}))

    citizens = []
    for n, name in enumerate(CITIZENS, start=1):
        phone = f"199{n:08}"
        citizens.append({"id": made_id("citizen", phone), "phone": phone, "name": f"演示·{name}", "demo": True})
    district = {"code": "330502", "name_zh": "吴兴区", "name_en": "Wuxing District", "demo": True}
    return {"district": district, "organs": organs, "users": users, "citizens": citizens}


def build_cases(seed):
    """Turns the short names of demo_cases.py into ids."""
    stations_ = {o["id"]: o for o in seed["organs"] if o["kind"] == "station"}
    by_login = {u["login"]: u["id"] for u in seed["users"]}

    def addressee(to):
        if to == "office":
            return {"kind": "office"}
        if to.startswith("deputy-"):
            return {"kind": "deputy", "deputy": by_login[to]}
        return {"kind": "station", "station": to}

    def place(at):
        if at is None:
            return None
        near, d_lat, d_lon, label = at
        near = stations_[near]
        return {"lat": round(near["lat"] + d_lat, 5), "lon": round(near["lon"] + d_lon, 5), "label": label}

    for number, case in enumerate(CASES, start=1):
        yield {
            "id": made_id("case", f"{number:02}"), "citizen": f"199{case['from']:08}",
            "addressee": addressee(case["to"]), "filing": case.get("filing", {"kind": "own"}),
            "may_publish": case.get("may_publish", True), "title": case["title"], "text": case["text"],
            "place": place(case.get("at")), "class": case["class"],
            "lead": case.get("lead"), "co": case.get("co", []), "answer": case.get("answer"),
            "evaluation": case.get("evaluation"), "redo": case.get("redo"), "refusal": case.get("refusal"),
            "redirect": case.get("redirect"), "stage": case["stage"], "photos": case.get("photos", []),
        }


def as_text(value) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    seed = build_seed()
    cases = list(build_cases(seed))
    files = {HERE / "seed.json": as_text(seed), HERE / "cases.json": as_text(cases)}
    found = problems(seed, cases, HERE / "photos")
    if "--check" in sys.argv[1:]:
        for path, text in files.items():
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                found.append(f"{path.name} differs from what make_seed.py writes; run it and check in the result")
    elif not found:
        for path, text in files.items():
            path.write_text(text, encoding="utf-8")
    for line in found:
        print(line, file=sys.stderr)
    if not found:
        counts = [f"{len(seed[what])} {what}" for what in ("organs", "users", "citizens")]
        print(", ".join(counts) + f", {len(cases)} cases: whole")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
