package io.noisystudent.registry.testing;

import io.noisystudent.testkit.process.ServiceCommand;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.stack.EmbeddedStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Packaged registries on a real broker and a real store. */
public final class Registries {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

    private Registries() {}

    /** The one instance with usual settings on the shared stack, for all tests of this JVM; it ends with the JVM. */
    public static ServiceProcess shared() {
        return Shared.REGISTRY;
    }

    private static final class Shared {
        private static final ServiceProcess REGISTRY = start(EmbeddedStack.shared(), Map.of());
    }

    /** Starts an instance and waits until it is ready. */
    public static ServiceProcess start(EmbeddedStack stack, Map<String, String> more) {
        return launch(settings(stack, more)).awaitReady();
    }

    /** Starts a process with these settings only, and waits for nothing. */
    public static ServiceProcess launch(Map<String, String> settings) {
        return ServiceCommand.packaged()
                .options("-XX:TieredStopAtLevel=1", "-Xmx256m", "-XX:SharedArchiveFile=" + SharedClasses.of(JAR))
                .settings(settings)
                .start();
    }

    /** The settings of an instance on this stack. */
    public static Map<String, String> settings(EmbeddedStack stack, Map<String, String> more) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("noisystudent.pipeline.file", pipeline(stack.bucket()).toString());
        settings.put(
                "noisystudent.store.endpoint", stack.objectStore().endpoint().toString());
        settings.put("noisystudent.store.access-key", stack.objectStore().accessKey());
        settings.put("noisystudent.store.secret-key", stack.objectStore().secretKey());
        settings.put("noisystudent.store.bucket", stack.bucket());
        settings.put("kafka.bootstrap.servers", stack.kafka().bootstrapServers());
        // A process for each upload is tried where uploads are the matter.
        settings.put("noisystudent.registry.trial-process", "false");
        settings.putAll(more);
        return settings;
    }

    /** A pipeline of its own for each bucket: the log of another bucket's models is ahead of this one. */
    public static Path pipeline(String bucket) {
        Path file = Path.of("src/test/resources/pipeline.yaml");
        if (bucket.equals("models")) {
            return file;
        }
        try {
            String named = Files.readString(file).replace("name: shapes", "name: " + bucket);
            return Files.writeString(Files.createTempFile("pipeline-", ".yaml"), named);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
