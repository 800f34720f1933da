package io.noisystudent.learning.checkpoint;

import io.noisystudent.learning.module.GraphModule;
import io.noisystudent.learning.optimizer.MovingAverage;
import io.noisystudent.learning.optimizer.Optimizer;
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
 * Everything that changes in the course of a training: weights, running statistics, the optimizer's memory and the
 * averages. What is random follows from the seed and the step, so there are no generators to keep.
 */
public final class TrainingState {
    private static final Logger LOGGER = LoggerFactory.getLogger(TrainingState.class);

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    public TrainingState(GraphModule network, Optimizer optimizer, MovingAverage average) {
        network.state().forEach((name, tensor) -> tensors.put("network/" + name, tensor));
        optimizer.state().forEach((name, tensor) -> tensors.put("optimizer/" + name, tensor));
        average.values().forEach((name, tensor) -> tensors.put("average/" + name, tensor));
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

    /** Goes back to the state in a file. Of one that does not fit, nothing is taken, and the training starts over. */
    public Optional<Position> restore(Path file) {
        try {
            SafeTensors saved = SafeTensors.open(file);
            Optional<Position> position = Position.of(saved.notes());
            if (position.isPresent()) {
                saved.copyInto(tensors);
            }
            return position;
        } catch (IOException e) {
            LOGGER.warn("a checkpoint is left aside, the training starts over: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
