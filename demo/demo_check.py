"""What must hold for the demo data: ids unique, references resolved, stages consistent, photos as promised."""

import base64
import hashlib
import re
import uuid
from collections import Counter

GRADES = {"satisfied", "basically", "dissatisfied"}
CLASSES = {"suggestion", "help", "petition", "litigation", "accusation"}
ORGAN_KINDS = {"congress_office", "station", "unit", "court", "procuratorate", "supervisory_commission"}
# Which organ a capacity names, and of which kind that organ is (core/rulebook/src/actor.rs).
CAPACITY = {
    "station_staff": ("station", "station"), "deputy": ("station", "station"),
    "office_staff": ("office", "congress_office"),
    "unit_clerk": ("unit", "unit"), "unit_leader": ("unit", "unit"), "court_liaison": ("unit", "court"),
    "court_clerk": ("unit", "court"), "bench": ("unit", "court"),
    "auditor": None,
}
# What a case of each stage must (+) and must not (-) carry.
STAGES = {
    "submitted": "-lead -answer -evaluation", "triaged": "-lead -answer -evaluation",
    "assigned": "+lead -answer -evaluation", "handling": "+lead -answer -evaluation",
    "answered": "+lead +answer -evaluation", "redo": "+lead +answer +evaluation -redo",
    "closed": "+lead +answer +evaluation", "refused": "+refusal -lead -answer", "redirected": "+redirect -lead -answer",
}
GROUNDS = {"personal", "advert", "empty", "pending_case", "live_tender"}
TARGETS = {"hotline_12345", "petition", "judicial", "discipline"}


def problems(seed, cases, photo_folder) -> list[str]:
    """Every fault found, one line each; empty when all is well."""
    found = []
    need = lambda holds, line: holds or found.append(line)
    organs = {o["id"]: o for o in seed["organs"]}
    kinds = Counter(o["kind"] for o in seed["organs"])

    everyone = seed["users"] + seed["citizens"]
    for what, values in {
        "organ id": [o["id"] for o in seed["organs"]], "login": [u["login"] for u in seed["users"]],
        "phone": [c["phone"] for c in seed["citizens"]], "person name": [p["name"] for p in everyone],
        "id": [x["id"] for x in everyone + cases], "organ name": [o["name_zh"] for o in seed["organs"]],
        "case title": [c["title"] for c in cases], "secret": [u["totp_secret"] for u in seed["users"]],
    }.items():
        found += [f"{what} {value} is used {n} times" for value, n in Counter(values).items() if n > 1]

    need(kinds["station"] == 36, f"{kinds['station']} stations, not 36")
    need(kinds["congress_office"] == 1 and kinds["unit"] >= 14, "one congress office and at least 14 units are needed")
    need(set(kinds) == ORGAN_KINDS, f"organ kinds are {sorted(kinds)}")
    for o in seed["organs"]:
        need(re.fullmatch(r"[a-z0-9-]{1,64}", o["id"]), f"organ id {o['id']} is malformed")
        need(o["parent"] is None or o["parent"] in organs, f"{o['id']}: no organ {o['parent']}")
        fits = o["kind"] != "station" or (in_district(o) and o["town"])
        need(fits, f"{o['id']}: a station needs a town and a place in the district")

    staffed = Counter()
    for u in seed["users"]:
        role, rule = u["capacity"]["role"], CAPACITY.get(u["capacity"]["role"], "unknown")
        need(rule != "unknown", f"{u['login']}: no capacity {role}")
        if rule and rule != "unknown":
            field, kind = rule
            named = u["capacity"].get(field)
            need(set(u["capacity"]) == {"role", field}, f"{u['login']}: {role} carries exactly {field}")
            need(organs.get(named, {}).get("kind") == kind, f"{u['login']}: {named} is not a {kind}")
            staffed[(role, named)] += 1
        need(len(base64.b32decode(u["totp_secret"])) == 20, f"{u['login']}: the secret is not 160 bits")
    for o in seed["organs"]:
        roles = {"station": ["station_staff", "deputy"], "unit": ["unit_clerk", "unit_leader"],
                 "court": ["court_liaison"], "congress_office": ["office_staff"]}.get(o["kind"], [])
        found += [f"{o['id']} has no {role}" for role in roles if not staffed[(role, o["id"])]]
    for person in everyone:
        need(person["demo"] is True and person["name"].startswith("演示·"), f"{person['name']} is not marked as demo")
        uuid.UUID(person["id"])
    for c in seed["citizens"]:
        need(re.fullmatch(r"199000000\d\d", c["phone"]), f"{c['phone']} is outside the demo range")

    photos = {p.name for p in photo_folder.glob("*.jpg")}
    for c in cases:
        found += [f"{c['title']}: {line}" for line in case_problems(c, seed, organs, photos)]
    need(len(cases) == 24, f"{len(cases)} cases, not 24")
    need(sum(c["filing"]["kind"] == "proxy" for c in cases) == 4, "four cases are filed by proxy")
    found += [f"no case of class {k}" for k in sorted(CLASSES - {c["class"] for c in cases})]
    found += [f"no case in stage {s}" for s in sorted(set(STAGES) - {c["stage"] for c in cases})]
    found += [f"photo {p} belongs to no case" for p in sorted(photos - {p for c in cases for p in c["photos"]})]
    return found + list(photo_problems(photo_folder))


def in_district(place) -> bool:
    """A box around the district, wide enough to hold it and narrow enough to catch swapped axes."""
    return 30.55 <= place["lat"] <= 31.0 and 119.8 <= place["lon"] <= 120.4


def case_problems(c, seed, organs, photos):
    logins = {u["login"]: u for u in seed["users"]}
    unit = lambda code: organs.get(code, {}).get("kind") == "unit"
    to = c["addressee"]
    deputies = {u["id"] for u in seed["users"] if u["capacity"]["role"] == "deputy"}
    if c["citizen"] not in {p["phone"] for p in seed["citizens"]}:
        yield f"no citizen {c['citizen']}"
    if to["kind"] == "station" and organs.get(to["station"], {}).get("kind") != "station":
        yield f"no station {to['station']}"
    if to["kind"] == "deputy" and to["deputy"] not in deputies:
        yield f"no deputy {to['deputy']}"
    if c["filing"]["kind"] == "proxy":
        staff = logins.get(c["filing"]["staff"])
        at_station = staff and staff["capacity"]["role"] == "station_staff"
        if not at_station or c["filing"]["channel"] not in {"paper", "phone", "in_person"}:
            yield "a proxy filing needs station staff and a channel"
    if not (1 <= len(c["title"]) <= 80 and 1 <= len(c["text"]) <= 5000):
        yield "title or text is too long or empty"
    if c["place"] and not (in_district(c["place"]) and len(c["place"]["label"]) <= 120):
        yield "the place is outside the district or its label too long"
    if c["class"] not in CLASSES or c["stage"] not in STAGES:
        yield f"no class {c['class']} or stage {c['stage']}"
    for rule in STAGES.get(c["stage"], "").split():
        if (c[rule[1:]] is not None) != (rule[0] == "+"):
            yield f"stage {c['stage']} wants {rule}"
    for code in [c["lead"], *c["co"]]:
        if code is not None and not unit(code):
            yield f"{code} is not a handling unit"
    if c["lead"] in c["co"] or len(set(c["co"])) != len(c["co"]) or (c["co"] and not c["lead"]):
        yield "lead and co-handlers overlap"
    redo = c["redo"] or {"answer": None, "evaluation": None}
    for answer in filter(None, [c["answer"], redo["answer"]]):
        code = answer["result_class"]
        if code not in {"A", "B", "C"} or bool(answer["commitments"]) != (code == "B"):
            yield "class B, and only B, promises something"
        if any(not 1 <= p["due_in_days"] <= 365 for p in answer["commitments"]):
            yield "a commitment is due within a year"
    for form in filter(None, [c["evaluation"], redo["evaluation"]]):
        grades = {form["process"], form["answer"]}
        if not grades <= GRADES or ("dissatisfied" in grades) != bool(form["reason"]):
            yield "dissatisfaction, and only it, gives a reason"
    dissatisfied = c["evaluation"] and "dissatisfied" in (c["evaluation"]["process"], c["evaluation"]["answer"])
    if bool(dissatisfied) != (c["stage"] == "redo" or c["redo"] is not None):
        yield "a redo round follows dissatisfaction, and only that"
    if c["refusal"] and (c["refusal"]["ground"] not in GROUNDS or c["stage"] != "refused"):
        yield "refusal without ground or stage"
    if c["redirect"] and (c["redirect"]["target"] not in TARGETS or c["stage"] != "redirected"):
        yield "redirection without target or stage"
    if c["class"] in {"litigation", "accusation"} and (c["lead"] or c["may_publish"] or c["stage"] != "redirected"):
        yield "a restricted class is redirected, never assigned, never public"
    yield from (f"no photo {p}" for p in c["photos"] if p not in photos)


def photo_problems(folder):
    files, with_gps = sorted(folder.glob("*.jpg")), []
    named = (folder / "README.md").read_text(encoding="utf-8")
    if len(files) != 8 or sum(f.stat().st_size for f in files) >= 8_000_000:
        yield "eight photos of less than 8 MB together are promised"
    for f in files:
        data = f.read_bytes()
        width, height = jpeg_size(data)
        if not 200_000 <= len(data) <= 2_000_000 or not 1e6 <= width * height <= 4e6:
            yield f"{f.name}: {len(data)} bytes, {width} x {height}"
        if b"Exif\0\0" in data[:200]:
            with_gps.append(f.name)
        if hashlib.sha256(data).hexdigest() not in named:
            yield f"{f.name}: photos/README.md does not name it with its SHA-256"
    if with_gps != ["river-1.jpg"]:
        yield f"EXIF belongs in river-1.jpg alone, found in {with_gps}"


def jpeg_size(data) -> tuple[int, int]:
    """Width and height from the first start-of-frame segment; (0, 0) if this is no JPEG."""
    at = 2 if data[:2] == b"\xff\xd8" else len(data)
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2:at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7:at + 9], "big"), int.from_bytes(data[at + 5:at + 7], "big")
        at += 2 + length
    return 0, 0
