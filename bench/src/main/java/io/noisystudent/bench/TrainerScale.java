package io.noisystudent.bench;

import io.noisystudent.bench.worker.Arithmetic;
import io.noisystudent.inference.Device;
import java.util.List;

/**
 * How much trainers compute for each part of {@link GpuCommand}: on a card as much as the figures need, on a processor so
 * little that the parts run to their end.
 *
 * @param arithmetics that the device has
 * @param compared images of the first step whose logits and gradients are compared
 * @param comparedLarge the same of large images
 * @param largeSide of the images that stand for photographs
 * @param loads whose speed is measured
 * @param steadyBatch of the training whose memory is watched
 * @param leastOfResident what part the images per second have to be of those without input
 * @param leastOfDevice what part of those decoding and noise have to reach on the loaders
 * @param learning how teacher and student learn
 */
record TrainerScale(
        List<Arithmetic> arithmetics,
        int compared,
        int comparedLarge,
        int largeSide,
        List<Load> loads,
        int steadyBatch,
        double leastOfResident,
        double leastOfDevice,
        Learning learning) {
    static final int SMALL_SIDE = 32;

    /** Until when memory is watched. */
    static final int STEADY_STEPS = 500;

    /**
     * A training that is timed.
     *
     * @param steps of a round
     * @param leastOfScript what part the images per second have to be of the PyTorch script's
     */
    record Load(String network, int side, int batch, int steps, double leastOfScript) {}

    /**
     * A teacher and a student.
     *
     * @param fewestSeconds without which there is no use in beginning
     * @param leastAccuracy of each on ten classes
     */
    record Learning(String network, double fewestSeconds, double mostSeconds, double leastAccuracy) {}

    /** What trainings that are interrupted compute in. TF32 is no more than a flag on the kernels of float32. */
    List<Arithmetic> resumed() {
        return arithmetics.stream()
                .filter(arithmetic -> arithmetic != Arithmetic.TF32)
                .toList();
    }

    static TrainerScale of(Device device) {
        return device == Device.CPU ? processor() : card();
    }

    private static TrainerScale card() {
        int large = 224;
        return new TrainerScale(
                List.of(Arithmetic.FP32, Arithmetic.TF32, Arithmetic.BF16, Arithmetic.FP16),
                64,
                32,
                large,
                List.of(
                        new Load("resnet-20", SMALL_SIDE, 256, 150, 1),
                        new Load("wrn-28-2", SMALL_SIDE, 256, 100, 1),
                        new Load("resnet-50", large, 128, 30, 0.95),
                        new Load("efficientnet-b0", large, 128, 30, 0.95)),
                128,
                0.95,
                1,
                new Learning("wrn-28-2", 90, Double.POSITIVE_INFINITY, 0.5));
    }

    /** The shares mean little with so few images, but one far below is a fault here too. */
    private static TrainerScale processor() {
        int large = 64;
        return new TrainerScale(
                List.of(Arithmetic.FP32, Arithmetic.BF16),
                16,
                8,
                large,
                List.of(
                        new Load("resnet-20", SMALL_SIDE, 16, 3, 0.1),
                        new Load("wrn-28-2", SMALL_SIDE, 8, 2, 0.1),
                        new Load("resnet-50", large, 4, 1, 0.1),
                        new Load("efficientnet-b0", large, 4, 1, 0.1)),
                4,
                0.1,
                0.1,
                new Learning("small-cnn", 0, 12, 0.2));
    }
}
