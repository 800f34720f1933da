package io.noisystudent.learning.checkpoint;

import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that changes in the course of a training: weights, running statistics, the optimizers' memory, the
 * averages, and what the loss learned. What is random follows from the seed and the step, so there are no generators to keep.
 */
public final class TrainingState {
    private static final Logger LOGGER = LoggerFactory.getLogger(TrainingState.class);

    private final Map<String, Tensor> tensors;
    private final Compute compute;

    /** @param tensors that are written, and that {@link #restore} writes to, by name */
    public TrainingState(Map<String, Tensor> tensors, Compute compute) {
        this.tensors = new LinkedHashMap<>(tensors);
        this.compute = compute;
    }

    /** Writes the state to a file. */
    public void write(Path file, Position position) {
        try {
            SafeTensors.write(file, tensors, position.notes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How far the training was whose state is in a file; empty if that cannot be told. */
    public static Optional<Position> position(Path file) {
        try {
            return Position.of(SafeTensors.open(file).notes());
        } catch (IOException e) {
            LOGGER.warn("a checkpoint is left aside, the training starts over: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Goes back to the state in a file. Of one that does not fit or that another kind of device or other kernels made,
     * or in a precision that this device lacks, nothing is taken, and the training starts over.
     */
    public Optional<Position> restore(Path file) {
        try {
            SafeTensors saved = SafeTensors.open(file);
            Optional<Position> position = Position.of(saved.notes())
                    .filter(known -> known.machine().equals(new Position.Machine(compute)))
                    .filter(known ->
                            Precision.named(known.precision()).map(compute::has).orElse(true));
            if (position.isPresent()) {
                saved.copyInto(tensors, compute);
            }
            return position;
        } catch (IOException e) {
            LOGGER.warn("a checkpoint is left aside, the training starts over: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
