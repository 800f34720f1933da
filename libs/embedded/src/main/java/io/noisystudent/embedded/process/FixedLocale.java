package io.noisystudent.embedded.process;

import java.util.List;

/**
 * Options that give a JVM one locale, whatever the user's is.
 *
 * <p>Kafka writes numbers into the names of files and directories with the digits of the locale, but not into all of
 * them: under {@code ar_EG} the snapshots of its metadata come into another directory than their log. What it wrote
 * under one locale is not to be read under another.
 */
public final class FixedLocale {
    /** They override those of {@code JAVA_TOOL_OPTIONS}. */
    public static final List<String> OPTIONS = List.of("-Duser.language=en", "-Duser.country=US");

    private FixedLocale() {}
}
