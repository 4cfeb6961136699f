"""Rule: an import says what it did."""

from __future__ import annotations

from wallctl.cli.source_commands import TOLD_AT_MOST, _changes_in_words, _lowered_in_words
from wallctl.model.camera_table import Column
from wallctl.model.ids import SourceId
from wallctl.rules.catalogue_changes import CatalogueChanges, Fields, Lowered, Renamed, Renumbered


def test_an_import_names_what_is_new_changed_and_missing() -> None:
    a, b, c, d = (SourceId(name) for name in "abcd")
    report = CatalogueChanges(
        new=(a,),
        gone=(b,),
        renamed=(Renamed(id=c, before="Gate", after="North gate"),),
        renumbered=(Renumbered(before=b, after=d),),
        same=4,
    )
    assert _changes_in_words(report) == [
        "  new: a",
        "  renamed: c (Gate -> North gate)",
        "  same streams under a new id: b -> d",
        "  not in the file, kept as they are: b",
    ]


def test_a_long_list_is_cut() -> None:
    report = CatalogueChanges(new=tuple(SourceId(f"s{n}") for n in range(TOLD_AT_MOST + 3)))
    (line,) = _changes_in_words(report)
    assert line.endswith(f"s{TOLD_AT_MOST - 1} and 3 more")


def test_an_import_names_the_fields_that_change_and_counts_them() -> None:
    a, b = SourceId("a"), SourceId("b")
    report = CatalogueChanges(
        changed=(a, b),
        fields=(
            Fields(id=a, fields=(Column.ALIASES, Column.TAGS), emptied=(Column.ALIASES,)),
            Fields(id=b, fields=(Column.TAGS,)),
        ),
    )
    assert _changes_in_words(report) == [
        "  changed: a (aliases emptied, tags), b (tags)",
        "  fields that change: tags 2, aliases 1 (emptied 1)",
    ]


def test_a_lowered_sensitivity_is_a_warning_of_its_own() -> None:
    lowered = (Lowered(id=SourceId("a"), before=3, after=1),)
    assert _lowered_in_words(lowered) == "sensitivity falls: a (3 -> 1)"
