package io.noisystudent.trainer.testing;

import io.noisystudent.embedded.EmbeddedKafka;
import io.noisystudent.registryclient.signing.PemFile;
import io.noisystudent.testkit.kafka.TestBroker;
import io.noisystudent.testkit.registry.FakeRegistry;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A real broker, a registry that signs and the pipeline {@code shapes} for the service under test, which trusts only
 * what is signed.
 */
public final class TrainerStackResource implements QuarkusTestResourceLifecycleManager {
    private @Nullable EmbeddedKafka kafka;
    private @Nullable FakeRegistry registry;
    private @Nullable TestBroker broker;

    @Override
    public Map<String, String> start() {
        try {
            Path directory = Files.createTempDirectory("trainer-it-");
            Path pipeline = Files.writeString(directory.resolve("pipeline.yaml"), ShapesPipeline.YAML);
            EmbeddedKafka started = EmbeddedKafka.start(directory, 0);
            kafka = started;
            KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            Path trusted = Files.writeString(directory.resolve("trusted.pub"), PemFile.text(key.getPublic()));
            registry = new FakeRegistry(ShapesPipeline.PIPELINE.classes(), key);
            broker = new TestBroker(started.bootstrapServers());
            // What a trainer says stays in one order, though its topic has two partitions.
            broker.admin().create(ShapesPipeline.TOPICS.trainingProgress(), 2);
            return Map.of(
                    "kafka.bootstrap.servers",
                    started.bootstrapServers(),
                    "noisystudent.pipeline.file",
                    pipeline.toString(),
                    "noisystudent.registry.url",
                    registry.uri().toString(),
                    "noisystudent.signing.verification",
                    "required",
                    "noisystudent.signing.trusted-keys",
                    trusted.toString(),
                    "noisystudent.trainer.cache-directory",
                    directory.resolve("cache").toString(),
                    "noisystudent.trainer.threads",
                    "1",
                    "noisystudent.trainer.precision",
                    "fp32",
                    "quarkus.http.test-port",
                    "0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(registry, new TestInjector.MatchesType(FakeRegistry.class));
        injector.injectIntoFields(broker, new TestInjector.MatchesType(TestBroker.class));
    }

    @Override
    public void stop() {
        if (broker != null) {
            broker.close();
        }
        if (registry != null) {
            registry.close();
        }
        if (kafka != null) {
            kafka.kill();
        }
    }
}
