"""What an import would do, in the words of the desk. Must not know any widget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wallctl.controller.column_words import counted_lines, fields_line
from wallctl.controller.import_flaws import file_word, flaw_word
from wallctl.controller.words import english, source_name, translate
from wallctl.errors import BadInput, WallError
from wallctl.model.ids import SourceId
from wallctl.model.source import Source
from wallctl.rules.catalogue_changes import CatalogueChanges, Fields, Renamed, TouchedPreset
from wallctl.rules.importing import over_known
from wallctl.store.catalogue_files import CameraFile, WrongRows

LINES_AT_MOST = 300
"""Of one part of the report; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of change: a heading with its count, and a line for each."""

    heading: str
    lines: tuple[str, ...]


def report_parts(report: CatalogueChanges, known: Mapping[SourceId, Source], read: CameraFile) -> list[Part]:
    """Return the report's parts in the order in which they matter; what did not change has none."""
    kept = over_known(known, read.sources, read.says)
    sources = {**known, **{source.ref: source for source in kept}}
    fields = {one.id: one for one in report.fields}

    def named(refs: Iterable[SourceId]) -> list[str]:
        return [_named(ref, sources) for ref in refs]

    def told(refs: Iterable[SourceId]) -> list[str]:
        return [_told(_named(ref, sources), fields.get(ref)) for ref in refs]

    # Of what is told elsewhere already, nothing is told twice.
    plain = {*report.moved, *report.readdressed, *(set(report.for_good) - fields.keys())}
    other = [ref for ref in report.changed if ref not in plain]
    kinds = (
        (
            translate("Import", "注意：敏感级别降低 {n} 路"),
            [_pair(_named(one.id, sources), f"{one.before} → {one.after}") for one in report.lowered],
        ),
        (translate("Import", "新增 {n} 路"), named(report.new)),
        (translate("Import", "改名 {n} 路（旧名仍可搜索）"), [_renamed(one) for one in report.renamed]),
        (translate("Import", "改动涉及 {n} 项内容"), counted_lines(report.fields)),
        (translate("Import", "单位、区县或位置变了 {n} 路（列出各路的全部改动）"), told(report.moved)),
        (translate("Import", "地址变了 {n} 路（列出各路的全部改动）"), told(report.readdressed)),
        (translate("Import", "其他内容变了 {n} 路"), told(other)),
        (translate("Import", "临时信号源改为长期 {n} 路"), named(report.for_good)),
        (
            translate("Import", "同一地址换了编号 {n} 路（旧编号保留）"),
            [f"{one.before} → {_named(one.after, sources)}" for one in report.renumbered],
        ),
        (translate("Import", "同单位另有 {n} 路不在文件里（保留不动）"), named(report.gone)),
        (translate("Import", "涉及场景 {n} 个"), _touched_lines(report)),
        (translate("Import", "目录里没有的单位 {n} 个"), [*report.strangers]),
    )
    return [Part(heading.format(n=len(lines)), _cut(lines)) for heading, lines in kinds if lines]


def summary(report: CatalogueChanges, count: int) -> str:
    """Return the report in one line; what may not be overlooked is a line of its own."""
    if report.empty:
        return translate("Import", "文件中 {n} 路，与目录一致，没有要改的。").format(n=count)
    # One camera may be renamed and changed otherwise: it counts once, or the numbers would not add up.
    renamed = {one.id for one in report.renamed}
    text = translate("Import", "文件中 {n} 路：新增 {new}，有改动 {changed}，不变 {same}。")
    if renamed:
        text = translate(
            "Import", "文件中 {n} 路：新增 {new}，有改动 {changed}（其中改名 {renamed}），不变 {same}。"
        )
    said = text.format(
        n=count,
        new=len(report.new) + len(report.renumbered),
        renamed=len(renamed),
        changed=len(renamed | set(report.changed)),
        same=report.same,
    )
    if not report.lowered:
        return said
    warning = translate("Import", "注意：{n} 路的敏感级别会降低，请先核对。")
    return f"{said}\n{warning.format(n=len(report.lowered))}"


def trouble_parts(wrong: WallError) -> list[Part]:
    """Return what is wrong with a file: each row with its line, field and remedy."""
    if isinstance(wrong, WrongRows):
        heading = translate("Import", "{n} 行不能导入；改好这些行再选一次，现在什么都没有改动")
        lines = [_row(row.line, row.column, flaw_word(row)) for row in wrong.rows]
        return [Part(heading.format(n=len(lines)), _cut(lines))]
    heading = translate("Import", "这个文件不能导入，现在什么都没有改动")
    if not isinstance(wrong, BadInput):
        heading = translate("Import", "这个文件读不出来，现在什么都没有改动")
    return [Part(heading, (file_word(wrong),))]


def _row(line: int, column: str, text: str) -> str:
    if column:
        return translate("Import", "第 {line} 行，{column}：{text}").format(
            line=line, column=column, text=text
        )
    return translate("Import", "第 {line} 行：{text}").format(line=line, text=text)


def _named(ref: SourceId, sources: Mapping[SourceId, Source]) -> str:
    source = sources.get(ref)
    return f"{ref}  {source_name(source)}" if source is not None else str(ref)


def _pair(what: str, text: str) -> str:
    return translate("Import", "{what}：{text}").format(what=what, text=text)


def _told(name: str, other: Fields | None) -> str:
    return _pair(name, fields_line(other)) if other is not None else name


def _renamed(one: Renamed) -> str:
    pair = (one.before, one.after)
    if english() and one.before_en != one.after_en:
        pair = (one.before_en or one.before, one.after_en or one.after)
    return f"{one.id}  {pair[0]} → {pair[1]}"


def _touched_lines(report: CatalogueChanges) -> list[str]:
    """Return the presets that name what becomes another; what is not in the file stays, and so do they."""
    other = {*report.changed, *(one.id for one in report.renamed), *(one.before for one in report.renumbered)}
    hit = ((one, [ref for ref in one.sources if ref in other]) for one in report.presets)
    return [_touched(one, refs) for one, refs in hit if refs]


def _touched(one: TouchedPreset, sources: Iterable[SourceId]) -> str:
    name = (one.name_en or one.name) if english() else one.name
    return _pair(name, translate("Notice", "、").join(sources))


def _cut(lines: Sequence[str]) -> tuple[str, ...]:
    left = len(lines) - LINES_AT_MOST
    if left <= 0:
        return tuple(lines)
    return (*lines[:LINES_AT_MOST], translate("Import", "… 还有 {n} 条").format(n=left))
