package io.noisystudent.learning.module;

import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Operators that move or select elements, or change their type. */
final class Shaping {
    private Shaping() {}

    static Call cast(OperatorContext context) {
        int code = Math.toIntExact(context.node().intAttribute("to", 0));
        ScalarType type = Elements.scalarType(ElementType.ofOnnxCode(code).orElseThrow(), context.real());
        return Call.of(in -> in.get(0).to(type));
    }

    static Call transpose(OperatorContext context) {
        long[] order = context.node().intsAttribute("perm");
        return Call.of(in -> {
            long rank = in.get(0).dim();
            return in.get(0)
                    .permute(
                            order.length > 0
                                    ? order
                                    : LongStream.range(0, rank)
                                            .map(i -> rank - 1 - i)
                                            .toArray());
        });
    }

    static Call flatten(OperatorContext context) {
        int axis = Math.toIntExact(context.node().intAttribute("axis", 1));
        return Call.of(in -> {
            long[] shape = in.get(0).shape();
            int split = axis < 0 ? axis + shape.length : axis;
            long rows = Arrays.stream(shape).limit(split).reduce(1, (a, b) -> a * b);
            long columns = Arrays.stream(shape).skip(split).reduce(1, (a, b) -> a * b);
            return in.get(0).reshape(rows, columns);
        });
    }

    static Call reshape(OperatorContext context) {
        Function<Operands, long[]> wanted = context.longs(1);
        boolean zeroIsZero = context.node().intAttribute("allowzero", 0) != 0;
        return Call.of(in -> {
            long[] shape = wanted.apply(in).clone();
            for (int axis = 0; axis < shape.length; axis++) {
                if (shape[axis] == 0 && !zeroIsZero) {
                    shape[axis] = in.get(0).size(axis);
                }
            }
            return in.get(0).reshape(shape);
        });
    }

    static Call concat(OperatorContext context) {
        long axis = context.node().intAttribute("axis", 0);
        return Call.of(in -> torch.cat(in.all(), axis));
    }

    static Call split(OperatorContext context) {
        Node node = context.node();
        long axis = node.intAttribute("axis", 0);
        int parts = node.outputs().size();
        boolean sized = context.given("split", 1);
        Function<Operands, long[]> sizes = sized
                ? context.longs("split", 1)
                : in -> {
                    long size = in.get(0).size(axis);
                    long each = (size + parts - 1) / parts;
                    return LongStream.range(0, parts)
                            .map(i -> Math.min(each, size - i * each))
                            .toArray();
                };
        return in -> {
            List<Tensor> outputs = new ArrayList<>();
            long start = 0;
            for (long size : sizes.apply(in)) {
                outputs.add(in.get(0).narrow(axis, start, size));
                start += size;
            }
            return outputs;
        };
    }

    static Call slice(OperatorContext context) {
        Function<Operands, long[]> starts = context.longs("starts", 1);
        Function<Operands, long[]> ends = context.longs("ends", 2);
        Function<Operands, long[]> axes = context.given("axes", 3)
                ? context.longs("axes", 3)
                : in -> LongStream.range(0, starts.apply(in).length).toArray();
        Function<Operands, long[]> steps = context.given("steps", 4)
                ? context.longs(4)
                : in -> LongStream.generate(() -> 1)
                        .limit(axes.apply(in).length)
                        .toArray();
        return Call.of(in -> {
            Tensor values = in.get(0);
            for (int i = 0; i < axes.apply(in).length; i++) {
                values = cut(values, axes.apply(in)[i], starts.apply(in)[i], ends.apply(in)[i], steps.apply(in)[i]);
            }
            return values;
        });
    }

    /** Backwards is forwards on the turned axis, whose place i was place size - 1 - i. */
    private static Tensor cut(Tensor values, long axis, long start, long end, long step) {
        if (step > 0) {
            return values.slice(axis, new LongOptional(start), new LongOptional(end), step);
        }
        long size = values.size(axis);
        long first = Math.max(0, start < 0 ? start + size : start);
        long from = Math.max(0, size - 1 - first);
        long to = size - 1 - Math.max(-1, end < 0 ? end + size : end);
        return values.flip(axis).slice(axis, new LongOptional(from), new LongOptional(to), -step);
    }

    static Call squeeze(OperatorContext context) {
        if (!context.given("axes", 1)) {
            return Call.of(in -> in.get(0).squeeze());
        }
        Function<Operands, long[]> axes = context.longs("axes", 1);
        return Call.of(in -> in.get(0).squeeze(axes.apply(in)));
    }

    static Call unsqueeze(OperatorContext context) {
        Function<Operands, long[]> axes = context.longs("axes", 1);
        return Call.of(in -> {
            long[] added = axes.apply(in);
            long rank = in.get(0).dim() + added.length;
            Tensor values = in.get(0);
            for (long axis :
                    Arrays.stream(added).map(a -> a < 0 ? a + rank : a).sorted().toArray()) {
                values = values.unsqueeze(axis);
            }
            return values;
        });
    }

    /** The axis is replaced by the axes of the indices; negative indices count from the end. */
    static Call gather(OperatorContext context) {
        int axis = Math.toIntExact(context.node().intAttribute("axis", 0));
        return Call.of(in -> {
            Tensor values = in.get(0);
            int at = axis < 0 ? axis + Math.toIntExact(values.dim()) : axis;
            long[] before = Arrays.copyOf(values.shape(), at);
            long[] after = Arrays.copyOfRange(values.shape(), at + 1, Math.toIntExact(values.dim()));
            Tensor given = in.get(1).to(ScalarType.Long);
            Tensor indices =
                    torch.where(given.lt(new Scalar(0)), given.add(new Scalar(values.size(at)), new Scalar(1)), given);
            long[] shape = LongStream.concat(
                            LongStream.concat(Arrays.stream(before), Arrays.stream(indices.shape())),
                            Arrays.stream(after))
                    .toArray();
            return values.index_select(at, indices.reshape(-1)).reshape(shape);
        });
    }

    static Call shape(OperatorContext context) {
        int start = Math.toIntExact(context.node().intAttribute("start", 0));
        int end = Math.toIntExact(context.node().intAttribute("end", Integer.MAX_VALUE));
        return Call.of(in -> {
            long[] shape = in.get(0).shape();
            int from = Math.max(0, start < 0 ? start + shape.length : start);
            int to = Math.min(shape.length, end < 0 ? end + shape.length : end);
            long[] part = Arrays.copyOfRange(shape, from, Math.max(from, to));
            return context.compute().sizes(part);
        });
    }
}
