"""Bodies that others have replaced."""

from datetime import date

import pytest

from ingest.bodies import TABLE, BodiesError, load_bodies

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Crédits du CGET", ["CGET"]),
        ("DDCS de l'Indre", ["DDCS"]),
        ("D.D.C.S., préfecture", ["D.D.C.S."]),
        ("direction départementale de la cohésion sociale", ["direction départementale de la cohésion sociale"]),
        ("Commissariat général à l'égalité des territoires", ["Commissariat général à l'égalité des territoires"]),
        ("Pôle emploi, puis le CGET et encore Pôle emploi", ["Pôle emploi", "CGET"]),
        ("l'ANCT et la CAF", []),
        ("les CGETS d'ailleurs", []),
        ("un programme du rami", []),
    ],
)
def test_a_replaced_body_is_found_by_its_whole_name(text, written):
    assert [found.written for found in load_bodies().replaced_in(text, TODAY)] == written


def test_a_body_is_replaced_from_its_day_on():
    bodies = load_bodies()
    assert bodies.replaced_in("CGET", date(2019, 12, 31)) == ()
    assert bodies.replaced_in("CGET", date(2020, 1, 1))


def test_every_entry_has_its_day_and_its_text():
    found = load_bodies()._bodies
    assert len(found) >= 15
    for body in found:
        assert body.since < TODAY
        assert any(word in body.source for word in ("loi", "décret", "circulaire", "ordonnance", "arrêté")), body


def test_the_table_of_a_user_completes_and_corrects(tmp_path):
    own = tmp_path / "organismes.toml"
    own.write_text('[[body]]\nnames = ["CGET"]\nsince = 2021-05-01\nby = "une autre agence"\nsource = "arrêté local"\n', encoding="utf-8")
    bodies = load_bodies(own)
    assert bodies.replaced_in("CGET", date(2021, 4, 30)) == ()
    (found,) = bodies.replaced_in("CGET", TODAY)
    assert found.body.by == "une autre agence"
    assert bodies.replaced_in("DIRECCTE", TODAY)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[[body]\n", "TOML"),
        (b"\xff\xfe", "TOML"),
        (b'[[body]]\nnames = "CGET"\nsince = 2020-01-01\nby = "x"\nsource = "y"\n', "« names »"),
        (b'[[body]]\nnames = ["CGET"]\nsince = "hier"\nby = "x"\nsource = "y"\n', "« since »"),
        (b'[[body]]\nnames = ["CGET"]\nsince = 2020-01-01\nby = ""\nsource = "y"\n', "« by »"),
    ],
)
def test_a_table_that_cannot_be_used_is_told_with_its_name(tmp_path, content, told):
    own = tmp_path / "organismes.toml"
    own.write_bytes(content)
    with pytest.raises(BodiesError, match=told) as error:
        load_bodies(own)
    assert str(own) in str(error.value)
    with pytest.raises(BodiesError, match="fichier introuvable"):
        load_bodies(tmp_path / "absent.toml")


def test_the_table_names_no_body_twice():
    names = [name for body in load_bodies()._bodies for name in body.names]
    assert len(names) == len(set(names)), TABLE
