package io.noisystudent.embedded.process;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * The outer end of a child JVM: it ends when {@link #close} is called, and also when this process ends in any way.
 *
 * <p>Its output goes to a log file in its data directory; the log of the run before is kept beside it as {@code .1}.
 */
public final class ChildJvm implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final StartWait START = new StartWait(Duration.ofMillis(20));
    private static final int TAIL_LINES = 15;
    private static final Path SHELL = Path.of("/bin/sh");

    private final String name;
    private final Path log;
    private final Process process;

    private ChildJvm(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** Starts a program on this process's Java and hands it its settings; does not wait until it is ready. */
    public static ChildJvm start(
            String name, Distribution program, List<String> jvmFlags, Path directory, Properties settings) {
        Path log = directory.resolve(name + ".log");
        try {
            Files.createDirectories(directory);
            if (Files.exists(log)) {
                Files.move(log, directory.resolve(name + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
            ProcessBuilder builder = new ProcessBuilder(command(program, jvmFlags))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            // Names of files are not ASCII only.
            builder.environment().put("LC_ALL", "C.UTF-8");
            Process process = builder.start();
            ChildJvm child = new ChildJvm(name, log, process);
            child.send(settings, directory);
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Distribution program, List<String> jvmFlags) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SHELL)) {
            // Ctrl-C reaches every process of the terminal; when the services may go is for the parent to say.
            command.addAll(List.of(SHELL.toString(), "-c", "trap '' INT; exec \"$0\" \"$@\""));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FixedLocale.OPTIONS);
        command.addAll(jvmFlags);
        command.add("-cp");
        command.add(program.classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.add(program.mainClass());
        return command;
    }

    private void send(Properties settings, Path directory) {
        Properties all = new Properties();
        all.putAll(settings);
        all.setProperty("directory", directory.toString());
        try {
            StringWriter text = new StringWriter();
            all.store(text, null);
            DataOutputStream out = new DataOutputStream(process.getOutputStream());
            out.writeUTF(text.toString());
            out.flush();
        } catch (IOException e) {
            kill();
            throw failed("it did not take its settings");
        }
    }

    /**
     * Waits until the child answers.
     *
     * @param isReady asks the child once, in its own protocol
     * @throws NoisyStudentException {@code SERVICE_FAILED} with the end of the log if it dies or does not answer in
     *     time; it is then gone
     */
    public void awaitReady(BooleanSupplier isReady) {
        try {
            START.await(process, isReady).ifPresent(reason -> {
                kill();
                throw failed(reason);
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
            throw failed("the wait for it was interrupted");
        } catch (RuntimeException | Error e) {
            kill();
            throw e;
        }
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The file that takes the child's output. */
    public Path log() {
        return log;
    }

    /** Stops the child cleanly, and hard if that takes more than 15 s. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // The child closed its end: it is stopping already.
            process.destroy();
        }
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }

    /** Ends the child at once, as a crash would, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    private NoisyStudentException failed(String what) {
        return new NoisyStudentException(
                ErrorCode.SERVICE_FAILED, name, what + "; the end of its log " + log + ":\n" + tail());
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(unreadable: " + e.getMessage() + ")";
        }
    }
}
