"""Verify an exported decision and count its people again: recount.py, in the folder with the attached files.

Needs Python 3.9 or newer and openssl; nothing of DataPact, no network, no package. Every step prints OK or stops.
"""

import base64, calendar, csv, hashlib, json, os, subprocess, sys, tempfile, time


def stopped(kind, error, _trace):
    """Says in one sentence what is wrong and what to do, in German and English, in place of Python's own words."""
    if issubclass(kind, FileNotFoundError) and error.filename == "openssl":
        german, english = "openssl fehlt: Installieren Sie es.", "openssl is missing: install it."
    elif issubclass(kind, FileNotFoundError):
        german = f"{error.filename} fehlt: Legen Sie recount.py zu allen angehängten Dateien und starten Sie es dort."
        english = f"{error.filename} is missing: put recount.py beside all attached files, and run it there."
    elif issubclass(kind, AssertionError):
        german = f"FALSCH ({error}): Verlassen Sie sich nicht auf diese Datei und fragen Sie, von wem Sie sie haben."
        english = f"WRONG ({error}): do not rely on this file, and ask whoever gave it to you."
    elif issubclass(kind, subprocess.CalledProcessError):
        german = "FALSCH (openssl weist eine Signatur zurück): Verlassen Sie sich nicht auf diese Datei."
        english = "WRONG (openssl refuses a signature): do not rely on this file."
    else:
        german = (
            f"FALSCH (die Dateien haben nicht die erwartete Form, {kind.__name__}): Verlassen Sie sich nicht darauf."
        )
        english = f"WRONG (the files are not in the form expected, {kind.__name__}): do not rely on them."
    print(german, english, sep="\n", file=sys.stderr)


sys.excepthook = stopped


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encode(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def digest(data):
    return encode(hashlib.sha256(data).digest())


def read(name):
    with open(name, "rb") as file:
        return file.read()


def table(name):
    with open(name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def openssl(*words, given=b""):
    return subprocess.run(["openssl", *words], input=given, capture_output=True, check=True).stdout


def key_of(certificate):
    """Public key of a certificate (PEM) and its thumbprint (RFC 7638)."""
    pem = openssl("x509", "-inform", "DER", "-noout", "-pubkey", given=decode(certificate))
    point = openssl("pkey", "-pubin", "-outform", "DER", given=pem)[-64:]
    members = {"crv": "P-256", "kty": "EC", "x": encode(point[:32]), "y": encode(point[32:])}
    return pem, digest(json.dumps(members, separators=(",", ":")).encode())


def moment(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def begins(certificate):
    """Since when a certificate is valid; certificates of DataPact begin an hour before they are issued."""
    said = openssl("x509", "-inform", "DER", "-noout", "-startdate", given=decode(certificate)).decode()
    return calendar.timegm(time.strptime(said.partition("=")[2].strip(), "%b %d %H:%M:%S %Y GMT"))


def reveal(value, opened):
    """Put the disclosed parts of a body in their places (RFC 9901)."""
    if isinstance(value, dict):
        body = {name: reveal(member, opened) for name, member in value.items() if name != "_sd"}
        for one in value.get("_sd", []):
            if one in opened:
                body[opened[one][1]] = reveal(opened[one][2], opened)
        return body
    if isinstance(value, list):
        shown = [one for one in value if not (isinstance(one, dict) and "..." in one and one["..."] not in opened)]
        return [reveal(opened[o["..."]][1] if isinstance(o, dict) and "..." in o else o, opened) for o in shown]
    return value


def referred(value):
    """The digests that a value refers to, at any depth."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = [*value.get("_sd", ()), *([value["..."]] if "..." in value else ())] if isinstance(value, dict) else ()
    return {*own}.union(*map(referred, inner))


class Entry:
    def __init__(self, jws, disclosures=()):
        self.signed, _, self.signature = jws.rpartition(".")
        self.digest = digest(self.signed.encode())
        self.kid = json.loads(decode(jws.split(".")[0]))["kid"]
        self.claims = json.loads(decode(jws.split(".")[1]))
        opened = {digest(text.encode()): json.loads(decode(text)) for text in disclosures}
        known = referred([*opened.values()]) | {*self.claims["_sd"]}
        assert opened.keys() <= known, "a part that was not signed"
        self.body = reveal({"_sd": self.claims["_sd"]}, opened)

    def verify(self, certificate):
        """ES256, by openssl: the signature as DER, and the key that the entry names."""
        pem, kid = key_of(certificate)
        assert kid == self.kid, "signed with another key"
        raw, parts = decode(self.signature), b""
        for number in (raw[:32].lstrip(b"\0"), raw[32:].lstrip(b"\0")):
            number = b"\0" + number if number[0] > 127 else number
            parts += b"\x02" + bytes([len(number)]) + number
        with tempfile.TemporaryDirectory() as folder:
            key, signature = os.path.join(folder, "key"), os.path.join(folder, "signature")
            for name, data in ((key, pem), (signature, b"\x30" + bytes([len(parts)]) + parts)):
                with open(name, "wb") as file:
                    file.write(data)
            openssl("dgst", "-sha256", "-verify", key, "-signature", signature, given=self.signed.encode())


def ok(words):
    print("OK:", words)


decision = json.loads(read("decision.json"))
assert decision["type"] == "datapact-decision" and decision["format"] in (1, 2, 3, 4), "another format"
for one in decision["files"]:
    assert digest(read(one["name"])) == one["sha256"], "another file: " + one["name"]
ok("the attached files are those that decision.json lists")

# 1. Who may sign: the public history of the organisation, each step signed by one of its administrators.
states, members, previous = {}, {}, None
for packed in decision["history"]:
    entry = Entry(packed["jws"], packed["disclosures"])
    kind, body = entry.claims["kind"], entry.body
    assert entry.claims["history"] == "urn:datapact:organisation:" + decision["organisation"], "another history"
    assert entry.claims["parents"] == ([previous] if previous else []), "a gap in the public history"
    if previous is None:
        assert kind == "founding" and entry.kid == decision["organisation"], "another identity"
        entry.verify(body["identity"])
    else:
        author = next(one for one in members.values() if key_of(one["author"])[1] == entry.kid)
        own = kind == "member" and body["renewed"] is True and body["id"] == author["id"]
        assert "admin" in author["roles"] or (own and body["roles"] == author["roles"]), "no administrator"
        entry.verify(author["author"])
    if kind in ("founding", "member"):
        member = body["member"] if kind == "founding" else body
        members = {**members, member["id"]: member}
    elif kind == "roles":
        members = {**members, body["id"]: {**members[body["id"]], "roles": body["roles"]}}
    elif kind == "revocation":
        members = {name: one for name, one in members.items() if key_of(one["author"])[1] not in body["kids"]}
    states[entry.digest], previous = members, entry.digest
number = int.from_bytes(decode(decision["organisation"]), "big") % 10**40
ok("public history, fingerprint " + " ".join(f"{number:040d}"[at : at + 5] for at in range(0, 40, 5)))

# 2. The answer and the batches of consents: signed by somebody who had the right to.
founded = moment(Entry(decision["history"][0]["jws"]).claims["time"])
answer = Entry(decision["entry"]["jws"], decision["entry"]["disclosures"])
batches = [Entry(one["jws"], one["disclosures"]) for one in decision["batches"]]
for entry in (answer, *batches):
    known = states[entry.claims["org_head"]]
    author = next(one for one in known.values() if key_of(one["author"])[1] == entry.kid)
    assert {"legal", "lead"} & set(author["roles"]), "written without authority"
    entry.verify(author["author"])
    since = max(begins(author["author"]), founded - 3600)
    if moment(entry.claims["time"]) < since:
        print(
            f"CANNOT BE: {entry.claims['kind']} dated {entry.claims['time']}, but the organisation and the key that signed"
            f" it exist only since {time.strftime('%Y-%m-%d %H:%M:%S UTC', time.gmtime(since))}: ask when it was really written"
        )
assert len(decision["entry"]["disclosures"]) == len(answer.claims["_sd"]), "a part of the answer is missing"
assert answer.claims["kind"] == "decision" and all(one.claims["kind"] == "consent_batch" for one in batches)
ok(f"the answer, dated {answer.claims['time']} (its author's claim), is signed, and {len(batches)} batches of consents")

# 3. What the answer was made of.
assert digest(read("inputs.json")) == answer.body["inputs"], "these are not the inputs of the answer"
inputs = json.loads(read("inputs.json"))
question = inputs["question"]
for name in ("dataset", "partner", "purpose", "action", "place", "at", "known_at"):
    assert answer.body[name] == question[name], "another question: " + name
ok("the inputs are unaltered")

# 4. No batch is missing: each internal entry before the answer names those before it by digest, as a rule one.
if decision["chain"]:
    steps, found, wanted = {}, [], {*answer.claims["parents"]}
    everything, later = not question.get("bound", {"timed": True})["timed"], 0
    for step in map(Entry, decision["chain"]):
        assert steps.keys() >= {*step.claims["parents"]}, "an entry before the answer is missing"
        steps[step.digest] = step
        if step.claims["kind"] == "consent_batch":
            if everything or step.claims["time"] <= question["known_at"]:
                found.append(step.digest)
            else:
                later += 1
    for step in reversed(steps.values()):
        assert step.digest in wanted, "an entry that the answer does not build on"
        wanted |= {*step.claims["parents"]}
    assert wanted == steps.keys(), "an entry before the answer is missing"
    assert decision["cohort"] < 0 or found == [one.digest for one in batches], "a batch is missing"
    ok(f"no batch is missing among {len(steps)} entries before the answer")
    if later:
        print(f"NOTE: {later} batches do not count, as the question was what was known on {question['known_at']}")
else:
    print("NOT SHOWN: whether a batch is missing (the entries before the answer were left out)")

# 5. The events are the rows of the batches: Merkle trees as in RFC 9162, 2.1.1.
events, leaves, nodes = [], {}, {}
for line in table("events.csv"):
    row = json.loads(decode(line["disclosure"]))[1]
    place = int(line["batch"]), int(line["index"])
    for name in ("event_id", "subject", "dataset", "purpose", "controller", "state", "at", "notice", "notice_version"):
        assert line[name] in (row[name], "'" + row[name]), "a cell is not what was signed"
    assert line["until"] == (row["until"] or "") and line["explicit"] == str(row["explicit"]).lower()
    assert place not in leaves, "a row twice"
    leaves[place] = hashlib.sha256(b"\0" + hashlib.sha256(line["disclosure"].encode()).digest()).digest()
    events.append({**row, "order": (row["at"], *place)})
for line in table("nodes.csv"):
    nodes[int(line["batch"]), int(line["start"]), int(line["end"])] = decode(line["hash"].partition(":")[2])


def root(batch, start, end):
    if (batch, start, end) in nodes:
        return nodes.pop((batch, start, end))
    if end - start == 1:
        return leaves.pop((batch, start))
    middle = start + (1 << ((end - start - 1).bit_length() - 1))
    return hashlib.sha256(b"\1" + root(batch, start, middle) + root(batch, middle, end)).digest()


shown = len(leaves)
for number, batch in enumerate(batches, 1):
    count = batch.body["count"]
    assert encode(root(number, 0, count) if count else hashlib.sha256().digest()) == batch.body["root"], "another row"
assert not leaves and not nodes, "rows that are in no batch"
total = sum(one.body["count"] for one in batches)
ok(f"{shown} events are rows of the signed batches; {total - shown} further rows stay hashes")

# 6. Count: for each person the newest event by the moment asked about, then what is needed.
if decision["cohort"] < 0:
    assert answer.body["m"] == 0 and not table("subjects.csv")
    print("The answer rests on no count of people:", answer.body["verdict"])
    sys.exit()
needs = inputs["cohorts"][decision["cohort"]]["needs"]
at = question["at"]
reaching = needs.get("reaching", [])  # purposes for which a no reaches this question, though a yes permits nothing
taking = ["refused", "withdrawn", "expired", "invalidated", "objected", "restricted", "erased"]
blocking = ["erased"] + ["restricted"] * needs["restrictions"] + ["objected"] * needs["objections"]


def later_than(one, other):
    """At one second a yes does not undo a no, where purposes reach; else the order of recording counts."""
    return one["order"][0] > other["order"][0] if reaching else one["order"] > other["order"]


def reason(own):
    if needs.get("strangers") and not own:
        return "not_on_file"
    stops = [
        one["state"]
        for one in own
        if one["state"] in blocking
        and (
            one["state"] != "objected"
            or (
                one["purpose"] in needs["purposes"] + reaching
                and one["controller"] in (needs["controllers"] or [one["controller"]])
            )
        )
        and not any(
            later["state"] in ("given", "renewed")
            and (later["purpose"], later["controller"]) == (one["purpose"], one["controller"])
            and later_than(later, one)
            for later in own
        )
    ]
    if stops:
        return min(stops, key=["erased", "restricted", "objected"].index)
    agreed = [purpose for purpose in needs["purposes"] if purpose not in reaching]
    counting = ["refused", "withdrawn", "invalidated"] * bool(needs["consents"] or needs.get("refusing"))
    counting += ["objected"] * bool(needs["objections"] or needs["consents"])  # who objects does not consent
    consent_alone = not (needs["objections"] or needs.get("refusing"))
    for what in ("meant", "unplaced"):  # a no in words, or towards somebody, that no agreement has
        for one in own:
            anew = [
                later
                for later in own
                if later["state"] in ("given", "renewed")
                and later["order"][0] > one["order"][0]
                and (
                    (later["purpose"], later["controller"]) == (one["purpose"], one["controller"])
                    or (
                        (one["state"] != "objected" or consent_alone)
                        and later["purpose"] in agreed
                        and later["controller"] in needs["controllers"]
                    )
                )
            ]
            if one["state"] in counting and [one["purpose"], one["controller"]] in needs.get(what, []) and not anew:
                return what
    for one in own:  # a no to consent counts though another basis is relied on, until the person agrees anew
        refused = one["state"] in ("refused", "withdrawn", "invalidated") and one["controller"] in needs.get(
            "refusing", []
        )
        anew = [
            later
            for later in own
            if later["state"] in ("given", "renewed")
            and later["controller"] == one["controller"]
            and later["purpose"] in [*agreed, one["purpose"]]
            and later["order"][0] > one["order"][0]
        ]
        if refused and one["purpose"] in needs["purposes"] + reaching and not anew:
            return "said_no"
    for need in needs["consents"]:
        mine = [one for one in own if one["controller"] == need["controller"]]
        right = [one for one in mine if one["purpose"] in need["purposes"]]
        right += [one for one in mine if one["purpose"] in reaching and one["state"] in taking and one not in right]
        newest = lambda one: (one["order"][0], bool(reaching) and one["state"] in taking, one["order"])  # noqa: E731
        last = max(right, key=newest, default={"state": "unknown"})
        if last["state"] not in ("given", "renewed"):
            return last["state"]
        if last["until"] is not None and last["until"] < at:
            return "expired"
        if last["at"] < need.get("since", ""):
            return "stale"
        notice = [last["notice"], last["notice_version"]]
        if notice not in [one[:2] for one in need["accepted"]]:
            known = notice in need["invalid"], notice in need["lacking"]
            return "notice_invalid" if known[0] else "notice_lacks" if known[1] else "notice_unknown"
        if [*notice, last["purpose"]] in need.get("unassigned", []):
            return "notice_unassigned"
        if need["explicit"] and not last["explicit"]:
            return "not_explicit"
        if need["parental"] and not last["more"].get("guardian"):
            return "not_parental"
    return "allowed"


people = {} if question["subjects"] is None else {one: [] for one in question["subjects"]}
for one in events:
    if one["at"] <= at and one["dataset"] == question["dataset"]:
        people.setdefault(one["subject"], []).append(one)
reasons = {subject: reason(own) for subject, own in sorted(people.items())}
listed = [(one["subject"], one["reason"], one["counts"]) for one in table("subjects.csv")]
assert len(listed) == len(reasons), "subjects.csv lists other people"
for (subject, why), line in zip(reasons.items(), listed):
    assert line[0] in (subject, "'" + subject) and line[1] == why, "subjects.csv says something else"
    assert line[2] == ("yes" if why == "allowed" else "no"), "subjects.csv counts otherwise"
allowed = [subject for subject, why in reasons.items() if why == "allowed"]
tally = inputs["cohorts"][decision["cohort"]]["tally"]
counts = {why: list(reasons.values()).count(why) for why in sorted(set(reasons.values()) - {"allowed"})}
assert (len(reasons), len(allowed), counts) == (tally["total"], tally["allowed"], tally["counts"]), "another count"
assert answer.body["m"] == len(reasons) and answer.body["n"] in (0, len(allowed)), "the answer says something else"
hashed = hashlib.sha256(inputs["subjects"]["salt"].encode() + b"\n")
for subject in allowed if answer.body["n"] else []:
    hashed.update(subject.encode() + b"\n")
assert encode(hashed.digest()) == answer.body["subjects"], "other people may go out"
ok("counted again: " + ", ".join(f"{number} {why}" for why, number in counts.items()))
print(f"{answer.body['verdict']}: {answer.body['n']} of {answer.body['m']} people, as the signed answer says")
