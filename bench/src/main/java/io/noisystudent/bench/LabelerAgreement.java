package io.noisystudent.bench;

import ai.onnxruntime.OrtException;
import io.noisystudent.bench.images.Pictures;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.Device;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The logits of the labeler's classifier on a device against those on the CPU. */
final class LabelerAgreement implements CheckedPart {
    /** Sums in another order. */
    static final double FP32_TOLERANCE = 1e-4;

    /** TF32 rounds inputs too and in each layer: so many times what rounding the weights alone does. */
    static final double TF32_FACTOR = 4;

    private final Device device;
    private final GpuScale scale;

    LabelerAgreement(Device device, GpuScale scale) {
        this.device = device;
        this.scale = scale;
    }

    @Override
    public void run(Report report, Consumer<Check> checks) throws OrtException {
        report.line(
                "AGREEMENT  of logits with the classifier on the CPU: fresh weights with measured batch statistics, %d "
                        + "invented images in one batch; differences as shares of the largest logit; \"again\" compares "
                        + "other runs of the same session, classifiers' with two at once",
                scale.images());
        report.line(
                "%-52s %10s %11s %11s %11s %10s %8s  %s",
                "", "logit", "difference", "share", "tolerance", "same class", "classes", "again");
        compare(report, checks, "resnet-20", scale.smallImage());
        compare(report, checks, "wrn-28-2", scale.smallImage());
        compare(report, checks, "efficientnet-b0", scale.largeImage());
        report.line("");
    }

    private void compare(Report report, Consumer<Check> checks, String network, ImageShape shape) throws OrtException {
        ByteBuffer images = Pictures.patterns(shape, scale.images(), 1);
        Graph graph = MeasuredStatistics.of(Networks.build(network, shape, Pictures.classes(), 1), shape, images);
        float[] expected = logits(graph, images, Device.CPU).get(0);
        String name = network + ", " + shape;
        List<float[]> rounded = logits(Tf32.rounded(graph), images, Device.CPU);
        double tolerance = TF32_FACTOR
                * Agreement.of(expected, rounded.get(0), Pictures.CLASSES).relative();
        row(report, name + ", CPU, weights rounded to TF32", expected, rounded, tolerance);
        checks.accept(row(report, name + ", classifier", expected, logits(graph, images, device), tolerance));
        if (device == Device.CUDA) {
            List<float[]> tf32 = bare(graph, shape, images, "1");
            checks.accept(row(report, name + ", bare, TF32", expected, tf32, tolerance));
            List<float[]> exact = bare(graph, shape, images, "0");
            checks.accept(row(report, name + ", bare, no TF32", expected, exact, FP32_TOLERANCE));
        }
    }

    /** Of one classifier alone, then of two at once, over and over. */
    private List<float[]> logits(Graph graph, ByteBuffer images, Device where) {
        InferenceOptions options = InferenceOptions.defaults().withDevice(where).withMaxBatch(scale.images());
        try (Classifier one = Classifier.open(graph, options);
                Classifier other = one.sibling()) {
            one.input().put(images.duplicate());
            other.input().put(images.duplicate());
            float[] alone = logits(one, 1).get(0);
            CompletableFuture<List<float[]>> theirs = CompletableFuture.supplyAsync(() -> logits(other, scale.runs()));
            List<float[]> ours = logits(one, scale.runs());
            return Stream.of(List.of(alone), ours, theirs.join())
                    .flatMap(List::stream)
                    .toList();
        }
    }

    private static List<float[]> logits(Classifier classifier, int runs) {
        return Stream.generate(() -> {
                    float[] logits = new float[classifier.maxBatch() * Pictures.CLASSES];
                    classifier.run(classifier.maxBatch()).logits().get(logits);
                    return logits;
                })
                .limit(runs)
                .toList();
    }

    private List<float[]> bare(Graph graph, ImageShape shape, ByteBuffer images, String tf32) throws OrtException {
        try (BareSession session = new BareSession(
                graph, shape, images, device, Map.of("use_tf32", tf32, "cudnn_conv_algo_search", "HEURISTIC"))) {
            session.run(1);
            float[] first = session.logits();
            session.run(1);
            return List.of(first, session.logits());
        }
    }

    private static Check row(Report report, String name, float[] expected, List<float[]> runs, double tolerance) {
        Agreement agreement = Agreement.of(expected, runs.get(0), Pictures.CLASSES);
        boolean equal = runs.stream().allMatch(run -> Arrays.equals(run, runs.get(0)));
        boolean within = agreement.within(tolerance);
        report.line(
                "%-52s %10.3f %11.2e %11.2e %11.1e %5d/%4d %8d  %s%s",
                name,
                agreement.largestLogit(),
                agreement.largestDifference(),
                agreement.relative(),
                tolerance,
                agreement.sameClass(),
                agreement.images(),
                agreement.classesSeen(),
                equal ? "bit-equal" : "differs",
                within ? "" : "  OUTSIDE THE TOLERANCE");
        return new Check(
                "labeler's logits: " + name,
                String.format(Locale.ROOT, "%.1e, again %s", agreement.relative(), equal ? "bit-equal" : "different"),
                String.format(Locale.ROOT, "at most %.1e, bit-equal", tolerance),
                within && equal);
    }
}
