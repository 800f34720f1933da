package io.noisystudent.teacher.curriculum;

import java.util.Optional;

/** What keeps every generation from opening, whatever the curriculum: another one is open, or there are no images. */
final class Obstacles {
    private Obstacles() {}

    /** For people; empty if nothing is in the way. */
    static Optional<String> of(Generations generations, Observation seen, boolean needsUnlabeled) {
        return open(generations).or(() -> data(seen, needsUnlabeled));
    }

    /** The generation that is open. */
    static Optional<String> open(Generations generations) {
        return generations.open().map(open -> "generation " + open.plan().id() + " is open");
    }

    /** The images that are missing. */
    static Optional<String> data(Observation seen, boolean needsUnlabeled) {
        if (Observation.length(seen.labeled()) == 0) {
            return Optional.of("waiting for labeled images");
        }
        return needsUnlabeled && Observation.length(seen.unlabeled()) == 0
                ? Optional.of("waiting for unlabeled images")
                : Optional.empty();
    }
}
