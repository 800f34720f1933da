package io.noisystudent.bench.foreign;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.module.GraphModule;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.networks.graph.Graph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What became of one file, as a line of a table.
 *
 * @param network name of its file without the ending
 * @param good whether all of it holds; a refusal is not good, but no failure of this side either
 */
public record ForeignOutcome(String network, String state, boolean good, String details) {
    private static final double PARITY = 1e-4;
    private static final double GRADIENTS = 1e-3;
    private static final String MODEL = ".onnx";

    /** Turns a file into a graph with the served signature. */
    @FunctionalInterface
    public interface Importing {
        Graph of(Path file) throws IOException;
    }

    /**
     * How a network is trained.
     *
     * @param steps none leaves the training out
     */
    public record Settings(LabeledSamples samples, int steps, double rate, int threads) {}

    /** Whatever goes wrong is told by the outcome. */
    public static ForeignOutcome of(Path file, Importing importing, Settings settings) {
        String network = file.getFileName().toString().replaceFirst("\\" + MODEL + "$", "");
        try {
            Graph graph = importing.of(file);
            return of(network, graph, sibling(file, network), settings);
        } catch (NoisyStudentException e) {
            return new ForeignOutcome(network, "refused", false, e.describe());
        } catch (IOException | RuntimeException e) {
            return new ForeignOutcome(
                    network,
                    "FAILED",
                    false,
                    String.valueOf(e).lines().findFirst().orElse(""));
        }
    }

    /** What {@code export_timm.py} leaves beside a file that was not exported, or beside one that was. */
    private static Path sibling(Path file, String network) {
        return file.resolveSibling(network + ".safetensors");
    }

    private static ForeignOutcome of(String network, Graph graph, Path reference, Settings settings)
            throws IOException {
        long parameters = parameters(graph);
        double before = Parity.difference(graph, settings.samples());
        boolean good = before < PARITY;
        String gradients = "";
        if (Files.exists(reference)) {
            PyTorchGradients.Comparison found = PyTorchGradients.compare(graph, reference);
            good &= found.relative() < GRADIENTS && found.compared() > 0;
            gradients =
                    String.format(Locale.ROOT, "%.1e (%d of %d)", found.relative(), found.compared(), found.weights());
        }
        String learned = "";
        if (settings.steps() > 0) {
            Memorization found =
                    Memorization.of(graph, settings.samples(), settings.steps(), settings.rate(), settings.threads());
            double after = Parity.difference(found.graph(), settings.samples());
            good &= after < PARITY && found.accuracy() >= Memorization.ENOUGH;
            learned = String.format(Locale.ROOT, "%5.1f%% %4d %8.1e", 100 * found.accuracy(), found.steps(), after);
        }
        return new ForeignOutcome(
                network,
                good ? "good" : "BAD",
                good,
                String.format(Locale.ROOT, "%,12d %8.1e %22s %s", parameters, before, gradients, learned));
    }

    /** Numbers that are trained: more than the weights of convolutions and products, also gains and biases. */
    private static long parameters(Graph graph) {
        try (GraphModule network = GraphModule.of(graph, Compute.cpu())) {
            return network.parameters().stream()
                    .mapToLong(parameter -> parameter.value().numel())
                    .sum();
        }
    }

    /** The heading over lines. */
    public static String heading() {
        return String.format(
                Locale.ROOT,
                "%-40s %-8s %12s %8s %22s %6s %4s %8s",
                "network",
                "",
                "parameters",
                "parity",
                "gradients (compared)",
                "known",
                "step",
                "parity");
    }

    public String line() {
        return String.format(Locale.ROOT, "%-40s %-8s %s", network, state, details)
                .stripTrailing();
    }
}
