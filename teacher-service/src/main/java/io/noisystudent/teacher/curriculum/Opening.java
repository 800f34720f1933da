package io.noisystudent.teacher.curriculum;

/** Whether a generation opens now. */
public sealed interface Opening {
    /** For people: why it opens, or what it waits for. */
    String reason();

    /** It opens. */
    record Due(Kind kind, String reason) implements Opening {}

    /** It does not. */
    record Waiting(String reason) implements Opening {}

    /** What its student learns from. */
    enum Kind {
        /** The labels alone, since there is no teacher yet. */
        SUPERVISED,
        /** The labels and the teacher's pseudo-labels. */
        SELF_TRAINED,
        /** The labels alone, for as many steps as all generations took. */
        CONTROL
    }
}
