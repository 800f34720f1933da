package io.noisystudent.bench;

import io.noisystudent.bench.worker.Arithmetic;
import io.noisystudent.bench.worker.BenchWorkers;
import io.noisystudent.bench.worker.TrainingOrder;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.inference.Device;
import java.util.Locale;

/**
 * The trainings of {@link GpuCommand}, in processes of their own: a fault of native code ends one of them, not the command.
 *
 * @param threads of the processor
 * @param loaders threads that prepare batches
 */
record Trainers(BenchWorkers workers, Device device, int threads, int loaders, TrainerScale scale) {
    private static final int CHANNELS = 3;

    static ImageShape square(int side) {
        return new ImageShape(side, side, CHANNELS);
    }

    /** Without noise. */
    TrainingOrder order(String network, Arithmetic arithmetic, int side, int batch, int steps) {
        return new TrainingOrder(
                network,
                arithmetic,
                batch,
                steps,
                square(side),
                threads,
                TrainingOrder.Kind.PLAIN,
                device.name().toLowerCase(Locale.ROOT),
                loaders);
    }
}
