package io.noisystudent.registry.config;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.registry.messaging.Broker;
import io.noisystudent.registry.signing.SignatureService;
import io.noisystudent.registry.webhooks.Webhooks;
import io.noisystudent.service.start.StartRefusal;
import io.noisystudent.storage.ConditionalWriteProof;
import io.noisystudent.storage.ObjectStore;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses to serve on a store that does not keep the registry's only lock, and reads the store before the first request. A
 * broker that is away delays events, and nothing else.
 */
@Singleton
public class Startup {
    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

    private final Instance<ObjectStore> store;
    private final Instance<ReadModelRefresher> refresher;
    private final Instance<PipelineConfig> pipeline;
    private final Instance<SignatureService> signatures;
    private final Instance<Webhooks> webhooks;
    private final Instance<Broker> broker;
    private final RegistryConfig config;

    Startup(
            Instance<ObjectStore> store,
            Instance<ReadModelRefresher> refresher,
            Instance<PipelineConfig> pipeline,
            Instance<SignatureService> signatures,
            Instance<Webhooks> webhooks,
            Instance<Broker> broker,
            RegistryConfig config) {
        this.store = store;
        this.refresher = refresher;
        this.pipeline = pipeline;
        this.signatures = signatures;
        this.webhooks = webhooks;
        this.broker = broker;
        this.config = config;
    }

    void prepare(@Observes @Priority(1) StartupEvent start) {
        StartRefusal.guard(this::start);
    }

    private void start() {
        pipeline.get();
        signatures.get();
        webhooks.get();
        new ConditionalWriteProof(store.get()).run();
        LOG.info(
                "store={} bucket={} keeps create-only writes",
                config.store().endpoint(),
                config.store().bucket());
        broker.get().look();
        refresher.get().look();
    }
}
