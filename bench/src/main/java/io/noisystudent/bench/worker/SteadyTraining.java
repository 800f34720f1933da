package io.noisystudent.bench.worker;

import io.noisystudent.bench.device.Card;
import io.noisystudent.bench.device.MemoryUse;
import io.noisystudent.bench.images.Photographs;
import io.noisystudent.bench.images.Pictures;
import io.noisystudent.bench.pipeline.ProcessMemory;
import io.noisystudent.inference.Device;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.training.StepReport;
import io.noisystudent.learning.training.Training;
import io.noisystudent.learning.training.TrainingData;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.learning.training.TrainingOptions;
import io.noisystudent.networks.build.Networks;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** What a long training holds in memory from one part of it to the next. */
final class SteadyTraining implements TrainingListener {
    /** In equal distances; the first is after a tenth of the steps. */
    static final int READINGS = 10;

    private static final int IMAGES = 512;

    private final Compute compute;
    private final int distance;
    private final List<MemoryUse> uses = new ArrayList<>();
    private int begun;

    private SteadyTraining(Compute compute, int distance) {
        this.compute = compute;
        this.distance = distance;
    }

    /** Megabytes of the card and of this process, one pair for each reading. */
    static double[] take(TrainingOrder order) {
        Compute compute = order.compute(false);
        SteadyTraining readings = new SteadyTraining(compute, order.steps() / READINGS);
        new Training()
                .run(
                        Networks.build(order.network(), order.shape(), Pictures.classes(), 1),
                        TrainingData.of(Photographs.invented(order.shape(), IMAGES)),
                        order.recipe(order.steps() + 1),
                        new TrainingOptions(1, compute, order.loaders()),
                        readings);
        return readings.uses.stream()
                .flatMapToDouble(use -> DoubleStream.of(use.card(), use.process()))
                .toArray();
    }

    @Override
    public boolean isCancelled() {
        if (begun > 0 && begun % distance == 0) {
            compute.synchronize();
            uses.add(read());
        }
        begun++;
        return false;
    }

    private MemoryUse read() {
        // What the JVM has not collected yet is no growth, and native memory may hang on it.
        System.gc();
        return MemoryUse.of(
                compute.isHost() ? Device.CPU : Device.CUDA,
                Card.read(),
                ProcessMemory.of(ProcessHandle.current().pid()).own());
    }

    @Override
    public void stepped(StepReport report) {
        // It is asked before each step.
    }
}
