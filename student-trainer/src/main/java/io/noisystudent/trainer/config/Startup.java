package io.noisystudent.trainer.config;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.kafka.topic.TopicAdmin;
import io.noisystudent.service.start.StartRefusal;
import io.noisystudent.trainer.checkpoint.CheckpointArchive;
import io.noisystudent.trainer.messaging.GenerationWatch;
import io.noisystudent.trainer.messaging.RunMode;
import io.noisystudent.trainer.training.ComputeResources;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must be true before the channels start: a valid configuration, and topics to subscribe to. */
@Singleton
class Startup {
    private static final Logger LOGGER = LoggerFactory.getLogger(Startup.class);

    private final Instance<ComputeResources> machine;
    private final Instance<PipelineConfig> pipeline;
    private final TrainerConfig config;
    private final Map<String, Object> kafka;
    private final Instance<RunMode> runMode;
    private final Instance<GenerationWatch> watch;
    private final Instance<CheckpointArchive> checkpoints;

    Startup(
            Instance<ComputeResources> machine,
            Instance<PipelineConfig> pipeline,
            TrainerConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            Instance<RunMode> runMode,
            Instance<GenerationWatch> watch,
            Instance<CheckpointArchive> checkpoints) {
        this.machine = machine;
        this.pipeline = pipeline;
        this.config = config;
        this.kafka = kafka;
        this.runMode = runMode;
        this.watch = watch;
        this.checkpoints = checkpoints;
    }

    /** Before the channels: those are started by an observer of the default priority. */
    void prepare(@Observes @Priority(1) StartupEvent start) {
        StartRefusal.guard(() -> start(machine.get(), pipeline.get()));
    }

    private void start(ComputeResources machine, PipelineConfig pipeline) {
        TopicAdmin.ensure(kafka, pipeline, TopicAdmin.PATIENCE);
        checkpoints.get().examine();
        watch.get().start();
        // From now on requests are waited for.
        runMode.get();
        LOGGER.info(
                "pipeline={} device={} card={} threads={} loaders={} precision={} kernels={} cache={} checkpoints={}",
                pipeline.name(),
                machine.compute().device(),
                machine.compute().description().getOrDefault("card", "none"),
                machine.compute().threads(),
                machine.loaders(),
                machine.compute().precision(),
                machine.compute().kernels(),
                config.trainer().cacheDirectory(),
                config.store().endpoint().map(URI::toString).orElse("none"));
    }
}
