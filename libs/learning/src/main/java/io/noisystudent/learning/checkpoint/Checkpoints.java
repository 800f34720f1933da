package io.noisystudent.learning.checkpoint;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Where a training keeps its state, so that a killed one goes on instead of beginning again. */
public interface Checkpoints {
    /** Keeps nothing. */
    Checkpoints NONE = new Checkpoints() {
        @Override
        public Optional<Position> restore(Function<Path, Optional<Position>> reader) {
            return Optional.empty();
        }

        @Override
        public void epochEnded(int steps, Consumer<Path> writer) {
            // Nothing is kept.
        }
    };

    /**
     * Gives the newest state that was kept, if there is one, to a reader.
     *
     * @param reader takes the state from a file, which is gone afterwards, or refuses it
     * @return what the reader found
     */
    Optional<Position> restore(Function<Path, Optional<Position>> reader);

    /**
     * Called after every pass over the training data; keeps the state if it finds it worth it. A failure to keep it must
     * not end the training.
     *
     * @param steps that the training has done
     * @param writer writes the state to a file
     */
    void epochEnded(int steps, Consumer<Path> writer);
}
