package io.noisystudent.bench;

import io.noisystudent.bench.distillation.Course;
import io.noisystudent.bench.distillation.Curriculum;
import io.noisystudent.bench.distillation.PartName;
import io.noisystudent.bench.distillation.Study;
import io.noisystudent.bench.worker.BenchWorkers;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Distillation: its terms beside PyTorch's, and what is claimed of it. */
@Command(
        name = "distillation",
        description =
                "Terms of distillation beside independent ones in PyTorch, and trainings that show which objectives help "
                        + "and whether what is claimed holds here. Every finished training is a row in --results; the same "
                        + "command goes on where it was stopped, and two of them may work in one directory at a time. The "
                        + "exit status is 1 if a term differs or a training fails; tables judge nothing.",
        mixinStandardHelpOptions = true)
final class DistillationCommand implements Callable<Integer> {
    /** Of each class, at full size. */
    private static final int VALIDATION = 100;

    private static final int LEAST_SIDE = 8;

    @Option(
            names = "--parts",
            split = ",",
            defaultValue =
                    "exactness,order,labels,temperature,ensemble,mutual,assistant,bornagain,reversed,smoothing,structure",
            description = "Any of ${COMPLETION-CANDIDATES}; default all.")
    private List<PartName> parts = List.of();

    @Option(
            names = "--results",
            paramLabel = "DIR",
            defaultValue = "distillation-results",
            description = "Directory of finished trainings and their networks; default ${DEFAULT-VALUE}.")
    private Path results = Path.of("");

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description =
                    "Directory of train/CLASS/*.jpg and test/CLASS/*.jpg; without it, images are invented, and only the "
                            + "part exactness means anything.")
    private @Nullable Path images;

    @Option(
            names = "--python",
            paramLabel = "PROGRAM",
            description =
                    "Interpreter with torch; without it, one is made in --results with python3 and pip, if it is needed.")
    private @Nullable String python;

    @Option(
            names = "--seeds",
            split = ",",
            defaultValue = "1,2,3",
            description = "Of students; part exactness has the first; default ${DEFAULT-VALUE}.")
    private List<Long> seeds = List.of();

    @Option(
            names = "--torch-seeds",
            split = ",",
            defaultValue = "1,2,3,4,5",
            description = "Of soft targets beside PyTorch in part order; default ${DEFAULT-VALUE}.")
    private List<Long> torchSeeds = List.of();

    @Option(names = "--without-torch", description = "Leaves the trainings of PyTorch out of part order.")
    private boolean withoutTorch;

    @Option(
            names = "--teacher-seed",
            defaultValue = "100",
            description = "Of teachers, and the first of an ensemble's members; default ${DEFAULT-VALUE}.")
    private long teacherSeed;

    @Option(
            names = "--draw",
            defaultValue = "1",
            description = "Seed of the choice of images; default ${DEFAULT-VALUE}.")
    private long draw;

    @Option(
            names = "--scale",
            defaultValue = "1",
            description = "Of images and epochs, for a trial; default ${DEFAULT-VALUE}.")
    private double scale;

    @Option(
            names = "--epochs",
            defaultValue = "10",
            description = "Of part order at full size; default ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(names = "--estimate", description = "Times steps, says how long the trainings would take, and ends.")
    private boolean isEstimate;

    @Option(names = "--side", defaultValue = "32", description = "Of the images in pixels; default ${DEFAULT-VALUE}.")
    private int side;

    @Option(names = "--threads", defaultValue = "1", description = "Of each training; default ${DEFAULT-VALUE}.")
    private int threads;

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireOptions();
        Files.createDirectories(results);
        Report report = new Report(System.out);
        CheckSummary summary = new CheckSummary(report);
        try (BenchWorkers workers = new BenchWorkers(interpreter())) {
            Course course = new Course(results, study(), workers, threads);
            for (PartName part : parts) {
                run(part, course, workers, summary);
            }
        }
        summary.print();
        report.machine();
        return summary.isGood() ? 0 : 1;
    }

    private void requireOptions() {
        require(
                images == null || Files.isDirectory(images.resolve("train")),
                "--images",
                images + " has no train/; give a" + " directory of train/CLASS/*.jpg and test/CLASS/*.jpg");
        require(scale > 0 && scale <= 1, "--scale", "is " + scale + "; give more than 0, and 1 at most");
        require(!seeds.isEmpty(), "--seeds", "names none; give one at least");
        require(
                epochs > 0 && threads > 0,
                "--epochs, --threads",
                "are " + epochs + " and " + threads + "; each is at" + " least 1");
        require(side >= LEAST_SIDE, "--side", "is " + side + "; give at least " + LEAST_SIDE);
    }

    private static void require(boolean holds, String option, String problem) {
        if (!holds) {
            throw new NoisyStudentException(ErrorCode.CONFIG_INVALID, option, problem);
        }
    }

    private @Nullable String interpreter() throws IOException, InterruptedException {
        boolean ofOrder = parts.contains(PartName.order) && !withoutTorch && !isEstimate;
        boolean needed = ofOrder || parts.contains(PartName.exactness);
        return python == null && needed ? PythonEnvironment.in(results.resolve("venv"), "torch") : python;
    }

    private Study study() {
        Curriculum curriculum = curriculum();
        return new Study(
                images == null ? null : images.toAbsolutePath().toString(),
                curriculum.images(Curriculum.FULL),
                curriculum.images(VALIDATION),
                curriculum.images(Curriculum.FULL),
                draw,
                side);
    }

    private Curriculum curriculum() {
        return new Curriculum(scale, seeds, teacherSeed);
    }

    private void run(PartName part, Course course, BenchWorkers workers, CheckSummary summary) {
        CheckedPart checked = part.trainings(curriculum(), epochs, withoutTorch ? List.of() : torchSeeds)
                .<CheckedPart>map(trainings ->
                        new DistillationStudy(part.name(), trainings, course, part.coreHours(), threads, !isEstimate))
                .orElseGet(() -> new DistillationExactness(workers, threads, seeds.get(0), results));
        summary.run(part.name(), checked);
    }
}
