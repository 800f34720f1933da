package io.noisystudent.labeler.testing;

import io.noisystudent.testkit.kafka.TestBroker;
import io.noisystudent.testkit.process.ServiceCommand;
import io.noisystudent.testkit.process.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Packaged labelers on the broker of the tests. */
public final class Labelers {
    private Labelers() {}

    /**
     * Starts a labeler; it is not ready yet.
     *
     * @param properties more settings, as {@code name=value}
     */
    public static ServiceProcess start(String instance, Path pipeline, URI registry, String... properties) {
        Path directory = directory();
        ServiceCommand command = ServiceCommand.packaged()
                .options("-XX:TieredStopAtLevel=1", "-Xmx256m")
                .setting("kafka.bootstrap.servers", TestBroker.shared().bootstrapServers())
                .setting("noisystudent.instance", instance)
                .setting("noisystudent.pipeline.file", pipeline)
                .setting("noisystudent.registry.url", registry)
                .setting("noisystudent.labeler.device", "cpu")
                .setting("noisystudent.labeler.threads", 1)
                .setting("noisystudent.labeler.model-cache", directory.resolve("models"));
        List.of(properties).forEach(property -> command.options("-D" + property));
        return command.log(directory.resolve("labeler.log")).start();
    }

    /** A new directory for one test's files. */
    public static Path directory() {
        try {
            return Files.createTempDirectory("labeler-it-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
