"""Scripts and sheets in one answer are the files, joined and nothing else."""

import re

import pytest

from lms.kernel import bundles


def test_a_bundle_has_every_module_once_and_before_it_is_used(tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "page.js").write_text(
        '/** Says. */\nimport { say } from "./parts/say.js";\n'
        'import { LOUD, word } from "./word.js";\nsay(word());\n'
    )
    (tmp_path / "parts" / "say.js").write_text(
        'import { LOUD } from "../word.js";\n'
        "// A remark.\nexport function say(text) {\n  return text + LOUD;\n}\n"
    )
    (tmp_path / "word.js").write_text(
        'export const LOUD = "!";\nexport async function word() {\n  return "hi";\n}\n'
    )

    script = bundles.script(tmp_path / "page.js")

    assert script == (
        'const m0 = (() => {\nconst LOUD = "!";\nasync function word() {\n'
        'return "hi";\n}\nreturn { LOUD, word };\n})();\n'
        "const m1 = (() => {\nconst { LOUD } = m0;\nfunction say(text) {\n"
        "return text + LOUD;\n}\nreturn { say };\n})();\n"
        "const m2 = (() => {\nconst { say } = m1;\nconst { LOUD, word } = m0;\n"
        "say(word());\nreturn {  };\n})();\n"
    )


@pytest.mark.parametrize("name", bundles.BUNDLES)
def test_a_bundle_may_be_kept_for_ever_under_its_address(app, visitor, name):
    with app.test_request_context():
        address = bundles.bundle(name)

    answer = visitor.get(address)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "import " not in answer.text
    assert "/*" not in answer.text.split("\n", 1)[0]


def test_the_fonts_of_a_sheet_are_found_from_the_bundle(app, visitor):
    with app.test_request_context():
        sheet = visitor.get(bundles.bundle("exam-room.css")).text

    fonts = set(re.findall(r"url\(([^)]+)\)", sheet))

    assert "../static/fonts/inter-latin-opsz-normal.woff2" in fonts
    for font in fonts:
        with visitor.get(font.removeprefix("..")) as answer:
            assert answer.status_code == 200


def test_there_are_no_other_bundles(visitor):
    assert visitor.get("/bundles/other.js").status_code == 404


def test_a_page_has_its_symbols_in_itself():
    found = bundles.symbols(["flag", "lock"])

    assert re.findall(r'<symbol id="([^"]+)"', found) == ["i-flag", "i-lock"]
    with pytest.raises(LookupError):
        bundles.symbols(["nothing"])
