package io.noisystudent.bench;

import io.noisystudent.bench.worker.Arithmetic;
import io.noisystudent.bench.worker.TrainingOrder;
import java.util.Locale;
import java.util.function.Consumer;

/** Logits and gradients of the first step on a device against those on the processor in float32. */
final class TrainerGradients implements CheckedPart {
    private static final String ROW = "%-28s %12s %12s %12s   %s";

    private final Trainers trainers;

    TrainerGradients(Trainers trainers) {
        this.trainers = trainers;
    }

    /**
     * What a precision may change, as shares: of the largest logit, of the length of all gradients together, and of the
     * gradients of that weight for which it is most.
     */
    record Tolerance(double logits, double gradients, double weight) {
        /** Sums in another order, rounded to 23 bits of mantissa, through the switches of ReLU. */
        private static final Tolerance FP32 = new Tolerance(1e-4, 5e-3, 2e-2);

        /** Other roundings of the same kind. */
        private static final double BF16_FACTOR = 3;

        /** Factors are rounded to 10 bits, eight times as fine; the networks do not magnify each rounding alike. */
        private static final double TEN_BITS_FACTOR = 1;

        /** Gradients of 0 differ by 1. A single weight may differ by more, where its gradients nearly cancel. */
        private static final double MOST = 0.9;

        /** @param rounding what bfloat16 changes on the processor, in the order of the components */
        static Tolerance of(Arithmetic arithmetic, double... rounding) {
            return switch (arithmetic) {
                case FP32 -> FP32;
                case TF32, FP16 -> of(TEN_BITS_FACTOR, rounding);
                case BF16 -> of(BF16_FACTOR, rounding);
            };
        }

        private static Tolerance of(double factor, double... rounding) {
            return new Tolerance(
                    Math.min(MOST, factor * rounding[0]), Math.min(MOST, factor * rounding[1]), factor * rounding[2]);
        }

        /** Never with NaN. */
        boolean holds(double[] differences) {
            return differences[0] <= logits && differences[1] <= gradients && differences[2] <= weight;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "at most %.0e, %.0e, %.0e", logits, gradients, weight);
        }
    }

    @Override
    public void run(Report report, Consumer<Check> checks) {
        TrainerScale scale = trainers.scale();
        report.line(
                "GRADIENTS  of the first step of fresh networks without noise, on %s, against float32 on the processor by "
                        + "libtorch alone: the largest difference of a logit as a share of the largest logit, the length "
                        + "of the difference of all gradients as a share of their length, and the same of the weight for "
                        + "which it is most; required of bf16 is at most three times what bf16 changes on the processor, "
                        + "of tf32 and fp16 as much",
                trainers.device());
        report.line(ROW, "", "logits", "gradients", "weight", "required");
        for (Arithmetic arithmetic : scale.arithmetics()) {
            checks.accept(compare(report, "resnet-20", arithmetic, TrainerScale.SMALL_SIDE, scale.compared()));
            checks.accept(compare(report, "wrn-28-2", arithmetic, TrainerScale.SMALL_SIDE, scale.compared()));
            checks.accept(compare(report, "efficientnet-b0", arithmetic, scale.largeSide(), scale.comparedLarge()));
        }
        report.line("");
    }

    private Check compare(Report report, String network, Arithmetic arithmetic, int side, int images) {
        String subject = network + ", " + side + " px, " + arithmetic;
        TrainingOrder order = trainers.order(network, arithmetic, side, images, 1);
        Check check = Check.of(subject, () -> check(report, subject, order));
        if (!check.holds()) {
            report.line("%-28s FAILED: %s", subject, check.found());
        }
        return check;
    }

    private Check check(Report report, String subject, TrainingOrder order) {
        double[] found = trainers.answer(worker -> worker.ask("gradients", order));
        Tolerance tolerance = Tolerance.of(order.arithmetic(), found[3], found[4], found[5]);
        report.line(ROW, subject, share(found[0]), share(found[1]), share(found[2]), tolerance);
        return new Check(
                "logits, gradients, weight: " + subject,
                share(found[0]) + ", " + share(found[1]) + ", " + share(found[2]),
                tolerance.toString(),
                tolerance.holds(found));
    }

    private static String share(double value) {
        return String.format(Locale.ROOT, "%.1e", value);
    }
}
