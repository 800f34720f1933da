package io.noisystudent.labeler.testing;

import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.testkit.kafka.TestBroker;
import io.noisystudent.testkit.registry.FakeRegistry;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The broker, a registry with two versions, and the pipeline {@code shapes}, for the service under test. */
public final class LabelerStackResource implements QuarkusTestResourceLifecycleManager {
    private @Nullable FakeRegistry registry;

    @Override
    public Map<String, String> start() {
        registry = new FakeRegistry(TinyModels.CLASSES);
        registry.put(new ModelRef("shapes", 1), TinyModels.onnx(1));
        registry.put(new ModelRef("shapes", 2), TinyModels.onnx(2));
        registry.teacher(new ModelRef("shapes", 1));
        Path directory = Labelers.directory();
        Path pipeline = directory.resolve("pipeline.yaml");
        try {
            Files.writeString(pipeline, TinyModels.yaml("shapes"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.ofEntries(
                Map.entry("kafka.bootstrap.servers", TestBroker.shared().bootstrapServers()),
                Map.entry("noisystudent.pipeline.file", pipeline.toString()),
                Map.entry("noisystudent.registry.url", registry.uri().toString()),
                Map.entry(
                        "noisystudent.labeler.model-cache",
                        directory.resolve("models").toString()),
                Map.entry("noisystudent.labeler.device", "cpu"),
                Map.entry("noisystudent.labeler.batch-size", "8"),
                Map.entry("noisystudent.labeler.max-request-images", "20"),
                Map.entry("noisystudent.labeler.max-request-pixels", "1000000"),
                Map.entry("noisystudent.labeler.max-pixels-at-once", "1000000"),
                Map.entry("noisystudent.labeler.max-requests", "2"),
                Map.entry("noisystudent.labeler.request-patience", "1m"),
                Map.entry("quarkus.http.test-port", "0"));
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(registry, new TestInjector.MatchesType(FakeRegistry.class));
    }

    @Override
    public void stop() {
        if (registry != null) {
            registry.close();
        }
    }
}
