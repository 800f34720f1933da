package io.noisystudent.learning.training;

import io.noisystudent.learning.module.GraphModule;
import io.noisystudent.learning.module.Mode;
import io.noisystudent.learning.objective.NoisyStudentLoss;
import io.noisystudent.learning.torch.Autocast;
import io.noisystudent.learning.torch.NativeScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** One pass forward and backward, in a precision. */
final class Arithmetic {
    private Arithmetic() {}

    /** Adds the gradient of the batch's loss to the gradients of the parameters and returns the loss. */
    static double differentiate(GraphModule network, Batch batch, NoisyStudentLoss objective, Precision precision) {
        return NativeScope.call(() -> {
            Tensor logits =
                    Autocast.call(precision == Precision.BF16, () -> network.forward(batch.images(), Mode.TRAINING));
            Tensor loss = objective.of(logits.to(ScalarType.Float), batch.targets());
            loss.backward();
            return loss.item_double();
        });
    }
}
