#!/usr/bin/env python3
"""Writes ONNX's own tests of operators for the command "bench conformance": per test a model, and a file of its values.

Needs: pip install onnx. Usage: node_tests.py DIRECTORY OPERATOR,OPERATOR,...
"""
import sys
import warnings
from pathlib import Path

import numpy as np
import onnx
from onnx import defs, helper, numpy_helper
from onnx.backend.test.case.node import collect_testcases

# The operator sets in which the trainer reads a graph. What is the same in one of them is written in it.
OLDEST, NEWEST = 13, 25


def means_the_same(operator, version, other):
    """Whether an operator is the same in another set, but for the element types that it takes."""
    one, two = defs.get_schema(operator, version, ""), defs.get_schema(operator, other, "")
    same = set(one.attributes) == set(two.attributes) and [i.name for i in one.inputs] == [i.name for i in two.inputs]
    # The meaning of some operators changed before the oldest set without a new attribute.
    return same and (version > other or one.since_version == two.since_version)


def in_known_set(model):
    version = next(entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx"))
    known = min(max(version, OLDEST), NEWEST)
    if known != version and all(means_the_same(node.op_type, version, known) for node in model.graph.node):
        del model.opset_import[:]
        model.opset_import.append(helper.make_opsetid("", known))
    # The intermediate representation of the newest release is not read by all runtimes.
    model.ir_version = min(model.ir_version, 10)
    return model


def tensor(value, name):
    if isinstance(value, onnx.TensorProto):
        copy = onnx.TensorProto()
        copy.CopyFrom(value)
        copy.name = name
        return copy
    if isinstance(value, (np.ndarray, np.generic)):
        return numpy_helper.from_array(np.asarray(value), name)
    return None  # a sequence or an absent optional value


def values(model, case):
    inputs, outputs = case.data_sets[0]
    names = [i.name for i in model.graph.input]
    found = [tensor(v, f"input.{n}") for n, v in zip(names, inputs)]
    found += [tensor(v, f"output.{i}") for i, v in enumerate(outputs)]
    graph = helper.make_graph([], case.name, [], [], [value for value in found if value is not None])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", NEWEST)], ir_version=10)


def main(directory, operators):
    warnings.filterwarnings("ignore")
    known = set(operators.split(","))
    target = Path(directory)
    target.mkdir(parents=True, exist_ok=True)
    count = 0
    for case in collect_testcases(None):
        model = case.model
        if model is None or not all(n.op_type in known and n.domain in ("", "ai.onnx") for n in model.graph.node):
            continue
        model = in_known_set(model)
        (target / f"{case.name}.onnx").write_bytes(model.SerializeToString())
        (target / f"{case.name}.values").write_bytes(values(model, case).SerializeToString())
        (target / f"{case.name}.operators").write_text(" ".join(sorted({n.op_type for n in model.graph.node})))
        count += 1
    print(f"ONNX {onnx.__version__}: {count} tests")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
