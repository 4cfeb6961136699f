"""Rules of the city's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from wallctl.errors import BadInput
from wallctl.store.city_files import read_agencies, read_city, read_incident_types, sample_city_folder

AGENCY = '[[agencies]]\nid = "psb"\nname = "公安"\ncolour = "#2F6FDE"\n'


def test_the_shipped_city_is_read() -> None:
    city = read_city(sample_city_folder())
    assert (len(city.agencies), len(city.districts)) == (11, 9)
    assert city.rivers and city.roads
    assert city.agencies == read_agencies(sample_city_folder() / "agencies.toml")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (AGENCY.replace("colour", "color"), 4, "field `color`: unknown — did you mean `colour`?"),
        (AGENCY.replace("#2F6FDE", "blue"), 4, "field `colour`"),
        (AGENCY + "\n" + AGENCY, 7, "field `id`: `psb` is used twice"),
        (AGENCY.replace("agencies", "agency"), 1, "`agency`: unknown — this file holds [[agencies]]"),
        ("agencies = 3\n", 1, "field `agencies`"),
        ("agencies = [3]\n", 1, "field `agencies`"),
    ],
)
def test_a_wrong_agency_is_named_by_file_line_and_field(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    file = tmp_path / "agencies.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(BadInput) as refused:
        read_agencies(file)
    assert refused.value.thing == f"{file}:{line}"
    assert said in str(refused.value)


def test_an_incident_code_used_twice_is_named(tmp_path: Path) -> None:
    file = tmp_path / "incidents.toml"
    row = '[[incidents]]\ncode = "11A04"\nname = "x"\n'
    file.write_text(f'code_system = "x"\n{row}{row}', "utf-8")
    with pytest.raises(BadInput, match=r"incidents\.toml:6: field `code`: `11A04` is used twice"):
        read_incident_types(file)
