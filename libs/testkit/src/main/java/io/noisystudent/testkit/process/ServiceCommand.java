package io.noisystudent.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a service is started; of two values of a setting, the later counts. */
public final class ServiceCommand {
    private final List<String> program;
    private final List<String> options = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable Path log;

    private ServiceCommand(String... program) {
        this.program = List.of(program);
    }

    /** The service that this module packages, on a free port of this machine. */
    public static ServiceCommand packaged() {
        return new ServiceCommand(
                        "-jar",
                        Path.of("target", "quarkus-app", "quarkus-run.jar").toString())
                .options("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
                .setting("quarkus.http.host", "127.0.0.1")
                .setting("quarkus.http.port", "0");
    }

    /** A main class on the class path of this JVM. */
    public static ServiceCommand main(Class<?> main) {
        return new ServiceCommand("-cp", System.getProperty("java.class.path"), main.getName());
    }

    /** Adds options of the JVM. */
    public ServiceCommand options(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    public ServiceCommand setting(String name, Object value) {
        return options("-D" + name + "=" + value);
    }

    public ServiceCommand settings(Map<String, String> more) {
        more.forEach(this::setting);
        return this;
    }

    /** Adds arguments of the program. */
    public ServiceCommand arguments(String... more) {
        arguments.addAll(List.of(more));
        return this;
    }

    public ServiceCommand environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Writes all that it prints to this file; to one in the directory of temporary files if none is named. */
    public ServiceCommand log(Path file) {
        log = file;
        return this;
    }

    /** Starts it, and waits for nothing; it ends with this JVM at the latest. */
    public ServiceProcess start() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(program);
        command.addAll(arguments);
        try {
            Path output = log == null ? Files.createTempFile("service-", ".log") : log;
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new ServiceProcess(process, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
