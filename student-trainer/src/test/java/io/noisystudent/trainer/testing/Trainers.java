package io.noisystudent.trainer.testing;

import io.noisystudent.testkit.process.ServiceCommand;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.stack.EmbeddedStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Packaged trainers with one thread and float32, on a real broker and a real store. */
public final class Trainers {
    /** In which one ends that has nothing more to do. */
    public static final Duration LIMIT = Duration.ofMinutes(3);

    private Trainers() {}

    /** Starts a trainer whose files are in {@code directory}, and waits for nothing. */
    public static ServiceProcess start(EmbeddedStack stack, URI registry, Path directory, String... arguments) {
        return start(stack, registry, directory, Map.of(), arguments);
    }

    /** The same with further settings. */
    public static ServiceProcess start(
            EmbeddedStack stack, URI registry, Path directory, Map<String, String> settings, String... arguments) {
        return startWith(List.of(), stack, registry, directory, settings, arguments);
    }

    /** The same with options of the JVM in the place of those that it has anyway. */
    public static ServiceProcess startWith(
            List<String> options,
            EmbeddedStack stack,
            URI registry,
            Path directory,
            Map<String, String> settings,
            String... arguments) {
        try {
            Path pipeline = Files.writeString(directory.resolve("pipeline.yaml"), ShapesPipeline.YAML);
            return ServiceCommand.packaged()
                    .options("-Xmx512m", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0")
                    .setting("kafka.bootstrap.servers", stack.kafka().bootstrapServers())
                    .setting("noisystudent.pipeline.file", pipeline)
                    .setting("noisystudent.registry.url", registry)
                    .setting("noisystudent.store.endpoint", stack.objectStore().endpoint())
                    .setting(
                            "noisystudent.store.access-key", stack.objectStore().accessKey())
                    .setting(
                            "noisystudent.store.secret-key", stack.objectStore().secretKey())
                    .setting("noisystudent.trainer.cache-directory", directory.resolve("cache"))
                    .setting("noisystudent.trainer.threads", 1)
                    .setting("noisystudent.trainer.checkpoint-interval", "PT0.05S")
                    .options(options.toArray(String[]::new))
                    .settings(settings)
                    .setting("noisystudent.trainer.precision", "fp32")
                    .arguments(arguments)
                    .log(Files.createTempFile(directory, "student-trainer-", ".log"))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
