package io.noisystudent.registry.config;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.registry.aliases.AliasService;
import io.noisystudent.registry.annotations.AnnotationService;
import io.noisystudent.registry.catalog.EvaluationCatalog;
import io.noisystudent.registry.catalog.VersionCatalog;
import io.noisystudent.registry.filter.VersionFields;
import io.noisystudent.registry.gate.Gate;
import io.noisystudent.registry.maintenance.GarbageCollector;
import io.noisystudent.registry.maintenance.NumberContinuation;
import io.noisystudent.registry.maintenance.WriteProbe;
import io.noisystudent.registry.messaging.KafkaEventLog;
import io.noisystudent.registry.objects.DamageLog;
import io.noisystudent.registry.objects.SlotWriter;
import io.noisystudent.registry.promotion.DecisionLog;
import io.noisystudent.registry.promotion.GateEvaluation;
import io.noisystudent.registry.promotion.PromotionService;
import io.noisystudent.registry.reconcile.EventFollower;
import io.noisystudent.registry.reconcile.EventReconciler;
import io.noisystudent.registry.reconcile.LookSchedule;
import io.noisystudent.registry.signing.SignatureService;
import io.noisystudent.registry.signing.Signer;
import io.noisystudent.registry.upload.BlobStore;
import io.noisystudent.registry.upload.ModelVerifier;
import io.noisystudent.registry.upload.Spool;
import io.noisystudent.registry.upload.Trial;
import io.noisystudent.registry.upload.TrialProcess;
import io.noisystudent.registry.view.KeptLimits;
import io.noisystudent.registry.view.KeptMemory;
import io.noisystudent.registry.view.RegistryView;
import io.noisystudent.registry.view.StoreReader;
import io.noisystudent.registry.webhooks.DeliveryLog;
import io.noisystudent.registry.webhooks.Sender;
import io.noisystudent.registry.webhooks.WebhookDispatcher;
import io.noisystudent.registry.webhooks.Webhooks;
import io.noisystudent.registryclient.signing.PemFile;
import io.noisystudent.registryclient.signing.Verification;
import io.noisystudent.service.config.JsonDialect;
import io.noisystudent.service.limit.UploadLimit;
import io.noisystudent.storage.DownloadLinks;
import io.noisystudent.storage.ObjectStore;
import io.noisystudent.storage.minio.MinioDownloadLinks;
import io.noisystudent.storage.minio.MinioObjectStore;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.PublicKey;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** Puts the parts together; the parts themselves know no framework. */
@Singleton
public class Assembly {
    /** After so many intervals without an answer of the broker, events count as unannounced. */
    private static final int SILENT_INTERVALS = 5;

    @Produces
    @Singleton
    ObjectMapperCustomizer json() {
        return JsonDialect.strict();
    }

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

    @Produces
    @Singleton
    DownloadLinks links(RegistryConfig config) {
        return config.store()
                .publicEndpoint()
                .<DownloadLinks>map(endpoint -> new MinioDownloadLinks(StoreConnection.minio(config.store(), endpoint)))
                .orElse(DownloadLinks.NONE);
    }

    void close(@Disposes ObjectStore store) {
        if (store instanceof MinioObjectStore minio) {
            minio.close();
        }
    }

    @Produces
    @Singleton
    SlotWriter slots(ObjectStore store) {
        return new SlotWriter(store);
    }

    @Produces
    @Singleton
    DamageLog damage() {
        return new DamageLog();
    }

    @Produces
    @Singleton
    RegistryView view(RegistryConfig config, ObjectStore store, DamageLog damage) {
        RegistryConfig.Registry settings = config.registry();
        KeptLimits limits = new KeptLimits(
                settings.maxModels(),
                settings.maxEvaluations(),
                settings.maxEvaluationBytes().asLongValue());
        return new RegistryView(new StoreReader(store, damage), limits, KeptMemory.ofThisProcess());
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
    VersionFields fields(PipelineConfig pipeline) {
        return new VersionFields(pipeline.gate().split());
    }

    @Produces
    @Singleton
    AnnotationService annotations(RegistryView view, SlotWriter slots, Clock clock) {
        return new AnnotationService(view, slots, clock, Assembly::nonce);
    }

    @Produces
    @Singleton
    AliasService aliases(RegistryView view, SlotWriter slots, Clock clock) {
        return new AliasService(view, slots, clock, Assembly::nonce);
    }

    @Produces
    @Singleton
    DecisionLog decisions(RegistryView view, SlotWriter slots, Clock clock) {
        return new DecisionLog(view, slots, clock, Assembly::nonce);
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
        GateEvaluation gateEvaluation = new GateEvaluation(new Gate(pipeline.gate()), versions, evaluations, decisions);
        return new PromotionService(versions, view, aliases, decisions, gateEvaluation);
    }

    @Produces
    @Singleton
    SignatureService signatures(RegistryConfig config, ObjectStore store, DamageLog damage, SlotWriter slots) {
        List<PublicKey> trusted =
                config.signing().trustedKeys().map(PemFile::publicKeys).orElse(List.of());
        Signer signer =
                config.signing().key().map(key -> Signer.read(key, trusted)).orElse(null);
        return new SignatureService(store, damage, slots, signer, new Verification(Verification.Mode.OFF, trusted));
    }

    @Produces
    @Singleton
    BlobStore blobs(RegistryConfig config, ObjectStore store, DamageLog damage) {
        Spool spool = new Spool(config.registry().maxModelSize().asLongValue());
        RegistryConfig.Registry settings = config.registry();
        Trial trial = settings.trialProcess()
                ? new TrialProcess(settings.trialLimit(), settings.trialMemory().asLongValue())
                : Trial.inThisProcess(settings.trialLimit());
        return new BlobStore(store, damage, spool, new ModelVerifier(trial));
    }

    @Produces
    @Singleton
    UploadLimit uploadLimit(RegistryConfig config) {
        return new UploadLimit(config.registry().maxModelSize().asLongValue());
    }

    @Produces
    @Singleton
    GarbageCollector garbage(RegistryConfig config, ObjectStore store, RegistryView view, Clock clock) {
        return new GarbageCollector(store, view, clock, config.registry().garbageGrace());
    }

    @Produces
    @Singleton
    WriteProbe writeProbe(RegistryConfig config, ObjectStore store, Clock clock) {
        return new WriteProbe(store, clock, config.registry().writeProbeInterval());
    }

    @Produces
    @Singleton
    NumberContinuation continuation(RegistryView view, AliasService aliases, SlotWriter slots, Clock clock) {
        return new NumberContinuation(view, aliases, slots, clock, Assembly::nonce);
    }

    @Produces
    @Singleton
    EventReconciler reconciler(RegistryView view, KafkaEventLog log) {
        return new EventReconciler(view, log);
    }

    @Produces
    @Singleton
    EventFollower follower(RegistryView view) {
        return new EventFollower(view);
    }

    @Produces
    @Singleton
    LookSchedule looks(RegistryConfig config, Clock clock) {
        RegistryConfig.Registry settings = config.registry();
        return new LookSchedule(
                clock, settings.lookInterval(), settings.reconcileInterval().multipliedBy(SILENT_INTERVALS));
    }

    @Produces
    @Singleton
    Webhooks webhooks(RegistryConfig config) {
        return WebhookSettings.read(config.webhooks());
    }

    @Produces
    @Singleton
    DeliveryLog deliveries(ObjectStore store, DamageLog damage, SlotWriter slots, Webhooks webhooks) {
        return new DeliveryLog(store, damage, slots, webhooks.policy().attempts());
    }

    @Produces
    @Singleton
    WebhookDispatcher.Tools dispatching(RegistryView view, DeliveryLog log, Webhooks webhooks, Clock clock) {
        return new WebhookDispatcher.Tools(
                view, log, new Sender(webhooks.policy().timeout()), webhooks.policy(), clock, Assembly::nonce);
    }

    private static String nonce() {
        return UUID.randomUUID().toString();
    }
}
