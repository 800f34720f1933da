package io.noisystudent.learning.training;

import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.checkpoint.Position;
import io.noisystudent.learning.checkpoint.TrainingState;
import io.noisystudent.learning.torch.CloseOnFailure;
import io.noisystudent.learning.training.Training.PhaseFactory;
import io.noisystudent.networks.graph.Graph;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where a training begins: in the phase of its newest checkpoint, or at the first step.
 *
 * @param phase to run next, the caller's to close
 * @param position of the checkpoint
 */
record Resumption(PhaseTraining phase, Optional<Position> position) {

    static Resumption of(Checkpoints checkpoints, List<Phase> phases, List<Graph> initial, PhaseFactory factory) {
        AtomicReference<PhaseTraining> restored = new AtomicReference<>();
        Optional<Position> position = checkpoints.restore(file -> restore(file, phases, initial, factory, restored));
        PhaseTraining phase = restored.get();
        return phase == null
                ? new Resumption(factory.create(phases.get(0), initial), Optional.empty())
                : new Resumption(phase, position);
    }

    /** Weights that no phase changes are those of the initial network, the others are in the file. */
    private static Optional<Position> restore(
            Path file,
            List<Phase> phases,
            List<Graph> initial,
            PhaseFactory factory,
            AtomicReference<PhaseTraining> restored) {
        int done = TrainingState.position(file).map(Position::steps).orElse(0);
        for (Phase phase : phases) {
            if (phase.contains(done)) {
                try (CloseOnFailure made = new CloseOnFailure()) {
                    PhaseTraining training = made.add(factory.create(phase, initial), PhaseTraining::close);
                    Optional<Position> position = training.restore(file);
                    if (position.isPresent()) {
                        restored.set(training);
                        made.finish();
                    }
                    return position;
                }
            }
        }
        return Optional.empty();
    }
}
