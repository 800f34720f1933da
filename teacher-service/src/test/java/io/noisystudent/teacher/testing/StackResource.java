package io.noisystudent.teacher.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The broker, a registry and a pipeline for one {@code @QuarkusTest}; the test finds the last two in its fields. */
public final class StackResource implements QuarkusTestResourceLifecycleManager {
    private @Nullable FakeRegistry registry;
    private @Nullable TestPipeline pipeline;

    @Override
    public Map<String, String> start() {
        registry = new FakeRegistry();
        pipeline = TestPipeline.named("loop", "auto");
        return Map.of(
                "kafka.bootstrap.servers", Broker.bootstrapServers(),
                "noisystudent.pipeline.file", pipeline.file().toString(),
                "noisystudent.registry.url", registry.uri().toString(),
                "noisystudent.instance", "it",
                "noisystudent.curriculum.settle", "300ms",
                "noisystudent.curriculum.tick", "100ms",
                "quarkus.http.test-port", "0");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(registry, new TestInjector.MatchesType(FakeRegistry.class));
        injector.injectIntoFields(pipeline, new TestInjector.MatchesType(TestPipeline.class));
    }

    @Override
    public void stop() {
        if (registry != null) {
            registry.close();
        }
    }
}
