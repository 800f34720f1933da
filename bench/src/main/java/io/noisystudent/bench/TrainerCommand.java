package io.noisystudent.bench;

import io.noisystudent.bench.images.Pictures;
import io.noisystudent.bench.statistics.Series;
import io.noisystudent.bench.worker.Arithmetic;
import io.noisystudent.bench.worker.BenchWorkers;
import io.noisystudent.bench.worker.TrainingOrder;
import io.noisystudent.bench.worker.WorkerProcess;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.validation.Shapes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Training with all its noise, against a PyTorch script without any, and against products of matrices. */
@Command(
        name = "trainer",
        description =
                "Training steps with RandAugment, crop, flip, Cutout, dropout, stochastic depth and moving average, "
                        + "against the same network in a PyTorch script without any of them (python/worker.py), and against the "
                        + "best matrix product of the machine.",
        mixinStandardHelpOptions = true)
final class TrainerCommand implements Callable<Integer> {
    /** A forward pass, and two products of the same size backward: by the weights and by the inputs. */
    private static final int PASSES = 3;

    private static final int[] SIZES = {512, 1024, 2048};
    private static final double PRODUCT_OPERATIONS = 1e10;
    private static final double GIGA = 1e-9;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--network", defaultValue = "wrn-16-2", description = "Default ${DEFAULT-VALUE}.")
    private String network = "";

    @Option(names = "--batch", defaultValue = "64", description = "Images per step; default ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--steps", defaultValue = "10", description = "Steps per round; default ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--precision",
            split = ",",
            defaultValue = "bf16,fp32",
            description = "bf16, fp32 or both; default ${DEFAULT-VALUE}.")
    private List<String> precisions = List.of();

    @Override
    public Integer call() throws Exception {
        ImageShape shape = common.shape();
        Graph graph = Networks.build(network, shape, Pictures.classes(), 1);
        double operations = 2.0 * PASSES * Shapes.infer(graph, shape, 1).multiplyAdds();
        Report report = new Report(System.out);
        try (BenchWorkers workers = common.workers()) {
            for (String precision : precisions) {
                report.line(
                        "TRAINER  %s, %s, images of %s, batches of %d, %d steps per round, %d threads",
                        network, precision, shape, batch, steps, common.threads);
                compare(workers, graph, precision, operations, report);
            }
        }
        report.machine();
        return 0;
    }

    private void compare(BenchWorkers workers, Graph graph, String precision, double operations, Report report)
            throws Exception {
        List<Contender> contenders = new ArrayList<>();
        contenders.add(training("with all noise", workers::java, precision, TrainingOrder.Kind.NOISE));
        contenders.add(training("with noise on images alone", workers::java, precision, TrainingOrder.Kind.IMAGES));
        contenders.add(training("without noise", workers::java, precision, TrainingOrder.Kind.PLAIN));
        contenders.add(training(
                "PyTorch script without noise",
                () -> workers.pythonTraining(network, graph, common.shape()),
                precision,
                TrainingOrder.Kind.PLAIN));
        int trainings = contenders.size();
        for (int size : SIZES) {
            contenders.add(product("libtorch", workers::java, size, "fp32"));
            contenders.add(product("PyTorch", workers::python, size, "fp32"));
        }
        List<Series> series = common.sideBySide().measure(contenders);
        List<Series> images = series.subList(0, trainings);
        report.table("images", images, images.get(trainings - 1));
        List<Series> rates = new ArrayList<>();
        for (Series training : images) {
            rates.add(training.scaled(training.name(), operations * GIGA));
        }
        series.subList(trainings, series.size()).forEach(product -> rates.add(product.scaled(product.name(), GIGA)));
        Series best = rates.subList(trainings, rates.size()).stream()
                .filter(Series::isMeasured)
                .max(Comparator.comparingDouble(product -> product.rate().median()))
                .orElse(rates.get(rates.size() - 1));
        report.line("%.3f GFLOP per image forward and backward; ratios to %s", operations * GIGA, best.name());
        report.table("GFLOP", rates, best);
    }

    private Contender training(
            String name, Supplier<WorkerProcess> worker, String precision, TrainingOrder.Kind noise) {
        TrainingOrder order = new TrainingOrder(
                network, Arithmetic.of(precision), batch, steps, common.shape(), common.threads, noise, "cpu", 1);
        return new Contender(name, () -> worker.get().measure("train", order));
    }

    private Contender product(String name, Supplier<WorkerProcess> worker, int size, String precision) {
        int repeats = Math.max(1, (int) (PRODUCT_OPERATIONS / (2.0 * size * size * size)));
        return new Contender(String.format(Locale.ROOT, "%s, SGEMM of %d", name, size), () -> worker.get()
                .measure("sgemm", size, repeats, precision, common.threads));
    }
}
