package io.noisystudent.registry.config;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.registry.aliases.AliasService;
import io.noisystudent.registry.catalog.EvaluationCatalog;
import io.noisystudent.registry.catalog.VersionCatalog;
import io.noisystudent.registry.gate.Gate;
import io.noisystudent.registry.messaging.KafkaEventLog;
import io.noisystudent.registry.objects.SlotWriter;
import io.noisystudent.registry.promotion.DecisionLog;
import io.noisystudent.registry.promotion.EvidenceWeighing;
import io.noisystudent.registry.promotion.PromotionService;
import io.noisystudent.registry.reconcile.EventReconciler;
import io.noisystudent.registry.upload.BlobStore;
import io.noisystudent.registry.upload.ModelVerifier;
import io.noisystudent.registry.upload.Spool;
import io.noisystudent.registry.view.RegistryView;
import io.noisystudent.registry.view.StoreReader;
import io.noisystudent.storage.ObjectStore;
import io.noisystudent.storage.minio.MinioObjectStore;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.UUID;

/** Puts the parts together; the parts themselves know no framework. */
@Singleton
public class Parts {
    @Produces
    @Singleton
    PipelineConfig pipeline(RegistryConfig config) {
        return PipelineConfigReader.read(config.pipeline().file(), Networks::isKnown);
    }

    @Produces
    @Singleton
    ObjectStore store(RegistryConfig config) {
        return StoreConnection.open(config.store());
    }

    void close(@Disposes ObjectStore store) {
        if (store instanceof MinioObjectStore minio) {
            minio.close();
        }
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    SlotWriter slots(ObjectStore store) {
        return new SlotWriter(store);
    }

    @Produces
    @Singleton
    RegistryView view(ObjectStore store) {
        return new RegistryView(new StoreReader(store));
    }

    @Produces
    @Singleton
    VersionCatalog versions(RegistryView view, SlotWriter slots, Clock clock) {
        return new VersionCatalog(view, slots, clock);
    }

    @Produces
    @Singleton
    EvaluationCatalog evaluations(VersionCatalog versions, RegistryView view, SlotWriter slots) {
        return new EvaluationCatalog(versions, view, slots);
    }

    @Produces
    @Singleton
    AliasService aliases(RegistryView view, SlotWriter slots, Clock clock) {
        return new AliasService(view, slots, clock, Parts::nonce);
    }

    @Produces
    @Singleton
    DecisionLog decisions(RegistryView view, SlotWriter slots, Clock clock) {
        return new DecisionLog(view, slots, clock, Parts::nonce);
    }

    @Produces
    @Singleton
    PromotionService promotions(
            PipelineConfig pipeline,
            VersionCatalog versions,
            EvaluationCatalog evaluations,
            RegistryView view,
            AliasService aliases,
            DecisionLog decisions) {
        EvidenceWeighing weighing = new EvidenceWeighing(new Gate(pipeline.gate()), evaluations, decisions);
        return new PromotionService(versions, view, aliases, decisions, weighing);
    }

    @Produces
    @Singleton
    BlobStore blobs(RegistryConfig config, ObjectStore store) {
        Spool spool = new Spool(config.registry().maxModelSize().asLongValue());
        return new BlobStore(store, spool, new ModelVerifier(config.registry().trialLimit()));
    }

    @Produces
    @Singleton
    EventReconciler reconciler(RegistryView view, KafkaEventLog log) {
        return new EventReconciler(view, log);
    }

    private static String nonce() {
        return UUID.randomUUID().toString();
    }
}
