package io.noisystudent.learning.training;

import io.noisystudent.learning.module.GraphModule;
import io.noisystudent.learning.module.Parameter;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.graph.Graph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * Finds out whether bfloat16 is worth it on this machine for this network, by timing a few steps of both.
 *
 * <p>Processors without bfloat16 products lose by it, and so do some networks on those that have them. It must win by a
 * clear margin: equal requests should rarely be answered differently.
 */
final class PrecisionProbe {
    private static final int WARM_UP_STEPS = 2;
    private static final int TIMED_STEPS = 3;
    private static final double MARGIN = 1.15;
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

    private final LongSupplier nanoTime;

    PrecisionProbe(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The precision to train in: the wish itself unless it is {@code AUTO}. */
    Precision choose(Precision wish, Graph graph, Phase phase) {
        if (wish != Precision.AUTO) {
            return wish;
        }
        if (!processorHasBfloat16()) {
            return Precision.FP32;
        }
        try (GraphModule network = GraphModule.of(graph);
                Batch batch = Batch.of(phase, graph)) {
            long exact = time(network, batch, phase.plan(), Precision.FP32);
            long half = time(network, batch, phase.plan(), Precision.BF16);
            return half * MARGIN < exact ? Precision.BF16 : Precision.FP32;
        }
    }

    /** The fastest of a few steps: what disturbs a step makes it slower, never faster. */
    private long time(GraphModule network, Batch batch, Plan plan, Precision precision) {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < WARM_UP_STEPS + TIMED_STEPS; i++) {
            long start = nanoTime.getAsLong();
            Arithmetic.differentiate(network, batch, plan.loss(), precision);
            fastest = i < WARM_UP_STEPS ? fastest : Math.min(fastest, nanoTime.getAsLong() - start);
            NativeScope.run(() -> network.parameters().forEach(Parameter::clearGradient));
        }
        return fastest;
    }

    private static boolean processorHasBfloat16() {
        try {
            String description = Files.isReadable(PROCESSOR) ? Files.readString(PROCESSOR) : "";
            return description.contains("avx512_bf16") || description.contains("amx_bf16");
        } catch (IOException e) {
            return false;
        }
    }
}
