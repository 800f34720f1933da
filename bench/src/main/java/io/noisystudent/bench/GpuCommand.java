package io.noisystudent.bench;

import io.noisystudent.bench.device.Card;
import io.noisystudent.bench.worker.Arithmetic;
import io.noisystudent.bench.worker.BenchWorkers;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.inference.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The trainer and the labeler's graph on a GPU: right, steady and fast. */
@Command(
        name = "gpu",
        description =
                "The trainer and the labeler's classifier on CUDA. Right: logits and gradients against the CPU's, trainings "
                        + "that were interrupted, memory, models that replace one another. Fast: training with all noise "
                        + "against a PyTorch script without, and against batches on the card; the classifier against "
                        + "ONNX Runtime alone. Learning: accuracy on photographs with few labels. Each part prints its "
                        + "results at its end, one table is the end of all. The exit status is 1 if anything does not hold.",
        mixinStandardHelpOptions = true)
final class GpuCommand implements Callable<Integer> {
    private static final double SECONDS = 60;
    private static final double NANOSECONDS = 1e9;
    /** Of the minutes, for a part that others follow: one that hangs leaves them some. */
    private static final double LONGEST_PART = 0.4;
    /** Labels per class where images are invented. */
    private static final int INVENTED_LABELS = 10;

    /** What can be asked for alone, in the order of its worth. */
    enum Part {
        gradients(true),
        resume(true),
        memory(true),
        agreement(false),
        swap(false),
        training(true),
        speed(false),
        learning(true);

        private final boolean trains;

        Part(boolean trains) {
            this.trains = trains;
        }
    }

    @Option(
            names = "--device",
            defaultValue = "cuda",
            description =
                    "cuda, or cpu to see that all parts run, with so little work that the figures mean nothing; default "
                            + "${DEFAULT-VALUE}.")
    private String device = "";

    @Option(
            names = "--parts",
            split = ",",
            defaultValue = "gradients,resume,memory,agreement,swap,training,speed,learning",
            description =
                    "Any of ${COMPLETION-CANDIDATES}; default all. gradients, resume, memory, training and learning "
                            + "are the trainer's, the others the labeler's.")
    private List<Part> parts = List.of();

    @Option(names = "--rounds", defaultValue = "9", description = "Measurements of each; default ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "12",
            description = "After which a comparison begins no more round; default ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--minutes",
            defaultValue = "9.5",
            description =
                    "After which no more part begins, and what trains is ended; learning takes what is left of them, each "
                            + "other part 0.4 of them at most; default ${DEFAULT-VALUE}.")
    private double minutes;

    @Option(
            names = "--precision",
            split = ",",
            defaultValue = "bf16",
            description = "Of the parts training and, the first, learning: any of ${COMPLETION-CANDIDATES}; default "
                    + "${DEFAULT-VALUE}.")
    private List<Arithmetic> precisions = List.of();

    @Option(names = "--threads", description = "Threads of the processor's arithmetic; default: all cores.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--loaders", description = "Threads that prepare batches; default: all cores but one.")
    private int loaders = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);

    @Option(
            names = "--python",
            paramLabel = "PROGRAM",
            description = "Interpreter with torch and numpy; without it, training is not compared with PyTorch.")
    private @Nullable String python;

    @Option(
            names = "--images",
            paramLabel = "PATH",
            description =
                    "Directory or .tar.gz of train/CLASS/*.jpg and test/CLASS/*.jpg, for learning; without it, learning "
                            + "takes invented images on a CPU, and does not run on a card.")
    private @Nullable Path images;

    @Option(
            names = "--labels",
            defaultValue = "400",
            description = "Labeled images per class of --images, all others are unlabeled; default ${DEFAULT-VALUE}.")
    private int labelsPerClass;

    private final long start = System.nanoTime();

    @Override
    public Integer call() {
        Device where = MeasuredDevice.of(device);
        if (images != null && !Files.exists(images)) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "--images",
                    images
                            + " does not exist; give a directory or a .tar.gz of train/CLASS/*.jpg and test/CLASS/*.jpg");
        }
        Report report = new Report(System.out);
        describe(report);
        CheckSummary summary = new CheckSummary(report);
        try (BenchWorkers workers = new BenchWorkers(python)) {
            workers.limit(LONGEST_PART * minutes * SECONDS);
            Trainers trainers = new Trainers(workers, where, threads, loaders, TrainerScale.of(where));
            Optional<String> refusal =
                    parts.stream().anyMatch(part -> part.trains) ? trainers.refusal() : Optional.empty();
            for (Part part : parts) {
                run(part, trainers, refusal.filter(reason -> part.trains), summary);
            }
        }
        summary.print();
        report.machine();
        CudaBranches.print(report, where);
        return summary.isGood() ? 0 : 1;
    }

    private void run(Part part, Trainers trainers, Optional<String> refusal, CheckSummary summary) {
        double left = secondsLeft();
        if (part == Part.learning && images == null && trainers.device() == Device.CUDA) {
            summary.leave(part.name(), "no --images were given");
        } else if (left <= 0) {
            summary.refuse(part.name(), "the " + minutes + " minutes are over");
        } else if (refusal.isPresent()) {
            summary.refuse(part.name(), refusal.get());
        } else {
            trainers.workers().limit(part == Part.learning ? left : Math.min(left, LONGEST_PART * minutes * SECONDS));
            summary.run(part.name(), measurement(part, trainers));
            trainers.workers().endJava();
        }
    }

    private CheckedPart measurement(Part part, Trainers trainers) {
        Device where = trainers.device();
        GpuScale scale = GpuScale.of(where);
        SideBySide sideBySide = new SideBySide(rounds, seconds);
        return switch (part) {
            case gradients -> new TrainerGradients(trainers);
            case resume -> new TrainerResumption(trainers);
            case memory -> new TrainerMemory(trainers);
            case agreement -> new LabelerAgreement(where, scale);
            case swap -> new LabelerSwaps(where, scale);
            case training -> new TrainerSpeed(trainers, precisions, sideBySide);
            case speed -> new LabelerSpeed(where, scale, sideBySide);
            case learning -> new TrainerLearning(trainers, precisions.get(0), learned(), this::secondsLeft);
        };
    }

    private TrainerLearning.Images learned() {
        return new TrainerLearning.Images(
                Optional.ofNullable(images), images == null ? INVENTED_LABELS : labelsPerClass);
    }

    private double secondsLeft() {
        return minutes * SECONDS - (System.nanoTime() - start) / NANOSECONDS;
    }

    private static void describe(Report report) {
        report.line(
                "%s, %s",
                onnxRuntime(),
                Card.read()
                        .map(card -> card.name() + ", " + card.totalMegabytes() + " MB, driver " + card.driver())
                        .orElse("no card that nvidia-smi knows"));
        report.line("");
    }

    /** Without it the trainer's parts can run. */
    private static String onnxRuntime() {
        try {
            return "ONNX Runtime " + BareSession.environment().getVersion();
        } catch (LinkageError e) {
            return "ONNX Runtime cannot be loaded: " + e.getMessage();
        }
    }
}
