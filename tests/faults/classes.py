"""All classes of attempts, with their shares in CI."""

from __future__ import annotations

import os

from tests.faults import bundles, directories, files, kills, partner, vault_files
from tests.faults.attempts import Class

CLASSES = (
    Class("bundles", bundles.opened, bundles.try_bundle, 80, 10),
    Class("signed cards", bundles.opened, bundles.try_card, 60, 10),
    Class("directories", bundles.opened, directories.try_directory, 40, 10),
    Class("cards", files.opened, files.try_card, 400, 10),
    Class("proofs", files.opened, files.try_proof, 400, 10),
    Class("pdfs", files.opened, files.try_pdf, 80, 30),
    Class("archives", files.opened, files.try_bag, 16, 30),
    Class("vault files", vault_files.opened, vault_files.try_vault, 60, 60),
    Class("partner", partner.opened, partner.try_partner, 8, 120),
    *((Class("kills", kills.opened, kills.try_kill, 8, 120),) if hasattr(os, "fork") else ()),
)
