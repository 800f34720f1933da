package io.noisystudent.learning.training;

import io.noisystudent.learning.torch.NativeScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The loss of a step, the mean over networks and parts of the batch, which the device may still compute: reading waits
 * for it. Native memory, therefore close it.
 */
final class StepLoss implements AutoCloseable {
    private final List<Tensor> values = new ArrayList<>();
    private boolean skipped;

    void add(Tensor loss) {
        values.add(NativeScope.keep(loss.detach()));
    }

    /** The step moves nothing, so that its loss need not be finite. */
    void skip() {
        skipped = true;
    }

    boolean isSkipped() {
        return skipped;
    }

    double read() {
        double sum = 0;
        for (Tensor value : values) {
            sum += value.item_double();
        }
        return sum / values.size();
    }

    @Override
    public void close() {
        values.forEach(Tensor::close);
    }
}
