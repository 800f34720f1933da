package io.noisystudent.learning.module;

import io.noisystudent.learning.torch.RandomStream;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/** The values of one node's inputs in one pass. */
final class Operands {
    private final @Nullable Tensor[] values;
    private final int[] slots;
    private final boolean training;
    private final RandomStream random;

    /** A slot below zero is an optional input that is not given. */
    Operands(@Nullable Tensor[] values, int[] slots, boolean training, RandomStream random) {
        this.values = values;
        this.slots = slots;
        this.training = training;
        this.random = random;
    }

    int count() {
        return slots.length;
    }

    boolean has(int position) {
        return position < slots.length && slots[position] >= 0;
    }

    Tensor get(int position) {
        return requireNonNull(values[slots[position]], "an input that was not computed");
    }

    /** All of them, none of which may be left out. */
    TensorVector all() {
        Tensor[] all = new Tensor[slots.length];
        Arrays.setAll(all, this::get);
        return new TensorVector(all);
    }

    TensorOptional optional(int position) {
        return has(position) ? new TensorOptional(get(position)) : new TensorOptional();
    }

    /** Whether batch statistics and noise are on. */
    boolean training() {
        return training;
    }

    RandomStream random() {
        return random;
    }
}
