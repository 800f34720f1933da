package io.noisystudent.learning.training;

import io.noisystudent.learning.module.GraphModule;
import io.noisystudent.learning.module.Mode;
import io.noisystudent.learning.module.Parameter;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.CudaFailure;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.graph.Graph;
import java.util.function.LongSupplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether bfloat16 is worth it on this machine for this network, by timing a few steps of both.
 *
 * <p>Processors without bfloat16 products lose by it, and so do some networks on those that have them. It must win by a
 * clear margin: equal requests should rarely be answered differently.
 */
final class PrecisionProbe {
    private static final Logger LOGGER = LoggerFactory.getLogger(PrecisionProbe.class);
    private static final int WARM_UP_STEPS = 2;
    private static final int TIMED_STEPS = 3;
    private static final double MARGIN = 1.15;
    private static final int CLASSES = 1;

    private final LongSupplier nanoTime;

    PrecisionProbe(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The precision to train in: that of {@code wish} unless it is {@code AUTO}. */
    Precision choose(Compute wish, Graph graph, Phase phase, LossInputs inputs) {
        if (wish.precision() != Precision.AUTO) {
            return wish.precision();
        }
        if (!wish.hasFast(Precision.BF16)) {
            return Precision.FP32;
        }
        try (GraphModule network = GraphModule.of(graph, wish);
                Batch batch = Batch.of(phase, graph, inputs, wish)) {
            Step step = new Step(network, batch, phase.parts());
            long exact = timeInFloat(step, wish);
            long half = time(step, wish.with(Precision.BF16));
            return half * MARGIN < exact ? Precision.BF16 : Precision.FP32;
        }
    }

    /** As long as can be, if a card has no memory for it: with bfloat16 a step may fit. */
    private long timeInFloat(Step step, Compute wish) {
        try {
            return time(step, wish.with(Precision.FP32));
        } catch (RuntimeException e) {
            if (CudaFailure.of(e).filter(CudaFailure.OUT_OF_MEMORY::equals).isEmpty()) {
                throw e;
            }
            LOGGER.info("the card has no memory for a step in fp32: {}", e.getMessage());
            NativeScope.run(() -> step.network().parameters().forEach(Parameter::clearGradient));
            return Long.MAX_VALUE;
        }
    }

    /** A part of a batch is as much as the card has to hold at a time. */
    private record Step(GraphModule network, Batch batch, int parts) {
        Tensor images() {
            return batch.tensors().part(0, parts).images();
        }
    }

    /** The fastest of a few steps: what disturbs a step makes it slower, never faster. */
    private long time(Step step, Compute compute) {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < WARM_UP_STEPS + TIMED_STEPS; i++) {
            long start = nanoTime.getAsLong();
            differentiate(step, compute);
            compute.synchronize();
            fastest = i < WARM_UP_STEPS ? fastest : Math.min(fastest, nanoTime.getAsLong() - start);
            NativeScope.run(() -> step.network().parameters().forEach(Parameter::clearGradient));
            compute.synchronize();
        }
        return fastest;
    }

    /** One pass forward and backward with any loss: the network takes nearly all of the time. */
    private static void differentiate(Step step, Compute compute) {
        NativeScope.run(() -> {
            Tensor logits = compute.inPrecision(() -> step.network().forward(step.images(), Mode.TRAINING))
                    .inFloat()
                    .logits();
            torch.log_softmax(logits, CLASSES).mean().backward();
        });
    }
}
