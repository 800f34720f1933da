package io.noisystudent.bench;

import io.noisystudent.bench.images.ImageFiles;
import io.noisystudent.bench.images.Pictures;
import io.noisystudent.bench.pipeline.GenerationRounds;
import io.noisystudent.bench.pipeline.Pipeline;
import io.noisystudent.bench.pipeline.ProcessMemory;
import io.noisystudent.bench.statistics.Estimate;
import io.noisystudent.bench.statistics.Measurement;
import io.noisystudent.bench.statistics.Series;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.inference.Device;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a generation costs when the unlabeled log is longer. */
@Command(
        name = "generation",
        description = "A generation, labeled and learned from for one epoch by the packaged services on a real broker, "
                + "against one of several times as many images: time, CPU time, and the trainer's memory.",
        mixinStandardHelpOptions = true)
final class GenerationCommand implements Callable<Integer> {
    private static final int BATCH = 32;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private InstallationOption installation = new InstallationOption();

    @Option(names = "--network", defaultValue = "small-cnn", description = "Default ${DEFAULT-VALUE}.")
    private String network = "";

    @Option(names = "--samples", defaultValue = "2000", description = "Of the smaller one; default ${DEFAULT-VALUE}.")
    private int samples;

    @Option(names = "--factor", defaultValue = "10", description = "Default ${DEFAULT-VALUE}.")
    private int factor;

    @Option(names = "--labels", defaultValue = "200", description = "Labeled images; default ${DEFAULT-VALUE}.")
    private int labels;

    @Option(names = "--heap", defaultValue = "256", description = "The trainer's, in MB; default ${DEFAULT-VALUE}.")
    private int heap;

    /** Memory at each size, in megabytes. */
    private final double[] own = new double[2];

    private final double[] mapped = new double[2];
    private final double[] live = new double[2];

    @Override
    public Integer call() throws Exception {
        ImageShape shape = common.shape();
        Report report = new Report(System.out);
        report.line(
                "GENERATION  %s, JPEG files of %s, %d labels, one epoch, %d threads; %,d bytes of pixels, and %d times "
                        + "as many",
                network, shape, labels, common.threads, (long) samples * shape.bytes(), factor);
        try (Pipeline pipeline = Pipeline.start(installation.path(), shape, Pictures.classes(), network)) {
            ModelRef teacher =
                    pipeline.register(OnnxWriter.write(Networks.build(network, shape, Pictures.classes(), 1)));
            LogRange few = pipeline.unlabeled(0, ImageFiles.jpeg(shape, samples));
            LogRange many = pipeline.unlabeled(1, ImageFiles.jpeg(shape, factor * samples));
            LogRange labeled = pipeline.labeled(ImageFiles.jpeg(shape, labels), Pictures.classes());
            try (GenerationRounds rounds = new GenerationRounds(
                    pipeline,
                    pipeline.labeler(Device.CPU, common.threads, BATCH),
                    pipeline.trainer(common.threads, heap),
                    teacher,
                    labeled)) {
                List<Series> series = common.sideBySide()
                        .measure(List.of(
                                new Contender(samples + " images", () -> take(rounds, few, 0)),
                                new Contender(factor * samples + " images", () -> take(rounds, many, 1))));
                print(report, series.get(0), series.get(1));
            }
        }
        report.machine();
        return 0;
    }

    /** The first one, which does not count, looks at the heap too. */
    private Measurement take(GenerationRounds rounds, LogRange range, int size) {
        boolean first = own[size] == 0;
        Measurement measured = rounds.take(range, first);
        ProcessMemory peak = rounds.peak();
        own[size] = Math.max(own[size], peak.own());
        mapped[size] = Math.max(mapped[size], peak.mapped());
        live[size] = first ? rounds.liveHeap() : live[size];
        return measured;
    }

    private void print(Report report, Series few, Series many) {
        for (int i = 0; i < 2; i++) {
            Series series = i == 0 ? few : many;
            if (!series.isMeasured()) {
                report.line("%-16s not measured: %s", series.name(), series.refusal());
                return;
            }
            report.line(
                    "%-16s %24s s, %8.2f CPU-s; trainer: %.1f MB of live heap, %.0f MB own, %.0f MB mapped files",
                    series.name(),
                    Report.text(seconds(series), "%.2f"),
                    series.cpuPerUnit().median(),
                    live[i],
                    own[i],
                    mapped[i]);
        }
        report.line(
                "%d times as many images: %s times the time, %s times the CPU time",
                factor, Report.text(few.ratioTo(many), "%.2f"), Report.text(few.cpuRatioTo(many), "%.2f"));
        report.line("");
    }

    private static Estimate seconds(Series series) {
        return Estimate.of(
                series.rounds().stream().mapToDouble(Measurement::seconds).toArray());
    }
}
