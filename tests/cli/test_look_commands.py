"""Rule: status names each node with how busy its machine is, or that it is not there."""

from __future__ import annotations

from wallctl.cli.look_commands import _status_words


def test_each_node_is_named_with_its_load() -> None:
    nodes = [
        {"node": "a", "connected": True, "cpu_percent": 63.4},
        {"node": "b", "connected": True, "cpu_percent": None},
        {"node": "c", "connected": False, "cpu_percent": None},
    ]
    truth = {"true": 4, "of": 4, "lies": []}
    said = _status_words({"revision": 7, "truth": truth, "nodes": nodes, "cells": []}).splitlines()
    assert said[:4] == [
        "revision 7, 4/4 cells true",
        "node a: 63 % of its cores in use",
        "node b: connected",
        "node c: not connected",
    ]
