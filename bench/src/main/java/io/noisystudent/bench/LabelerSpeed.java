package io.noisystudent.bench;

import ai.onnxruntime.OrtException;
import io.noisystudent.bench.images.Pictures;
import io.noisystudent.bench.statistics.Series;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.Device;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.validation.Shapes;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Images per second of the labeler's classifier on a device against ONNX Runtime alone on the same device. */
final class LabelerSpeed implements CheckedPart {
    /** Among the contenders, the one that does what bare ONNX Runtime does. */
    private static final int IN_MEMORY = 1;

    private static final Map<String, String> HEURISTIC = Map.of("cudnn_conv_algo_search", "HEURISTIC");

    private final Device device;
    private final GpuScale scale;
    private final SideBySide sideBySide;

    LabelerSpeed(Device device, GpuScale scale, SideBySide sideBySide) {
        this.device = device;
        this.scale = scale;
        this.sideBySide = sideBySide;
    }

    @Override
    public void run(Report report, Consumer<Check> checks) throws Exception {
        compare(report, checks, "resnet-20", scale.smallImage());
        compare(report, checks, "wrn-28-2", scale.smallImage());
        for (String network : scale.largeNetworks()) {
            compare(report, checks, network, scale.largeImage());
        }
    }

    private void compare(Report report, Consumer<Check> checks, String network, ImageShape shape) throws Exception {
        Graph graph = Networks.build(network, shape, Pictures.classes(), 1);
        double operations = 2.0 * Shapes.infer(graph, shape, 1).multiplyAdds();
        for (int batch : scale.batches()) {
            int batches = Math.max(1, scale.round(shape) / batch);
            report.line(
                    "SPEED  %s, %.2f GFLOP per image, images of %s, %d batches of %d per round, on %s",
                    network, operations / 1e9, shape, batches, batch, device);
            List<Series> series = compare(report, graph, shape, batch, batches);
            checks.accept(TrainerSpeed.ratio(
                    "labeler's graph to ONNX Runtime: " + network + ", " + shape.width() + " px, batches of " + batch,
                    series.get(IN_MEMORY),
                    series.get(series.size() - 1),
                    scale.leastOfBare()));
        }
    }

    private List<Series> compare(Report report, Graph graph, ImageShape shape, int batch, int batches)
            throws Exception {
        ByteBuffer images = Pictures.pixels(shape, batch, 1);
        int done = batch * batches;
        InferenceOptions options =
                InferenceOptions.defaults().withDevice(device).withMaxBatch(batch);
        try (Classifier classifier = Classifier.open(graph, options);
                Classifier sibling = classifier.sibling();
                BareSession bare = new BareSession(graph, shape, images, device, HEURISTIC);
                BareSession exhaustive = new BareSession(graph, shape, images, device, Map.of());
                BareSession exact = exact(graph, shape, images)) {
            List<Contender> contenders = new ArrayList<>();
            contenders.add(Contender.timed(
                    "classifier, as the labeler uses it", done, () -> label(classifier, images, batches)));
            contenders.add(Contender.timed("classifier, images in its memory", done, () -> run(classifier, batches)));
            contenders.add(
                    Contender.timed("two classifiers at once", done, () -> both(classifier, sibling, images, batches)));
            if (device == Device.CUDA) {
                contenders.add(
                        Contender.timed("bare, default search of algorithms", done, () -> exhaustive.run(batches)));
                contenders.add(Contender.timed("bare, without TF32", done, () -> exact.run(batches)));
            }
            contenders.add(Contender.timed("bare ONNX Runtime", done, () -> bare.run(batches)));
            List<Series> series = sideBySide.measure(contenders);
            report.table("images", series, series.get(series.size() - 1));
            return series;
        }
    }

    private BareSession exact(Graph graph, ImageShape shape, ByteBuffer images) throws OrtException {
        return new BareSession(
                graph, shape, images, device, Map.of("use_tf32", "0", "cudnn_conv_algo_search", "HEURISTIC"));
    }

    /** Copies images in and probabilities out, as a labeler does for each batch. */
    private static void label(Classifier classifier, ByteBuffer images, int batches) {
        int count = classifier.maxBatch();
        FloatBuffer probabilities =
                FloatBuffer.allocate(count * classifier.classes().size());
        for (int i = 0; i < batches; i++) {
            classifier.input().put(images.duplicate());
            probabilities.clear().put(classifier.run(count).probabilities());
        }
    }

    private static void run(Classifier classifier, int batches) {
        for (int i = 0; i < batches; i++) {
            classifier.run(classifier.maxBatch());
        }
    }

    /** Half of the batches each. */
    private static void both(Classifier one, Classifier other, ByteBuffer images, int batches) {
        CompletableFuture<Void> half = CompletableFuture.runAsync(() -> label(other, images, batches / 2));
        label(one, images, batches - batches / 2);
        half.join();
    }
}
