package io.noisystudent.labeler.config;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.sample.InboundRecordParser;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.kafka.log.LogRangeReader;
import io.noisystudent.kafka.topic.TopicSettings;
import io.noisystudent.labeler.evaluation.Evaluating;
import io.noisystudent.labeler.evaluation.LatencyProbe;
import io.noisystudent.labeler.inference.Admission;
import io.noisystudent.labeler.inference.InferenceService;
import io.noisystudent.labeler.inference.InferenceStatistics;
import io.noisystudent.labeler.labeling.Labeling;
import io.noisystudent.labeler.models.DeviceFailures;
import io.noisystudent.labeler.models.DeviceGuard;
import io.noisystudent.labeler.models.LabelerDevices;
import io.noisystudent.labeler.models.ModelCache;
import io.noisystudent.labeler.models.ModelFiles;
import io.noisystudent.labeler.models.ModelLoader;
import io.noisystudent.labeler.models.Teacher;
import io.noisystudent.labeler.stages.BatchPipeline;
import io.noisystudent.labeler.stages.BatchWorkers;
import io.noisystudent.labeler.stages.KafkaRangeSource;
import io.noisystudent.labeler.stages.StageListener;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.registryclient.Registry;
import io.noisystudent.registryclient.RegistryClient;
import io.noisystudent.service.start.ProcessTermination;
import io.noisystudent.service.start.Termination;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Puts the parts of the service together. */
@Singleton
public class Assembly {
    /** A teacher and a candidate are evaluated in turn. */
    private static final int IDLE_MODELS = 2;

    private final LabelerConfig config;
    private final Map<String, Object> kafka;
    private final AtomicInteger sources = new AtomicInteger();

    Assembly(LabelerConfig config, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.config = config;
        this.kafka = Map.copyOf(kafka);
    }

    @Produces
    @Singleton
    PipelineConfig pipeline() {
        return PipelineConfigReader.read(config.pipeline().file(), Networks::isKnown);
    }

    @Produces
    @Singleton
    Topics topics(PipelineConfig pipeline) {
        return new Topics(pipeline.name());
    }

    @Produces
    @Singleton
    LabelerDevices devices(DeviceFailures failures) {
        return LabelerSettings.devices(config.labeler(), failures);
    }

    @Produces
    @Singleton
    InferenceOptions inferenceOptions(LabelerDevices devices) {
        return devices.options();
    }

    @Produces
    @Singleton
    DeviceFailures deviceFailures(Clock clock) {
        return Main.judged().orElseGet(() -> LabelerSettings.deviceFailures(config.labeler(), clock));
    }

    @Produces
    @Singleton
    Registry registry() {
        return new RegistryClient(config.registry().address(), config.signing().rule());
    }

    @Produces
    @Singleton
    Termination termination() {
        return new ProcessTermination("labeler");
    }

    @Produces
    @Singleton
    DeviceGuard guard(DeviceFailures failures, Termination termination) {
        return new DeviceGuard(failures.tooMany(), failure -> {
            failures.note(failure);
            termination.begin(failure.describe());
        });
    }

    @Produces
    @Singleton
    ModelLoader loader(
            Registry registry, LabelerDevices devices, PipelineConfig pipeline, Clock clock, DeviceGuard guard) {
        ModelFiles files = new ModelFiles(
                config.labeler().modelCache(), config.labeler().modelCacheSize().asLongValue(), registry, clock);
        return new ModelLoader(files, devices, pipeline.image(), pipeline.classes(), guard);
    }

    @Produces
    @Singleton
    ModelCache models(ModelLoader loader, LabelerDevices devices) {
        return new ModelCache(
                loader,
                IDLE_MODELS,
                devices.holdOneVersion() ? ModelCache.Swap.ONE_AT_A_TIME : ModelCache.Swap.WHILE_OTHERS_WORK);
    }

    void close(@Disposes ModelCache models) {
        models.close();
    }

    @Produces
    @Singleton
    Teacher teacher(PipelineConfig pipeline, Registry registry, ModelCache models) {
        return new Teacher(
                pipeline.name(),
                () -> registry.alias(pipeline.name(), AliasSlot.TEACHER),
                models,
                System::nanoTime,
                Executors.newSingleThreadExecutor(Assembly::background));
    }

    private static Thread background(Runnable questions) {
        Thread thread = new Thread(questions, "teacher");
        thread.setDaemon(true);
        return thread;
    }

    @Produces
    @Singleton
    BatchWorkers workers(InferenceOptions options) {
        return new BatchWorkers(options.threads());
    }

    void close(@Disposes BatchWorkers workers) {
        workers.close();
    }

    /** Not thread-safe: every caller gets an instance of its own. */
    @Produces
    @Dependent
    Labeling labeling(PipelineConfig pipeline, BatchWorkers workers, InferenceOptions options, StageListener listener) {
        return new Labeling(
                source("labeling"),
                new BatchPipeline(workers, options.maxBatch(), listener),
                new InboundRecordParser(pipeline),
                config.instance(),
                TopicSettings.MAX_MESSAGE_BYTES);
    }

    @Produces
    @Singleton
    Evaluating evaluating(
            PipelineConfig pipeline, BatchWorkers workers, InferenceOptions options, StageListener listener) {
        return new Evaluating(
                source("evaluation"),
                new BatchPipeline(workers, options.maxBatch(), listener),
                new InboundRecordParser(pipeline),
                new LatencyProbe(options.maxBatch(), System::nanoTime),
                TopicSettings.MAX_MESSAGE_BYTES);
    }

    @Produces
    @Singleton
    Admission admission(InferenceOptions options) {
        return new Admission(LabelerSettings.limits(config.labeler(), options));
    }

    @Produces
    @Singleton
    InferenceService inference(
            PipelineConfig pipeline, ModelCache models, Teacher teacher, Admission admission, Clock clock) {
        return new InferenceService(
                pipeline.name(), models, teacher, admission, new InferenceStatistics(clock, System::nanoTime));
    }

    private KafkaRangeSource source(String kind) {
        String name = kind + "-" + sources.incrementAndGet();
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("client.id", "labeler-" + config.instance() + "-" + name + "-ranges");
        return new KafkaRangeSource(() -> new LogRangeReader(settings, LogRangeReader.PATIENCE), name);
    }
}
