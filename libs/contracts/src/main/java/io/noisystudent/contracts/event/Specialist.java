package io.noisystudent.contracts.event;

/**
 * Which of the specialists of a generalist a training is about.
 *
 * @param number from 1 on
 * @param clusters into which the classes are divided
 */
public record Specialist(int number, int clusters) {
    public Specialist {
        if (number < 1 || number > clusters) {
            throw new IllegalArgumentException(
                    "specialist " + number + " of " + clusters + "; give one of 1 to " + clusters);
        }
    }
}
