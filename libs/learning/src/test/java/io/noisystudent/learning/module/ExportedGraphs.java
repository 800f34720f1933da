package io.noisystudent.learning.module;

import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The detours of exporters: shapes and paddings computed from the batch, choices among values, tokens for each image. */
final class ExportedGraphs {
    static final Map<String, Function<TestGraphs, Graph>> CASES = new LinkedHashMap<>();

    static {
        CASES.put("a class token for each image", g -> g.constant("rows", Tensor.vector(0L, 4L, 36L))
                .node("Reshape", "columns", "y", "rows")
                .node("Transpose", "tokens", List.of("columns"), Map.of("perm", Attribute.ofInts(0, 2, 1)))
                .weight("token", 1, 1, 1, 4)
                .node("Expand", "expanded", "token", tokenSizes(g))
                .node("Concat", "joined", List.of("expanded", "tokens"), Map.of("axis", Attribute.of(1)))
                .node("Transpose", "back", List.of("joined"), Map.of("perm", Attribute.ofInts(0, 2, 1)))
                .constant("open", Tensor.vector(2L))
                .node("Unsqueeze", "image", "back", "open")
                .classify("image", 4));
        CASES.put("padding SAME computed from the size", g -> g.node("Pad", "padded", "y", pads(g))
                .weight("w", 0.3, 5, 4, 3, 3)
                .node("Conv", "z", List.of("padded", "w"), Map.of("strides", Attribute.ofInts(2, 2)))
                .classify("z", 5));
        CASES.put("ConstantOfShape with floats", g -> g.node("Shape", "shape", "y")
                .node("ConstantOfShape", "zeros", "shape")
                .node("ConstantOfShape", "halves", List.of("shape"), Map.of("value", Attribute.of(Tensor.vector(0.5f))))
                .node("Mul", "half", "y", "halves")
                .node("Add", "z", "half", "zeros")
                .classify("z", 4));
        CASES.put("Where", g -> g.constant("mask", Tensor.vector(1L, 0L, 1L, 1L, 0L, 0L))
                .constant("one", Tensor.scalar(1L))
                .node("Equal", "chosen", "mask", "one")
                .weight("other", 1, 4, 1, 1)
                .node("Mul", "scaled", "y", "other")
                .node("Where", "z", "chosen", "y", "scaled")
                .classify("z", 4));
        CASES.put("Expand to more axes", g -> g.weight("row", 1, 4, 1, 1)
                .constant("sizes", Tensor.vector(2L, 1L, 1L, 6L))
                .node("Expand", "grid", "row", "sizes")
                .constant("first", Tensor.vector(0L))
                .node("Gather", "one", List.of("grid", "first"), Map.of())
                .node("Mul", "z", "y", "one")
                .classify("z", 4));
        CASES.put("Floor and Ceil", g -> g.node("Floor", "down", "y")
                .node("Ceil", "up", "y")
                .node("Sub", "distance", "up", "down")
                .node("Mul", "z", "distance", "y")
                .classify("z", 4));
        CASES.put("Div of whole numbers", g -> g.constant("dividends", Tensor.vector(7L, -7L, 9L, Long.MIN_VALUE))
                .constant("divisors", Tensor.vector(2L, 2L, -4L, Long.MAX_VALUE))
                .node("Div", "quotients", "dividends", "divisors")
                .node("Cast", "floats", List.of("quotients"), Map.of("to", Attribute.of(1)))
                .constant("channels", Tensor.vector(1L, 4L, 1L, 1L))
                .node("Reshape", "factors", "floats", "channels")
                .node("Mul", "z", "y", "factors")
                .classify("z", 4));
        CASES.put("GroupNorm", g -> g.constant("groups", Tensor.vector(0L, 2L, -1L))
                .node("Reshape", "grouped", "y", "groups")
                .constant("ones", Tensor.vector(1f, 1f))
                .constant("nulls", Tensor.vector(0f, 0f))
                .node("InstanceNormalization", "normal", "grouped", "ones", "nulls")
                .node("Shape", "shape", "y")
                .node("Reshape", "back", "normal", "shape")
                .weight("gain", 1, 4, 1, 1)
                .weight("offset", 1, 4, 1, 1)
                .node("Mul", "scaled", "back", "gain")
                .node("Add", "n", "scaled", "offset")
                .node("Mul", "z", "n", "y")
                .classify("z", 4));
        CASES.put("LayerNormalization spelled out", g -> g.constant("last", Tensor.vector(-1L))
                .constant("two", Tensor.scalar(2f))
                .constant("epsilon", Tensor.scalar(1e-5f))
                .node("ReduceMean", "average", "y", "last")
                .node("Sub", "apart", "y", "average")
                .node("Pow", "square", "apart", "two")
                .node("ReduceMean", "variance", "square", "last")
                .node("Add", "positive", "variance", "epsilon")
                .node("Sqrt", "deviation", "positive")
                .node("Div", "normal", "apart", "deviation")
                .weight("gain", 1, 6)
                .weight("offset", 1, 6)
                .node("Mul", "scaled", "normal", "gain")
                .node("Add", "z", "scaled", "offset")
                .classify("z", 4));
    }

    private ExportedGraphs() {}

    /** As torch.onnx.export writes {@code token.expand(x.shape[0], -1, -1)}. */
    private static String tokenSizes(TestGraphs g) {
        g.node("Shape", "all", "y")
                .constant("zero", Tensor.scalar(0L))
                .constant("axis", Tensor.vector(0L))
                .constant("rest", Tensor.vector(-1L, -1L))
                .constant("flat", Tensor.vector(-1L))
                .constant("minus", Tensor.scalar(-1L))
                .node("Gather", "batch", "all", "zero")
                .node("Unsqueeze", "batches", "batch", "axis")
                .node("Concat", "wanted", List.of("batches", "rest"), Map.of("axis", Attribute.of(0)))
                .node("Reshape", "sizes", "wanted", "flat")
                .node("Shape", "rank", "sizes");
        g.node("ConstantOfShape", "ones", List.of("rank"), Map.of("value", Attribute.of(Tensor.vector(1L))))
                .node("Mul", "negative", "ones", "minus")
                .node("Equal", "isOpen", "sizes", "negative")
                .node("Where", "known", "isOpen", "ones", "sizes");
        return "known";
    }

    /** As timm writes max((ceil(h / 2) - 1) * 2 + 3 - h, 0), one half in front and the rest behind. */
    private static String pads(TestGraphs g) {
        g.node("Shape", "all", "y")
                .constant("side", Tensor.scalar(2L))
                .constant("two", Tensor.scalar(2f))
                .constant("one", Tensor.scalar(1f))
                .constant("kernel", Tensor.scalar(3f))
                .constant("none", Tensor.scalar(0f))
                .constant("axis", Tensor.vector(0L))
                .constant("none64", Tensor.vector(0L, 0L, 0L, 0L))
                .constant("pairs", Tensor.vector(-1L, 2L))
                .constant("last", Tensor.vector(-1L))
                .constant("least", Tensor.vector(-Long.MAX_VALUE))
                .node("Gather", "height", "all", "side")
                .node("Cast", "h", List.of("height"), Map.of("to", Attribute.of(1)))
                .node("Div", "quotient", "h", "two")
                .node("Ceil", "outputs", "quotient")
                .node("Sub", "gaps", "outputs", "one")
                .node("Mul", "distance", "gaps", "two")
                .node("Add", "reach", "distance", "kernel")
                .node("Sub", "missing", "reach", "h")
                .node("Clip", "total", "missing", "none")
                .node("Div", "half", "total", "two")
                .node("Cast", "before", List.of("half"), Map.of("to", Attribute.of(7)))
                .node("Cast", "whole", List.of("total"), Map.of("to", Attribute.of(7)))
                .node("Sub", "behind", "whole", "before")
                .node("Unsqueeze", "b", "before", "axis")
                .node("Unsqueeze", "e", "behind", "axis");
        g.node("Concat", "listed", List.of("b", "e", "b", "e", "none64"), Map.of("axis", Attribute.of(0)))
                .node("Reshape", "byAxis", "listed", "pairs")
                .node("Slice", "firstAxisFirst", "byAxis", "last", "least", "axis", "last")
                .node("Transpose", "bySide", List.of("firstAxisFirst"), Map.of("perm", Attribute.ofInts(1, 0)))
                .node("Reshape", "pads", "bySide", "last");
        return "pads";
    }
}
