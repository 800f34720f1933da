package io.noisystudent.learning.module;

import io.noisystudent.learning.torch.RandomStream;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One call with the slots of its operands and of its results, and the slots that nobody needs afterwards.
 *
 * @param released slots whose values are let go, so that evaluation holds no more than it must
 * @param evaluates whether it works as in evaluation always
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Step(Call call, int[] inputs, int[] outputs, int[] released, boolean evaluates) {

    void run(@Nullable Tensor[] values, Mode mode, RandomStream random) {
        boolean training = mode == Mode.TRAINING && !evaluates;
        List<Tensor> results = call.apply(new Operands(values, inputs, training, random));
        for (int i = 0; i < outputs.length; i++) {
            if (outputs[i] >= 0) {
                values[outputs[i]] = results.get(i);
            }
        }
        for (int slot : released) {
            Tensor value = values[slot];
            if (value != null && !results.contains(value)) {
                value.close();
            }
            values[slot] = null;
        }
    }
}
