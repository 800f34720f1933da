package io.noisystudent.bench;

import io.noisystudent.bench.images.ImageFiles;
import io.noisystudent.bench.images.Pictures;
import io.noisystudent.bench.pipeline.LabelingRounds;
import io.noisystudent.bench.pipeline.Pipeline;
import io.noisystudent.bench.statistics.Series;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.inference.Device;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.networks.validation.Shapes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Labeling a generation in the real labeler, against ONNX Runtime alone. */
@Command(
        name = "labeler",
        description =
                "A whole generation through the packaged labeler on a real broker, from the first task sent to the "
                        + "last answer committed, against a bare ONNX Runtime loop of the same batch size and threads on images "
                        + "that lie in its memory.",
        mixinStandardHelpOptions = true)
final class LabelerCommand implements Callable<Integer> {
    private static final int PER_ARRAY = 64;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private InstallationOption installation = new InstallationOption();

    @Option(names = "--network", defaultValue = "wrn-16-2", description = "Default ${DEFAULT-VALUE}.")
    private String network = "";

    @Option(names = "--device", defaultValue = "cpu", description = "cpu or cuda; default ${DEFAULT-VALUE}.")
    private String device = "";

    @Option(names = "--batch", defaultValue = "32", description = "Images per run; default ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--samples", defaultValue = "4096", description = "Of a generation; default ${DEFAULT-VALUE}.")
    private int samples;

    @Option(names = "--task", defaultValue = "2048", description = "Samples per task; default ${DEFAULT-VALUE}.")
    private int task;

    @Option(names = "--images", paramLabel = "DIR", description = "Directory of JPEG files; default: invented ones.")
    private @Nullable Path images;

    @Override
    public Integer call() throws Exception {
        Device where = MeasuredDevice.of(device);
        ImageShape shape = common.shape();
        Graph graph = Networks.build(network, shape, Pictures.classes(), 1);
        int batches = Math.max(1, samples / batch);
        Report report = new Report(System.out);
        report.line(
                "LABELER  %s, %.1f million multiply-adds, on %s, images of %s, batches of %d, %d threads, generations of %d",
                network,
                Shapes.infer(graph, shape, 1).multiplyAdds() / 1e6,
                where,
                shape,
                batch,
                common.threads,
                samples);
        try (Pipeline pipeline = Pipeline.start(installation.path(), shape, Pictures.classes(), network);
                LabelingRounds rounds = new LabelingRounds(
                        pipeline,
                        pipeline.labeler(where, common.threads, batch),
                        pipeline.register(OnnxWriter.write(graph)));
                BareContenders bare = BareContenders.on(where, graph, shape, batch, batches, common.threads)) {
            List<LogRange> jpeg = List.of(pipeline.unlabeled(0, jpeg(shape)));
            List<LogRange> arrays = List.of(pipeline.unlabeled(1, ImageFiles.npy(shape, samples, PER_ARRAY)));
            int arraysPerTask = Math.max(1, task / PER_ARRAY);
            List<Contender> contenders = new ArrayList<>(List.of(
                    new Contender("labeler, JPEG", () -> rounds.take(jpeg, samples, task)),
                    new Contender("labeler, npy arrays", () -> rounds.take(arrays, samples, arraysPerTask))));
            contenders.addAll(bare.contenders());
            List<Series> series = common.sideBySide().measure(contenders);
            report.table("images", series, series.get(series.size() - 1));
        }
        report.machine();
        return 0;
    }

    private List<byte[]> jpeg(ImageShape shape) throws IOException {
        return images == null ? ImageFiles.jpeg(shape, samples) : ImageFiles.read(images, samples);
    }
}
