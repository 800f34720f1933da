package io.noisystudent.learning.optimizer;

import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.learning.module.Parameter;
import io.noisystudent.learning.torch.Compute;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Moves parameters by their gradients; its memory of earlier steps is native, therefore close it. */
public interface Optimizer extends AutoCloseable {
    /** The optimizer that a recipe asks for, fresh. */
    static Optimizer of(OptimizerConfig settings, List<Parameter> parameters, Compute compute) {
        Optimizer optimizer =
                switch (settings.algorithm()) {
                    case SGD -> new Sgd(compute, parameters, settings.momentum(), settings.weightDecay());
                    case ADAMW -> new AdamW(compute, parameters, settings.momentum(), settings.weightDecay());
                    case RMSPROP -> new RmsProp(compute, parameters, settings.momentum(), settings.weightDecay());
                };
        Double clipNorm = settings.clipNorm();
        return clipNorm == null ? optimizer : new ClippedGradients(compute, optimizer, parameters, clipNorm);
    }

    /** Moves every parameter that has a gradient against it, then clears the gradients. */
    void step(double learningRate);

    /** Its memory of earlier steps, by the names of the parameters behind what is remembered. */
    Map<String, Tensor> state();

    @Override
    void close();
}
