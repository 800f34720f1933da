package io.noisystudent.embedded.process;

import java.nio.file.Files;
import java.nio.file.Path;

/** Ties a Java program that is no service of ours to the process that starts it, however that process ends. */
public final class ParentTie {
    private static final String AGENT = "io.noisystudent.embedded.child.ParentAgent";

    private ParentTie() {}

    /** The option of {@code java} by which the program ends with its standard input, which must stay a pipe. */
    public static String option() {
        Path jar = Distribution.location(AGENT);
        if (Files.isDirectory(jar)) {
            throw new IllegalStateException(jar + " is no jar yet: build embedded with ./mvnw -B package");
        }
        return "-javaagent:" + jar;
    }
}
