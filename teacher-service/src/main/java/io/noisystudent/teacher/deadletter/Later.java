package io.noisystudent.teacher.deadletter;

/**
 * What was sent after an original in its place.
 *
 * @param position of it
 * @param replay whether it is the original itself, sent again; else the producer has replaced or deleted the sample
 */
public record Later(String position, boolean replay) {
    String describe() {
        return replay
                ? "it was sent again already, as " + position
                : position + " has the same key and is newer: the sample was replaced or deleted since";
    }
}
