package io.noisystudent.bench.worker;

import io.noisystudent.bench.statistics.NotMeasuredException;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The workers of one run: ours, in the process settings of the trainer, and Python's, in the same environment. */
public final class BenchWorkers implements AutoCloseable {
    /**
     * As the launcher starts a trainer. glibc's settings and OpenMP's help PyTorch just as much, so both get them.
     */
    private static final Map<String, String> ENVIRONMENT = Map.of(
            // The first card is that of nvidia-smi, whose figures are read.
            "CUDA_DEVICE_ORDER", "PCI_BUS_ID",
            // Python would leave a directory of its own beside its scripts.
            "PYTHONDONTWRITEBYTECODE", "1",
            "GOMP_SPINCOUNT", "20000",
            "MALLOC_MMAP_THRESHOLD_", "4294967296",
            "MALLOC_TRIM_THRESHOLD_", "17179869184",
            "MALLOC_TOP_PAD_", "268435456");

    private static final double NANOSECONDS = 1e9;

    private static final List<String> SCRIPTS = List.of("worker.py", "distillation.py");

    private static final List<String> TRAINER_FLAGS =
            List.of("-XX:+UseSerialGC", "-Xmx1g", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");

    private final Map<Kind, WorkerProcess> running = new EnumMap<>(Kind.class);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(BenchWorkers::daemon);
    private final @Nullable String python;
    private @Nullable Limit limit;

    private enum Kind {
        JAVA,
        DETERMINISTIC_JAVA,
        PYTHON
    }

    /** @param end on the clock of {@link System#nanoTime} */
    private record Limit(long end, Future<?> killing) {
        boolean isOver() {
            return System.nanoTime() - end >= 0;
        }
    }

    /** @param python the interpreter, or null: then whatever needs it is not measured */
    public BenchWorkers(@Nullable String python) {
        this.python = python;
    }

    /**
     * From now on: after so many seconds, in place of what was asked for before, workers are killed and none is started.
     * A worker that hangs does not keep others from being measured.
     */
    public synchronized void limit(double seconds) {
        if (limit != null) {
            limit.killing().cancel(false);
        }
        long nanos = (long) (seconds * NANOSECONDS);
        limit = new Limit(System.nanoTime() + nanos, clock.schedule(this::kill, nanos, TimeUnit.NANOSECONDS));
    }

    private synchronized void kill() {
        if (limit != null && limit.isOver()) {
            running.values().forEach(WorkerProcess::kill);
        }
    }

    private void requireTime() {
        if (limit != null && limit.isOver()) {
            throw new NotMeasuredException("no time is left");
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "limit-of-workers");
        thread.setDaemon(true);
        return thread;
    }

    /** Our worker; another one after it has ended. */
    public synchronized WorkerProcess java() {
        return running(Kind.JAVA, BenchWorkers::javaCommand, ENVIRONMENT);
    }

    /** Another of ours, in which cuBLAS can be deterministic, which costs speed. */
    public synchronized WorkerProcess deterministicJava() {
        Map<String, String> environment = new HashMap<>(ENVIRONMENT);
        environment.put("CUBLAS_WORKSPACE_CONFIG", ":4096:8");
        return running(Kind.DETERMINISTIC_JAVA, BenchWorkers::javaCommand, environment);
    }

    /** Ends ours, so that the next measurement begins with a new one, and a card has its memory back. */
    public synchronized void endJava() {
        for (Kind kind : List.of(Kind.JAVA, Kind.DETERMINISTIC_JAVA)) {
            Optional.ofNullable(running.remove(kind)).ifPresent(WorkerProcess::close);
        }
    }

    private static List<String> javaCommand() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(TRAINER_FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), JavaWorker.class.getName()));
        return command;
    }

    /** Whether there is an interpreter. */
    public boolean hasPython() {
        return python != null;
    }

    /** Python's worker; another one after it has ended. */
    public synchronized WorkerProcess python() {
        String program = python;
        if (program == null) {
            throw new NotMeasuredException("no --python was given");
        }
        return running(Kind.PYTHON, () -> List.of(program, script().toString()), ENVIRONMENT);
    }

    /**
     * The same, after Python's network of that name was found to be ours.
     *
     * @throws NotMeasuredException if it has other parameters
     */
    public WorkerProcess pythonTraining(String network, Graph graph, ImageShape shape) {
        WorkerProcess worker = python();
        long theirs = (long) worker.ask("parameters", network, shape.width(), shape.channels())[0];
        long own = Networks.parameterCount(graph);
        if (theirs != own) {
            throw new NotMeasuredException("Python's " + network + " has " + theirs + " parameters, ours has " + own
                    + ": not the same network");
        }
        return worker;
    }

    private WorkerProcess running(Kind kind, Supplier<List<String>> command, Map<String, String> environment) {
        requireTime();
        WorkerProcess worker = running.get(kind);
        if (worker == null || !worker.isAlive()) {
            String name = kind == Kind.PYTHON ? "Python" : "Java";
            worker = WorkerProcess.start(name, command.get(), environment);
            running.put(kind, worker);
        }
        return worker;
    }

    /** The first of the scripts, the others beside it. */
    private static Path script() {
        try {
            Path directory = Files.createTempDirectory("bench-");
            directory.toFile().deleteOnExit();
            for (String name : SCRIPTS) {
                copy(name, directory.resolve(name));
            }
            return directory.resolve(SCRIPTS.get(0));
        } catch (IOException e) {
            throw new NotMeasuredException("the scripts of Python's worker cannot be written: " + e.getMessage());
        }
    }

    private static void copy(String name, Path file) throws IOException {
        try (InputStream script = BenchWorkers.class.getResourceAsStream("/" + name)) {
            if (script == null) {
                throw new NotMeasuredException(name + " is not in the jar");
            }
            Files.copy(script, file);
            file.toFile().deleteOnExit();
        }
    }

    @Override
    public synchronized void close() {
        clock.shutdownNow();
        running.values().forEach(WorkerProcess::close);
    }
}
