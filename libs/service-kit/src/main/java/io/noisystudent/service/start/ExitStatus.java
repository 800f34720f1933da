package io.noisystudent.service.start;

/** How the process of a service ends. */
public final class ExitStatus {
    /** It did what it was started for. After SIGTERM a JVM ends with 143, however orderly it stopped. */
    public static final int DONE = 0;

    /** It did not start, for a reason that a person can act on: its last lines say which. */
    public static final int REFUSED = 2;

    /** It cannot go on, and another process can: as with {@code -XX:+ExitOnOutOfMemoryError}. */
    public static final int LOST = 3;

    private ExitStatus() {}
}
