package io.noisystudent.registry.upload;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.Problem;
import io.noisystudent.registry.objects.Documents;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs a model in a process of its own, which is killed when it takes too long or too much memory: what a hostile graph
 * does to the runtime's native code, it does there.
 *
 * <p>Memory is what the operating system says that the process occupies, read from {@code /proc}; where there is none,
 * time alone is limited.
 */
public final class TrialProcess implements Trial {
    private static final Duration START = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 20;
    private static final String RESIDENT = "VmRSS:";
    private static final long KIBI = 1024;
    private static final int HEAP_SHARE = 2;

    private final Duration runLimit;
    private final Duration startLimit;
    private final long maxBytes;

    /**
     * @param runLimit for the run alone
     * @param maxBytes of memory, heap and native together
     */
    public TrialProcess(Duration runLimit, long maxBytes) {
        this(runLimit, START, maxBytes);
    }

    /** @param startLimit for starting the process and opening the model, before the run */
    TrialProcess(Duration runLimit, Duration startLimit, long maxBytes) {
        this.runLimit = runLimit;
        this.startLimit = startLimit;
        this.maxBytes = maxBytes;
    }

    @Override
    public void check(Path model) {
        try {
            Path answer = Files.createTempFile("trial-", ".json");
            Path options = Files.createTempFile("trial-", ".options");
            try {
                Files.write(options, options(model));
                run(options, answer);
            } finally {
                Files.deleteIfExists(answer);
                Files.deleteIfExists(options);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(Path options, Path answer) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(java, "@" + options)
                .redirectOutput(answer.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            int status = await(process);
            String result = Files.readString(answer, StandardCharsets.UTF_8);
            if (result.isEmpty()) {
                throw failed("its process ended with status " + status + ", as a crash or a lack of memory does");
            }
            if (!result.equals(TrialMain.PASSED)) {
                Problem problem = Documents.read("trial run", result.getBytes(StandardCharsets.UTF_8), Problem.class);
                throw new NoisyStudentException(problem.code(), problem.subject(), problem.detail());
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private int await(Process process) throws IOException {
        long deadline = System.nanoTime() + runLimit.plus(startLimit).toNanos();
        try {
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() > deadline) {
                    throw failed(
                            "it did not end within " + runLimit.plus(startLimit).toSeconds() + " s");
                }
                long occupied = occupied(process.pid());
                if (occupied > maxBytes) {
                    throw failed("it took " + occupied + " bytes of memory; " + maxBytes + " are allowed");
                }
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("it was interrupted");
        }
    }

    /** Resident bytes; 0 if they are not known. */
    private static long occupied(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                            .map(line -> line.replaceAll("[^0-9]", ""))
                            .mapToLong(Long::parseLong)
                            .findFirst()
                            .orElse(0)
                    * KIBI;
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    /**
     * The command line, as a file: ONNX Runtime crashes in processes with a very long command line, as a class path of
     * many jars makes it.
     */
    private List<String> options(Path model) {
        return Stream.of(
                        "-Xmx" + maxBytes / HEAP_SHARE,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-cp",
                        classPath(System.getProperty("java.class.path", "")),
                        TrialMain.class.getName(),
                        model.toString(),
                        Long.toString(runLimit.toMillis()))
                .map(option -> "\"" + option.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .toList();
    }

    /** The packaged service has its jars in directories beside the one that starts it. */
    static String classPath(String ofThisProcess) {
        Path jar = Path.of(ofThisProcess.contains(File.pathSeparator) ? "" : ofThisProcess);
        if (!jar.endsWith("quarkus-run.jar")) {
            return ofThisProcess;
        }
        Path application = jar.toAbsolutePath().resolveSibling("");
        return String.join(
                File.pathSeparator,
                List.of(
                        application.resolve("app") + "/*",
                        application.resolve("lib/main") + "/*",
                        application.resolve("lib/boot") + "/*"));
    }

    private static NoisyStudentException failed(String why) {
        return new NoisyStudentException(ErrorCode.TRIAL_RUN_FAILED, "model", "the trial run was ended: " + why);
    }
}
