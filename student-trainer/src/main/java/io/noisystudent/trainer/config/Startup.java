package io.noisystudent.trainer.config;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.topic.TopicAdmin;
import io.noisystudent.trainer.training.MachineShare;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must be true before the channels start: a valid configuration, and topics to subscribe to. */
@Singleton
class Startup {
    private static final Logger LOGGER = LoggerFactory.getLogger(Startup.class);
    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(60);

    private final PipelineConfig pipeline;
    private final TrainerConfig config;
    private final Map<String, Object> kafka;

    Startup(
            PipelineConfig pipeline,
            TrainerConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.pipeline = pipeline;
        this.config = config;
        this.kafka = kafka;
    }

    /** Before the channels: those are started by an observer of the default priority. */
    void prepare(@Observes @Priority(1) StartupEvent start) {
        MachineShare machine = Settings.machine(config.trainer());
        TopicAdmin.ensure(kafka, pipeline, BROKER_PATIENCE);
        LOGGER.info(
                "pipeline={} threads={} loaders={} precision={} cache={}",
                pipeline.name(),
                machine.threads(),
                machine.loaders(),
                machine.precision(),
                config.trainer().cacheDirectory());
    }
}
