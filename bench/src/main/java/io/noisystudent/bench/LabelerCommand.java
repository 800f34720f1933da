package io.noisystudent.bench;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.sample.ContentType;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.inference.Classifier;
import io.noisystudent.networks.inference.Device;
import io.noisystudent.networks.inference.InferenceOptions;
import io.noisystudent.networks.validation.Shapes;
import io.noisystudent.vision.decode.ImageDecoder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Decoding and classifying PNG files, against ONNX Runtime alone. */
@Command(
        name = "labeler",
        description = "PNG files through decoder and Classifier, one after the other, against a bare ONNX Runtime loop "
                + "of the same batch size. The labeler overlaps both stages, this does not.",
        mixinStandardHelpOptions = true)
final class LabelerCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--network", defaultValue = "wrn-16-2", description = "Default ${DEFAULT-VALUE}.")
    private String network = "";

    @Option(names = "--batch", defaultValue = "32", description = "Images per run; default ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--images", defaultValue = "1024", description = "Images per round; default ${DEFAULT-VALUE}.")
    private int images;

    @Override
    public Integer call() throws Exception {
        ImageShape shape = common.shape();
        Graph graph = Networks.build(network, shape, Pictures.classes(), 1);
        int batches = Math.max(1, images / batch);
        int count = batches * batch;
        List<byte[]> files = Pictures.png(shape, count, 1);
        SideBySide bench = new SideBySide(System.out, common.rounds);
        InferenceOptions options = new InferenceOptions(Device.CPU, common.threads, batch, false);
        try (ImageDecoder decoder = new ImageDecoder(shape);
                Classifier classifier = Classifier.open(graph, options);
                BareLoop bare = new BareLoop(graph, shape, batch, common.threads)) {
            bench.line(
                    "%s on %d PNG images of %s, batches of %d, %d threads, %.1f million multiply-adds per image",
                    network,
                    count,
                    shape,
                    batch,
                    common.threads,
                    Shapes.infer(graph, shape, 1).multiplyAdds() / 1e6);
            bench.compare(List.of(
                    Contender.timed("decode, classify", count, () -> label(files, decoder, classifier)),
                    Contender.timed("decode alone", count, () -> decode(files, decoder, classifier)),
                    Contender.timed("classify alone", count, () -> classify(batches, classifier)),
                    Contender.timed("bare ONNX Runtime", count, () -> bare.run(batches))));
        }
        return 0;
    }

    private void label(List<byte[]> files, ImageDecoder decoder, Classifier classifier) {
        for (int from = 0; from < files.size(); from += batch) {
            decode(files.subList(from, from + batch), decoder, classifier);
            classifier.run(batch).probabilities(batch - 1);
        }
    }

    private void decode(List<byte[]> files, ImageDecoder decoder, Classifier classifier) {
        ByteBuffer input = classifier.input();
        for (byte[] file : files) {
            if (!input.hasRemaining()) {
                input.clear();
            }
            decoder.open(file, ContentType.PNG).decode(0, input);
        }
    }

    private void classify(int batches, Classifier classifier) {
        for (int i = 0; i < batches; i++) {
            classifier.run(batch).probabilities(batch - 1);
        }
    }
}
