package io.noisystudent.labeler.config;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.Device;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.kafka.topic.TopicAdmin;
import io.noisystudent.labeler.models.Teacher;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.registryclient.Registry;
import io.noisystudent.service.start.StartRefusal;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must be true before the channels start: a valid configuration, and topics to subscribe to. */
@Singleton
class Startup {
    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

    private final PipelineConfig pipeline;
    private final Instance<InferenceOptions> options;
    private final Instance<Registry> registry;
    private final Instance<Teacher> teacher;
    private final Map<String, Object> kafka;
    private final LabelerConfig config;

    /** What may be refused is made where the refusal is reported, not by the container. */
    Startup(
            PipelineConfig pipeline,
            Instance<InferenceOptions> options,
            Instance<Registry> registry,
            Instance<Teacher> teacher,
            LabelerConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.pipeline = pipeline;
        this.options = options;
        this.registry = registry;
        this.teacher = teacher;
        this.config = config;
        this.kafka = kafka;
    }

    /** Before the channels: those are started by an observer of the default priority. */
    void prepare(@Observes @Priority(1) StartupEvent start) {
        StartRefusal.guard(this::start);
        Thread thread = new Thread(this::meetTeacher, "meet-teacher");
        thread.setDaemon(true);
        thread.start();
    }

    private void start() {
        // Reads the trusted keys.
        registry.get();
        Device device = device();
        TopicAdmin.ensure(kafka, pipeline, TopicAdmin.PATIENCE);
        LOG.info(
                "pipeline={} classes={} image={} device={} threads={} batch={} instance={}",
                pipeline.name(),
                pipeline.classes().size(),
                pipeline.image(),
                device,
                options.get().threads(),
                options.get().maxBatch(),
                config.instance());
    }

    /** Where models will run, found out with a network of no size. */
    private Device device() {
        Graph probe = Networks.build("mlp", new ImageShape(1, 1, 1), List.of("no", "yes"), 0);
        try (Classifier classifier = Classifier.open(probe, options.get())) {
            return classifier.device();
        }
    }

    /** So that the inference endpoint and the first task find the teacher warm; nothing depends on it. */
    private void meetTeacher() {
        try {
            LOG.info("teacher={}", teacher.get().current());
        } catch (NoisyStudentException e) {
            LOG.info("no teacher yet: {}", e.describe());
        }
    }
}
