package io.noisystudent.embedded.process;

import java.util.List;

/**
 * Options that give a JVM one locale, whatever the user's is.
 *
 * <p>Kafka writes partition numbers into directory names with the digits of the locale. A broker that is started under
 * another one, such as {@code ar_EG}, takes every topic for a stray and sets it aside.
 */
public final class FixedLocale {
    /** They override those of {@code JAVA_TOOL_OPTIONS}. */
    public static final List<String> OPTIONS = List.of("-Duser.language=en", "-Duser.country=US");

    private FixedLocale() {}
}
