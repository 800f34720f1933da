package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.validation.ServedSignature;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Prepares the batches of the coming steps on threads of its own, in the memory of as many batches as it may be ahead.
 *
 * <p>What a batch holds depends on the seed and the step alone, not on the threads.
 */
final class BatchLoader implements AutoCloseable {
    private static final int BATCHES_PER_THREAD = 2;

    private final TrainingData data;
    private final Plan plan;
    private final int parts;
    private final long seed;
    private final ShuffledPasses labeledOrder;
    private final ShuffledPasses pseudoLabeledOrder;
    private final ExecutorService threads;
    private final List<Slot> slots = new ArrayList<>();
    private final Queue<Future<Slot>> ahead = new ArrayDeque<>();
    private @Nullable Slot current;
    private int nextStep;

    /** The memory of one batch and of the thread that fills it. */
    private record Slot(Batch batch, RowWriter writer, Optional<BatchMixing> mixing) {
        void close() {
            batch.close();
            writer.close();
        }
    }

    /** @param firstStep of the phase to prepare; those before are done */
    BatchLoader(
            TrainingData data, Phase phase, TrainingOptions options, Graph graph, LossInputs inputs, int firstStep) {
        nextStep = firstStep;
        this.data = data;
        plan = phase.plan();
        parts = phase.parts();
        seed = phase.seed(options.seed());
        labeledOrder = new ShuffledPasses(data.labeled().size(), Seeds.mix(seed, Seeds.LABELED_ORDER));
        pseudoLabeledOrder = new ShuffledPasses(
                data.pseudoLabeled().map(PseudoLabeledSamples::size).orElse(0),
                Seeds.mix(seed, Seeds.PSEUDO_LABELED_ORDER));
        threads = Executors.newFixedThreadPool(options.loaderThreads(), BatchLoader::thread);
        int classes = ServedSignature.of(graph).classes();
        ImageShape shape = data.labeled().images().shape();
        for (int i = 0; i < 1 + BATCHES_PER_THREAD * options.loaderThreads(); i++) {
            Slot slot = new Slot(
                    Batch.of(phase, graph, inputs, options.compute()),
                    new RowWriter(phase, shape, classes),
                    Optional.ofNullable(phase.recipe().noise().mix()).map(mix -> new BatchMixing(mix, phase.shape())));
            slots.add(slot);
            prepareNext(slot);
        }
    }

    /**
     * The last batch is not needed any more: its memory is filled for a later step, from now on. Called before work that
     * leaves cores idle, because all threads of a pass through the network wait for what the filling takes from it.
     */
    void release() {
        if (current != null) {
            prepareNext(current);
            current = null;
        }
    }

    /** The batch of the next step, valid until it is released, at the latest by the next call. */
    Batch next() {
        release();
        try {
            current = ahead.remove().get();
            return current.batch();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a batch could not be prepared", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for a batch");
        }
    }

    /** Whether {@link #next} would not wait, and there is a next. */
    boolean isNextReady() {
        Future<Slot> next = ahead.peek();
        return next != null && next.isDone();
    }

    private void prepareNext(Slot slot) {
        int step = nextStep++;
        if (step >= plan.steps()) {
            return;
        }
        int[] labeled = labeledOrder.rows((long) step * plan.labeledRows(), plan.labeledRows());
        int[] pseudo = pseudoLabeledOrder.rows((long) step * plan.pseudoLabeledRows(), plan.pseudoLabeledRows());
        ahead.add(threads.submit(() -> {
            fill(slot, step, labeled, pseudo);
            return slot;
        }));
    }

    private void fill(Slot slot, int step, int[] labeled, int[] pseudo) {
        IntStream.range(0, labeled.length).forEach(i -> slot.writer()
                .writeLabeled(data.labeled(), labeled[i], slot.batch(), i, distortionSeed(step, i)));
        data.pseudoLabeled()
                .ifPresent(samples -> IntStream.range(0, pseudo.length).forEach(i -> slot.writer()
                        .writePseudoLabeled(
                                samples,
                                samples.rows()[pseudo[i]],
                                slot.batch(),
                                labeled.length + i,
                                distortionSeed(step, labeled.length + i))));
        slot.mixing().ifPresent(mixing -> slot.batch()
                .setOwnShare(mixing.apply(slot.batch()::pixels, plan, parts, Seeds.mix(seed, Seeds.MIX, step))));
    }

    private long distortionSeed(int step, int row) {
        return Seeds.mix(seed, Seeds.DISTORTION, step, row);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "batch-loader");
        thread.setDaemon(true);
        return thread;
    }

    /** Ends the threads: after that the samples may be closed. */
    @Override
    public void close() {
        WorkerThreads.end(threads, () -> slots.forEach(Slot::close));
    }
}
