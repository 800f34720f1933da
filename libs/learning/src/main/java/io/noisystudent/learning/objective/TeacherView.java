package io.noisystudent.learning.objective;

/** What teachers in the loop are shown. */
public enum TeacherView {
    /** Nothing: no teacher is asked. */
    NONE,
    /** The student's own images, with its noise. */
    SAME,
    /** Another view of the pseudo-labeled rows, distorted by crop and flip alone. */
    WEAK_PSEUDO_LABELED,
    /** Another view of all rows, distorted by crop and flip alone. */
    WEAK;

    /** The view that serves both; refuses two that differ. */
    TeacherView and(TeacherView other) {
        if (this == NONE || this == other) {
            return other;
        }
        if (other == NONE) {
            return this;
        }
        throw new IllegalArgumentException("one term shows the teacher " + this + ", another " + other);
    }

    /** Whether the batch holds views for rows of this kind. */
    public boolean isOf(boolean labeledRow) {
        return this == WEAK || (this == WEAK_PSEUDO_LABELED && !labeledRow);
    }
}
