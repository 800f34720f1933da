package io.noisystudent.launcher.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Which processes work for a home: name, process id and when the process started. From it the next start knows what
 * outlived a launcher that was killed.
 *
 * <p>An id alone proves nothing, since the system gives it to another process later. Only a process that started at the
 * recorded moment is ended. Used by who holds the {@link HomeLock}. Thread-safe.
 */
final class ProcessFile {
    /** The system's clock, from which start times are computed, may be corrected by a second in between. */
    private static final Duration SAME = Duration.ofSeconds(2);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = JsonMapper.create().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path file;
    private final Map<String, Entry> entries = new TreeMap<>();

    ProcessFile(Home home) {
        this.file = home.processFile();
    }

    /** One process. */
    record Entry(String name, long pid, Instant started) {
        Optional<ProcessHandle> alive() {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(process -> process.info()
                    .startInstant()
                    .filter(start -> Duration.between(started, start).abs().compareTo(SAME) < 0)
                    .isPresent());
        }
    }

    /** Remembers the process that has a name now. One of which the system does not tell the start is not remembered. */
    synchronized void note(String name, ProcessHandle process) {
        process.info().startInstant().ifPresent(started -> entries.put(name, new Entry(name, process.pid(), started)));
        try {
            Path fresh = file.resolveSibling(unfinished(file.getFileName().toString()));
            JSON.writeValue(fresh.toFile(), entries.values());
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failure("cannot be written", e);
        }
    }

    /** The name of a file of this name while it is written; it stays if the launcher is killed meanwhile. */
    static String unfinished(String name) {
        return name + ".new";
    }

    /** Ends what an earlier launcher started for this home and left running, and says so. */
    synchronized void endLeftOvers(Consumer<String> console) {
        Map<Entry, ProcessHandle> left = new LinkedHashMap<>();
        for (Entry entry : read()) {
            entry.alive().ifPresent(process -> left.put(entry, process));
        }
        left.forEach((entry, process) -> {
            console.accept(entry.name() + " of an earlier run still runs (process " + entry.pid() + "); it is ended");
            process.destroy();
        });
        left.values().forEach(ProcessFile::awaitEnd);
        forget();
    }

    /** Forgets all processes, after they were stopped. */
    synchronized void forget() {
        entries.clear();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failure("cannot be deleted", e);
        }
    }

    private static void awaitEnd(ProcessHandle process) {
        if (!ends(process, STOP_LIMIT)) {
            process.destroyForcibly();
            ends(process, KILL_LIMIT);
        }
    }

    private static boolean ends(ProcessHandle process, Duration limit) {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private List<Entry> read() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return List.of(JSON.readValue(file.toFile(), Entry[].class));
        } catch (IOException e) {
            // Written by hand, or by another version: nothing is proved, so nothing is ended.
            return List.of();
        }
    }

    private NoisyStudentException failure(String what, IOException cause) {
        return new NoisyStudentException(ErrorCode.DISK_FULL, file.toString(), what + ": " + cause.getMessage(), cause);
    }
}
