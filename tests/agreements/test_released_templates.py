"""A version of a template that was released never changes: the texts drafted from it are compared with it."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

from datapact.base.resources import data_folder
from datapact.contract.templates.template import ClauseSource, Template, load_template
from datapact.contract.text.document import read_state
from tests.agreements.drafts import SMALL, TEMPLATES, draft, texts

RELEASED = {
    "ai-pilot/1": "65612663f2a5ee8d0252d48823f944eae9cc94f0b7c646ba49ee3b1c70cf0fd2",
    "ai-pilot/2": "3eeec09cc9f72649ba81d20b774ca3574c6f883ab6adce398cad3e9ee29debe6",
    "controller-to-controller/1": "f504784d3b1331644381ec990e96090fee775e12193ff9e92b9b50e5ba4f2a62",
    "controller-to-controller/2": "f7954bf64d3ce5b5009ae5b60fe2ef2cc37b620556caca6810bf6c688ab7848c",
    "ai-pilot/3": "843bb322e46a6eaac3afea04f166e289ec926dca87b4bef32630699be3b3e84f",
    "controller-to-controller/3": "9b2de983f4f5cff300e0cf85318e770d65ce83ace2ee8625fe421c0476e75e28",
    "processing/3": "44d62a32960b86a18953257a9b9fd62dcc7883aa468739339479ae0a4cb70e9e",
    "processing/1": "812538d6ea20bce641a1b8fc78309f4a8b552598065cdcc42495c3c9011c1b5b",
    "processing/2": "a55fc9e349e2b3f3ff91676e4ef979790d413a11289dac48d8e2a0632909ccb0",
    "ai-pilot/4": "9e8ab2f6a41dcb260f58f1a1e143cca4263c7dad279c21ec488db86e3fb9d31c",
    "consortium/1": "d2d53a5cea7e0a39973050a4a66165a3682c6645d838f356b5fd05b715258a29",
    "controller-to-controller/4": "f5caa04ed05cdc2518f1ef58ca694e22b1f178ad3282c99bda7caaadd4af9a93",
    "data-act-recipient/1": "526f71c1d23a36f2bac55dff71252ca87c4aaf93e6c992c36021e89536faf0bc",
    "data-act-third-party/1": "9a4e2047578a2510b1f654bae1b282f7484dfa4d37bc94a0386572bb04440ce4",
    "data-act-user/1": "499e489c9b368496f01e48331499a380342220ad28cf4ecf7ae33f92cb4789a1",
    "data-licence/1": "02391cb5315ec267126deb7abd13fbe65cd35167501c11e0155c0192820e3a81",
    "framework/1": "291aa305a353985887d1731f9ca4b569eabc275047f601f1f8e979d9be7a0f96",
    "intermediary/1": "0a126901d757ed5f731e191066f440d894d5e997a35dd0f099159abf04271c81",
    "joint-controllers/1": "cd53053e38e729aebbf2cb2bcde1e13491a09b4089af949e4c0347144dfd6fbf",
    "model-licence/1": "cc7e69ab06271021217c41ce51671b605fdc3b6a86deae0cb936a71164a36c19",
    "municipality/1": "6ad85f93f6208596f838f93ddc02e9066566126cf09ec9d016e025302bba5522",
    "participant-consent/1": "4caa8c92c2b099dccbb139c39c13ed5dfd280a507ff49f8b935be3e76e8b0c7a",
    "processing/4": "5b5eaa2ce19c46132d3558c6eeb79c90f5bdbfb6aecaed93bc0b90faef23b561",
    "processing/5": "ffb1c63b18ecd7086dc4f607fe2d6bd47b4b20bf174d731eb006ed8ae0f54bfb",
    "joint-controllers/2": "d2b6987ba90161b4dbbba2b9300163ff5aa0b74aaec725551115844453df2222",
    "data-act-recipient/2": "f6abbeef07bc3ad5f2ba332658851356d1b3c14e51ca4adee9980a909aef5733",
    "municipality/2": "3cb569f671afca34907797f9082f59d11d78d9d6d7980189ad9b4290abfbe23e",
    "nda/1": "27c680205b09b9680c1c4bb4718da7ded839f49eb81617505585834898f28ae8",
    "consortium/2": "6962c35fc9fd23b80e5b20ecca04c020d794ef7ce28cf16b40b09bb8abeb341e",
    "nda/2": "9b27b553a1138545471f0f27ecaf632888972c0471865d33751f588d5a13eacc",
    "data-licence/2": "599483f59f7f16c8f4af54f29c6d3cf374b648dcc793000b1806d8f05e4621c2",
    "model-licence/2": "bcb1a97d70ca14956f9a3655adf7cc68ad851d381fe58abcdaea986ba1dc39fc",
    "framework/2": "10317b0ebce458cb9f9916078dae41fcec88053ee533b78d3fe3b3a9d4cacbd7",
    "joint-controllers/3": "fa540a821e29f725f7e652fdc0648b1765720544a10191ef12bea71fe8e03559",
    "consortium/3": "6f89176d46eddf6d65df6b4d12f8347be0c419e5859864d2b54a789eab5deaa7",
    "intermediary/2": "0164cf011bb1fd51f47d81ea0ff9b11e577d4e96e671eb2e54eeb2f1ba006507",
    "data-act-recipient/3": "1aeab23c4e177e18e946bff67f044a9efebf6cafa29dabc12a68288bb5be946c",
    "ai-pilot/5": "87050d557fc68557c21231a9b944fbf28c975097821c1cb863961f91628760c6",
    "consortium/4": "19552a17ab1bf39e63f67ef91e2c9e48fdf1064fcd2ab4aae9b83e00e7db561a",
    "controller-to-controller/5": "e7b8e1f39aeec76da7b9d46d45e089c1983c8474bdfa56d95ee5b06dab4eb94d",
    "data-act-recipient/4": "f92b81bc57e3abc2baa9952b431d5317a1e72f2352bc5bc28b74332390ec850a",
    "data-act-third-party/2": "1f4778c1558945c4115d422b8d74287b591e04a0f5696b880a5efc7eabcc1f8a",
    "data-act-user/2": "cec67e2476b399bd1bb57953cbf13a4a6860c4917e2e285d2a383cb1d822d70e",
    "data-licence/3": "a54f05f6be674bfa74ab2ed0136ed894ada1d60558f26fb523d3610ed587d464",
    "framework/3": "209414411df48b2977a39c8db643a33c7c0fc48465fae8df958e62c23b812e31",
    "intermediary/3": "18be25c73c197a9a754ad54aad6bbfadc72c60f75886f26d03e12cc9f4411ffc",
    "joint-controllers/4": "2e6e910157111db4a7d9095a80e394862b523eaa3b9c8a0d80740e0af4ddc501",
    "municipality/3": "fb6008db279b288317f0565e662795643c48e22a264e0ab52fc015f201e9b085",
    "participant-consent/2": "cd361fdabc916ebc3a503afbb3fe63177317f3af6a040c6b7a389b6fec184b1c",
    "processing/6": "3d613a725ff2176895691ab8d9b27e9c3807b5ae90f9a5b10dec5592de3bddb2",
    "controller-to-controller/6": "4385a294fa89858c80c60745640c2db391757b6e5ae3d0e6dd916fd74d4d62ee",
    "ai-pilot/6": "1d883ec53c3b220acb0d5f1adfaf94d3b93bec2373591119da666f6c55c3057b",
    "processing/7": "4d5aa3596c74e68e60ea85c4a129e065c9101c0b7055ab50e0b6b172833011b0",
    "municipality/4": "6a3fa1ddf581643129b5653b341e069a529eb8002f193fa3efa5eced8a0e6890",
    "ai-pilot/7": "f75302d101e6f248a7a36e829746329748c38c4b471237ff1c3d93039e6cda07",
    "ai-pilot/8": "8dbfc8f91ae102bf62a73b4a6f2f34d8245975f00800c04900c2a012cec86f82",
    "controller-to-controller/7": "488b0411ecec373c93d694689f8b0df716b9690d59a979473003bb4d5879fb2a",
    "controller-to-controller/8": "73e3bea5fd546e1f28dbb47671c999a76b3f2d8be6d7c61b406c356b6b7e6e86",
    "consortium/5": "e30e2d3a3c8f08d8018dd4af1ba1130645d4f015dbbc3779e939e0a38badd463",
    "data-act-recipient/5": "d107d8935c7d9d958f5f3e2464346792f06922831edd9fee6e68b7c166df1737",
    "data-act-third-party/3": "2c4de43aea19ca3fb9ab8161b2de3feaf2f848e615606b1161769a7a355e2529",
    "framework/4": "95d429f22a98b92856c705e2d43e12dcc87c6ba049f1209b718121de8970c138",
    "intermediary/4": "5f01ed267958e38b31b93cba7e91af6e8a822fcf134ecf4b2ec3354359e35e32",
    "joint-controllers/5": "6918f72a6ad42e7f6c7d4e9a444803e79b41183a2f18f437dd4d30f455b812cf",
    "participant-consent/3": "831eb093106a5512119b02e3889d5476e12f33d753415771801247334540af5b",
    "data-act-user/3": "99bb3777766047d93c43babf0f5879dd4e255dcf24337a13e4fbbfed530b6fe9",
    "data-licence/4": "d74f3e4e9868f26894ba1f8b8afda298f9110d6b716364894d1c92c3c13245bc",
    "processing/8": "0afc505c68be86391c790edc93a011c094bf03717fefc90cc3850331f1acceea",
    "processing/9": "b76a86f10c17e49453d9cfa29ed9c1addd6a9461622afb548a8d657930d28a5a",
    "municipality/5": "b9a447a43d4f8d936ef4d6560288513fa28bc1520a81fc18991e1422d030fd42",
    "nda/3": "3653e45c152fb1522bb7e68ca471fadf8dd23ffc722034567ea02c941e909570",
    "model-licence/3": "22bce0966a0da3e4d80a76dbc95d7dbac2b35eb8f827aeb230c39ca18739ddc9",
    "consortium/6": "c6f5fe805348141886884aedad58d97425b62c1c362005eca95ab7f39d0f0df5",
    "joint-controllers/6": "bc8d798f70e759e6f72f77f5e880a941720dffbd41082943d9e751236de30856",
    "data-act-recipient/6": "ea9415a58af6fe5f0151dcc40a2db37a72d9a9a46034812ea58c0230b8be207c",
    "data-act-third-party/4": "6bdc2a9c69defca40cd7d52b4ea4e58f9d2e4ad0e130f9d70b96b8b3b1cfbe4f",
    "data-act-user/4": "413bf984ab027eeca0cb2b361930c051a22cc7f1c2b3a228bfe6b4b37d0fe6cf",
    "intermediary/5": "d40133b4c92008bdb9258722c057605a565bf9a85257b83f2db77905f4bfee45",
    "data-licence/5": "bdfb20113a5e587743d465f45f89d353aea92e82fbad59e0257c5e128db35c5f",
    "data-licence/6": "15667e2596a91d19398443b5d96f815fc0595fadb6432633477a630bfb44188a",
    "model-licence/4": "38ab8dd876b854d664558d228c8009e2ad796b11bd64f5565837853cf03674f6",
    "model-licence/5": "6b37ac13ae85a5dde34327a4ed60994a79a3c718fafae693a04334110afe1307",
    "municipality/6": "4274119d709b6b05224c245a49b33eb03e3be7c3b49bbf44851f50f637e74fd4",
    "municipality/7": "ecabeffeafff8b6b72bfab8f981d62e459923eb9634f3fe6b87b04d39a9a3882",
    "ai-pilot/9": "00056551cf2b5d4a1aa9203a63b57b146e2372c9c70a4978a08da7a1560d010b",
    "consortium/7": "c4ccabdd2394fab6bbcd5590fc8d5a58672b810a37fa4bb17da3b1e9bb599fdb",
    "controller-to-controller/9": "4693ea86c567e1cb8b5d3be9debab12b25a35df2d049afb6c3ecc04e71e2e46d",
    "data-act-recipient/7": "e0e08eacd38f243d7a867d2f20c9e2de8e5feca9476ce54d60dda807838c00e0",
    "data-act-third-party/5": "b6a5b63ccbe9bf43cbd43eb17b1e6110e2e4a799d6f6c33d5c298ff6f2645983",
    "data-act-user/5": "3bf6c58b36fe5d2c579a2870d6dc5eda293e1246733f905d553bd4bbba237f3d",
    "data-licence/7": "ae451d6f98bf74328deeac070d166b140c6a91eb05ec0b45ab82381c9532ab61",
    "framework/5": "d6a8f8f33ec7e6e87d17ab19a8065f3eb9d19800c3f33ed3493c333153e5eb33",
    "intermediary/6": "a3df8d1a224c009714078d621c39dfb594cb57fb424d67324bd732b1ab93c53d",
    "joint-controllers/7": "cb61d005bddeb64b1f413bee659e88a68ba1081760e51a75e8d96d854c7b4491",
    "model-licence/6": "3421a1c487725a41ac09882f8dadd6ee22753246941353bd61822f3af32bf53f",
    "municipality/8": "24c37021d76283d57e296de2182ae1605d3b5ec556a6f1d55c5f68d816b80f5d",
    "nda/4": "df383d1edc0659774abc850b6e34d60cce5f6804dc4c15d960e2a7d7d360036c",
    "participant-consent/4": "1eac9bf96c86fb7175b95819907194c9c2972a8a803c18ac09344989e4431dec",
    "processing/10": "0098458989c21c041a88eacebe9597b008e35fa7f67005d78878cf5385959a05",
    "ai-pilot/10": "7cff6e3605d1dec4707fafeb5506cfd8f065ce1caac67a29c9764b80771d7cd9",
    "consortium/8": "82707b14478f669f0978c1090730fd7263ec247c8326cf96ab92e5b6d39d9927",
    "controller-to-controller/10": "86b397f49f7f3aa8a78a8aec4086cc7a36dbd8655d9da49d58949e5486161cca",
    "data-licence/8": "6b43dd5b9070b3b0a57113075f66d357b06527e4f6da38d1d8c339f8da4ecc61",
    "framework/6": "9f26b8717e0584d227e39cc8f78bf536e7006c387af4b354e3d55a35e4ef261f",
    "data-act-recipient/8": "3defc2433cb3f199de0df3e51edcf02570ae49c94b724772fdbc17340b441bf7",
    "data-act-third-party/6": "4d02472a499730ed6298747befd786306b7fe1ffec2029e206f95b8912f739f0",
    "data-act-user/6": "9121b885b189f76646ab66589c86c607625a2648a377ed4570fd6a44130d2afc",
    "participant-consent/5": "7c0f049e9a27731819af3e95d32e568fcb9e7cd7b89e542032124a339c80d9e5",
    "joint-controllers/8": "45a5c2c800a1f97dc2e1dc2601978c32131864fce334d14cf77d01c88a9d4f6d",
}
"""By template and version, the SHA-256 of its words: order, presets and clauses, its own and those it shares."""


def digest(name: str) -> str:
    home = data_folder()
    folder = home / "templates" / name
    about = tomllib.loads((folder / "template.toml").read_text("utf-8"))
    own = (folder / "clauses.toml").read_text("utf-8")
    ids = {clause["id"] for clause in tomllib.loads(own).get("clauses", [])}
    shared = [_elsewhere(one).read_text("utf-8") for one in about["order"] if one not in ids]
    return hashlib.sha256("\n".join([str(about["order"]), str(about.get("preset")), own, *shared]).encode()).hexdigest()


def _elsewhere(one: str) -> Path:
    """The file in which a clause stands that is not a template's own: shared, or of another template's version."""
    if "/" in one:
        return data_folder() / "templates" / one.rpartition("/")[0] / "clauses.toml"
    return data_folder() / "clauses" / f"{one}.toml"


@pytest.mark.parametrize("name", RELEASED)
def test_a_released_version_keeps_its_words(name: str) -> None:
    assert digest(name) == RELEASED[name], "copy the folder to the next number instead"


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_clause_of_another_template_is_that_of_its_newest_version(name: str) -> None:
    """What a later version of the other one mended is mended here, too."""
    folder = data_folder() / "templates" / name / str(load_template(name).version)
    for one in tomllib.loads((folder / "template.toml").read_text("utf-8"))["order"]:
        home, _slash, clause = one.rpartition("/")
        if home:
            other, _slash, version = home.partition("/")
            newest = load_template(other)
            earlier = load_template(other, int(version))
            assert _words(newest, clause) == _words(earlier, clause), f"{one}: {other} has version {newest.version}"


def _words(template: Template, clause: str) -> ClauseSource:
    return next(one for one in template.clauses if one.id == clause)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_version_but_the_newest_is_released(name: str) -> None:
    assert {f"{name}/{version}" for version in range(1, load_template(name).version)} <= RELEASED.keys()


AGREED = """
[penalty]
agreed = true
breach_euros = 5000
year_euros = 20000

[insurance]
agreed = true
kept_by = ["b"]
event_euros = 1000000
"""


UNINSURED = {"nda"}
"""Templates with a penalty and no clause on insurance."""
NO_PENALTY = {"consortium", "joint-controllers"}
WITH_PENALTY = [name for name in TEMPLATES if name not in NO_PENALTY]


def penalty_of(name: str) -> str:
    """The clause of a template that fixes the penalty for a breach: the usual one, or one of its own."""
    ids = [clause.id for clause in load_template(name).clauses]
    return next(one for one in ids if one == "penalty" or (one.endswith("-penalty") and one != "delay-penalty"))


DELAY = (
    "ai-pilot",
    "controller-to-controller",
    "data-act-recipient",
    "data-act-third-party",
    "data-act-user",
    "data-licence",
    "framework",
)


@pytest.mark.parametrize("name", DELAY)
def test_a_penalty_for_late_provision_adds_its_clause_with_its_limits(name: str) -> None:
    plain: dict[str, Any] = dict(draft(name, SMALL.encode()))
    late = f"{SMALL}\n[penalty]\ndelay_day_euros = 200\ndelay_euros = 2000\nyear_euros = 8000\n"
    agreed: dict[str, Any] = dict(draft(name, late.encode()))
    ids = [one["id"] for one in plain["clauses"]]
    assert [one["id"] for one in agreed["clauses"] if one["id"] not in ids] == ["delay-penalty"]
    for language, sums in (
        ("de", ("200\u00a0€", "2.000\u00a0€", "8.000\u00a0€")),
        ("en", ("€200", "€2,000", "€8,000")),
    ):
        said = {place: "".join(run.text for run in runs[language]) for place, runs in texts(agreed).items()}
        assert all(one in said["delay-penalty-amount"] for one in sums)
        assert "offen:" not in said["delay-penalty-promise"]
        assert "341" in said["delay-penalty-damages"]


@pytest.mark.parametrize("name", WITH_PENALTY)
def test_penalty_and_insurance_add_their_clauses_and_nothing_else(name: str) -> None:
    plain: dict[str, Any] = dict(draft(name, SMALL.encode()))
    agreed: dict[str, Any] = dict(draft(name, f"{SMALL}{AGREED}".encode()))
    ids = [one["id"] for one in plain["clauses"]]
    added = [one["id"] for one in agreed["clauses"] if one["id"] not in ids]
    insured = name not in UNINSURED
    assert added == [penalty_of(name), *(["insurance"] if insured else [])]
    german = {place: "".join(run.text for run in runs["de"]) for place, runs in texts(agreed).items()}
    assert "höchstens 5.000\N{NO-BREAK SPACE}€" in german[f"{added[0]}-amount"]
    assert all(words in german[f"{added[0]}-review"] for words in ("§ 315 Abs. 3 BGB", "§ 343 BGB", "§ 348 HGB"))
    assert "§ 340 Abs. 2, § 341 Abs. 2 BGB" in german[f"{added[0]}-damages"]
    assert not insured or "Beta AG" in german["insurance-duty"]
    assert "penalty" not in plain["terms"]


@pytest.mark.parametrize("name", WITH_PENALTY)
def test_limits_of_an_underlying_contract_cover_the_penalty_and_public_bodies_may_insure_themselves(name: str) -> None:
    public = SMALL.replace('name = "Beta AG"', 'name = "Stadt"\npublic_body = true')
    german = {
        place: "".join(run.text for run in runs["de"])
        for place, runs in texts(draft(name, f'{public}{AGREED}[liability]\nrule = "main_contract"\n'.encode())).items()
    }
    assert "gelten für Vertragsstrafe und Schadensersatz zusammen" in german[f"{penalty_of(name)}-damages"]
    assert name in UNINSURED or "Erklärung der öffentlichen Stelle, nachgewiesen" in german["insurance-evidence"]


def test_an_older_version_has_no_such_clause() -> None:
    older = draft("processing", f"{SMALL}{AGREED}".encode(), 2)
    assert not {"processor-penalty", "insurance"} & {clause.id for clause in read_state(older).clauses}


RULES_OF_MEMBERS = """
[membership]
leaving = "own_part"
joining = "all"
exclusion = "majority"
data_after = "delete"
licences_after = "go_on"
whole_end = "majority"
"""


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_text_on_leaving_says_what_the_program_does(name: str) -> None:
    """Without the term a notice ends the agreement for all, so a text by which it goes on for the others says so, too."""
    three = f'{SMALL}\n[[parties]]\nkey = "c"\nname = "Gamma KG"\n'
    for rules in ("", RULES_OF_MEMBERS):
        state = draft(name, f"{three}{rules}".encode())
        own_part = read_state(state).terms.membership.leaving == "own_part"  # some templates answer it by themselves
        assert own_part or not rules
        said = {place: "".join(run.text for run in runs["en"]) for place, runs in texts(state).items()}
        goes_on = said.get("members-leaving", "")
        for_all = said.get("members-notice-for-all", "")
        assert bool(for_all) == (bool(goes_on) and not own_part)
        assert not for_all or for_all.startswith("Notice of termination by a party ends this agreement for all.")
        members = " ".join(words for place, words in said.items() if place.startswith("members-"))
        assert "[missing reference]" not in members
