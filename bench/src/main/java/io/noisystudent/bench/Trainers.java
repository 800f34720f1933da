package io.noisystudent.bench;

import io.noisystudent.bench.statistics.NotMeasuredException;
import io.noisystudent.bench.worker.Arithmetic;
import io.noisystudent.bench.worker.BenchWorkers;
import io.noisystudent.bench.worker.TrainingOrder;
import io.noisystudent.bench.worker.WorkerProcess;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.inference.Device;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

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

    /**
     * What our worker answers. After an error the next question goes to a new one: in the process that met it, most errors
     * of CUDA stay.
     */
    <R> R answer(Function<WorkerProcess, R> question) {
        return answer(BenchWorkers::java, question);
    }

    /** The same of one of our workers. */
    <R> R answer(Function<BenchWorkers, WorkerProcess> one, Function<WorkerProcess, R> question) {
        try {
            return question.apply(one.apply(workers));
        } catch (NotMeasuredException e) {
            workers.endJava();
            throw e;
        }
    }

    /** Why nothing can be trained here, in the words of the device. */
    Optional<String> refusal() {
        try {
            answer(worker -> worker.ask("open", order("mlp", Arithmetic.FP32, 1, 1, 1)));
            return Optional.empty();
        } catch (NotMeasuredException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
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
