package io.noisystudent.launcher.stack;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.retry.Backoff;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SupervisedTest {
    @TempDir
    private Path directory;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<String> console = new CopyOnWriteArrayList<>();
    private final List<Sleeper> started = new CopyOnWriteArrayList<>();
    private final Deque<NoisyStudentException> refusals = new ArrayDeque<>();
    private Home home;
    private Supervised<Sleeper> supervised;

    @BeforeEach
    void supervise() {
        home = new Home(directory);
        supervised = new Supervised<>(
                "object-store",
                this::launch,
                new Supervised.Watch(new ProcessFile(home), console::add, timer, Clock.systemUTC()),
                new RestartPauses(new Backoff(Duration.ofMillis(1), Duration.ofMillis(5)), Duration.ofMinutes(1)));
    }

    @AfterEach
    void end() {
        supervised.close();
        timer.shutdownNow();
    }

    @Test
    void shouldStartAProcessAgainThatWasKilledAndReportIt() throws IOException {
        // Given
        Sleeper first = supervised.start();
        supervised.keep();

        // When
        first.process().destroyForcibly();

        // Then
        await().atMost(20, SECONDS).until(() -> console.contains("object-store was started again"));
        assertThat(console)
                .first()
                .asString()
                .startsWith("object-store ended unexpectedly (process "
                        + first.process().pid())
                .endsWith("it is started again now");
        assertThat(started).hasSize(2);
        assertThat(Files.readString(home.processFile()))
                .contains("\"pid\" : " + started.get(1).process().pid())
                .doesNotContain("\"pid\" : " + first.process().pid());
    }

    @Test
    void shouldTryAgainWhenAStartFails() {
        // Given
        Sleeper first = supervised.start();
        supervised.keep();
        refusals.add(new NoisyStudentException(ErrorCode.DISK_FULL, "disk", "is full"));
        refusals.add(new NoisyStudentException(ErrorCode.PORT_TAKEN, "9000", "is taken"));

        // When
        first.process().destroyForcibly();

        // Then
        await().atMost(20, SECONDS).until(() -> console.contains("object-store was started again"));
        assertThat(console)
                .anyMatch(line -> line.startsWith("object-store could not be started: DISK_FULL disk: is full"))
                .anyMatch(line -> line.startsWith("object-store could not be started: PORT_TAKEN 9000: is taken"));
    }

    @Test
    void shouldLeaveAProcessThatEndsWhileTheStackIsClosed() throws InterruptedException {
        // Given
        Sleeper first = supervised.start();
        supervised.keep();

        // When
        supervised.requestStop();
        first.process().waitFor();
        supervised.close();
        timer.shutdown();

        // Then
        assertThat(timer.awaitTermination(10, SECONDS)).isTrue();
        assertThat(started).hasSize(1);
        assertThat(console).isEmpty();
    }

    private Sleeper launch() {
        NoisyStudentException refusal = started.isEmpty() ? null : refusals.poll();
        if (refusal != null) {
            throw refusal;
        }
        Sleeper sleeper = Sleeper.start();
        started.add(sleeper);
        return sleeper;
    }

    /** A process that does nothing. */
    record Sleeper(Process process) implements StackProcess {
        static Sleeper start() {
            try {
                return new Sleeper(new ProcessBuilder("sleep", "600").start());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public ProcessHandle handle() {
            return process.toHandle();
        }

        @Override
        public Path log() {
            return Path.of("sleeper.log");
        }

        @Override
        public void requestStop() {
            process.destroy();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
