package io.noisystudent.embedded.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StartWaitTest {
    private final StartWait wait = new StartWait(Duration.ofMillis(1));

    @Test
    void shouldWaitUntilTheProcessAnswers() throws Exception {
        AtomicInteger questions = new AtomicInteger();
        Process process = reader();
        try {
            assertThat(wait.await(process, () -> questions.incrementAndGet() == 3))
                    .isEmpty();
            assertThat(questions).hasValue(3);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldSayHowBusyTheMachineIsIfAProcessDoesNotAnswerInTime() throws Exception {
        Process process = reader();
        try {
            assertThat(new StartWait(Duration.ofMillis(1), Duration.ZERO).await(process, () -> false))
                    .hasValueSatisfying(reason -> assertThat(reason)
                            .startsWith("it did not answer within 0 s (")
                            .containsPattern("the load of this machine is [-0-9.]+ on [0-9]+ cores")
                            .contains("start again when they have ended"));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldSayWithWhichCodeAProcessEnded() throws Exception {
        Process process = java("--no-such-option");

        assertThat(wait.await(process, () -> false)).contains("it ended with exit code 1");
    }

    @Test
    void shouldNotTakeTheAnswerOfAnotherProcessForThatOfOneThatEnded() throws Exception {
        Process process = java("--no-such-option");
        process.waitFor();

        assertThat(wait.await(process, () -> true)).contains("it ended with exit code 1");
    }

    /** A process that lives until it is destroyed: a Java shell without input. */
    private static Process reader() throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jshell")
                        .toString())
                .start();
    }

    private static Process java(String argument) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), argument)
                .start();
    }
}
