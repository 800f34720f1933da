package io.noisystudent.learning.module;

import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/** One node, compiled: from the values of its inputs to the values of its outputs. */
@FunctionalInterface
interface Call {
    List<Tensor> apply(Operands in);

    /** A call with one output. */
    static Call of(Function<Operands, Tensor> function) {
        return in -> List.of(function.apply(in));
    }
}
