package io.noisystudent.bench;

import io.noisystudent.bench.device.Card;
import io.noisystudent.bench.device.MemoryUse;
import io.noisystudent.bench.images.Pictures;
import io.noisystudent.bench.pipeline.ProcessMemory;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.Device;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Models that replace one another in one process, as a labeler's do: the next is ready before the last is closed. */
final class LabelerSwaps implements CheckedPart {
    private static final int BATCH = 32;
    private static final double NANOSECONDS = 1e9;

    private final Device device;
    private final GpuScale scale;

    LabelerSwaps(Device device, GpuScale scale) {
        this.device = device;
        this.scale = scale;
    }

    @Override
    public void run(Report report, Consumer<Check> checks) {
        List<Graph> graphs = List.of(
                graph("resnet-20", scale.smallImage()),
                graph("wrn-28-2", scale.smallImage()),
                graph("efficientnet-b0", scale.largeImage()));
        report.line(
                "SWAP  of resnet-20, wrn-28-2 and efficientnet-b0, %d times each, batches of %d; the next is opened and "
                        + "run once before the last is closed",
                scale.cycles(), BATCH);
        report.line("before the first is opened: %s", use());
        List<MemoryUse> uses = new ArrayList<>();
        List<Double> seconds = new ArrayList<>();
        Classifier current = open(graphs.get(graphs.size() - 1));
        try {
            for (int cycle = 0; cycle < scale.cycles(); cycle++) {
                for (Graph graph : graphs) {
                    long start = System.nanoTime();
                    Classifier next = open(graph);
                    current.close();
                    current = next;
                    seconds.add((System.nanoTime() - start) / NANOSECONDS);
                }
                uses.add(use());
                report.line("after cycle %2d: %s", cycle + 1, uses.get(cycle));
            }
        } finally {
            current.close();
        }
        MemoryUse growth = uses.get(uses.size() - 1).minus(uses.get(uses.size() / 2));
        boolean flat = growth.isWithin(MemoryUse.OF_SWAPS);
        report.line("after the last was closed: %s", use());
        report.line(
                "growth in the second half: %s; %s (at most %s)",
                growth, flat ? "flat" : "NOT FLAT", MemoryUse.OF_SWAPS);
        report.line("a swap takes %.2f s (median), at most %.2f s", median(seconds), max(seconds));
        report.line("");
        checks.accept(
                new Check("memory of swaps", growth.toString(), "second half at most " + MemoryUse.OF_SWAPS, flat));
    }

    private static Graph graph(String network, ImageShape shape) {
        return Networks.build(network, shape, Pictures.classes(), 1);
    }

    private Classifier open(Graph graph) {
        Classifier classifier = Classifier.open(
                graph, InferenceOptions.defaults().withDevice(device).withMaxBatch(BATCH));
        classifier.warmUp();
        return classifier;
    }

    private MemoryUse use() {
        return MemoryUse.of(
                device,
                Card.read(),
                ProcessMemory.of(ProcessHandle.current().pid()).own());
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static double max(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
